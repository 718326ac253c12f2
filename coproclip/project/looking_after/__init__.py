"""What is checked, mended and swept in a project, also from outside."""
