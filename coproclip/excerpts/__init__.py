"""4. Passages worth keeping, and whether they may leave."""
