"""What is known of a person, and the lists of the project."""
