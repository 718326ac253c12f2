"""Playlists: excerpts in an order, who is heard in them, and what may leave."""
