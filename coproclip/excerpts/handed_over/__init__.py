"""What went out, and what of it may not be out any more."""
