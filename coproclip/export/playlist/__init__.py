"""Playlists as pages and files."""
