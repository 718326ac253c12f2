"""Themes and their excerpts."""
