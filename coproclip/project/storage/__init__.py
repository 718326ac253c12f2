"""The file under the project: opening it safely, its state on the disk, who may write, backups of it."""
