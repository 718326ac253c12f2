"""The group's workshop: stories are made sense of together."""
