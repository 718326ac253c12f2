"""The story desk."""
