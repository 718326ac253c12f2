"""Names that are said in stories: where, and what is read and heard in their place."""
