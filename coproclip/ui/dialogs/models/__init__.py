"""Speech models and language."""
