"""The folder that an export goes to: what is ours in it, noted, put and taken away."""
