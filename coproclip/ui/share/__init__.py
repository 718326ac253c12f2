"""What leaves the project: what may, what may not and why, where to, and how far it is."""
