"""Sound cut from recordings, joined, and silent where a name is taken out."""
