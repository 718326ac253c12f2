"""All stories."""
