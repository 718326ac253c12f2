"""Whole stories and lists for the team."""
