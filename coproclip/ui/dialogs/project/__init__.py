"""What is said of the project itself: its own page, and whom to turn to."""
