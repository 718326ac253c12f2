"""Choosing themes."""
