"""Sound files and sound devices, nothing else."""
