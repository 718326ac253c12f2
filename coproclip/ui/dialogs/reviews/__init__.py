"""Asking a storyteller about what is theirs: side by side, or with a review that they take home."""
