"""Going back to a backup, without anything that protects somebody being lost."""
