"""The list of stories: import, search, and how far each has come."""
