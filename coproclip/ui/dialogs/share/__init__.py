"""Sharing: before, what to make, and the making."""
