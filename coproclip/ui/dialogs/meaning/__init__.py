"""What excerpts mean: the menus, the fields, and what belongs together."""
