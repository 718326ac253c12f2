"""All voices of a story."""
