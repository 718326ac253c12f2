"""The excerpt window."""
