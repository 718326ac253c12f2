"""Names and special words."""
