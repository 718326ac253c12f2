"""What people wrote or said beside excerpts, and which of it may not leave."""
