"""What stories say together: counts, the grid, missing voices, phrases, answers to starters."""
