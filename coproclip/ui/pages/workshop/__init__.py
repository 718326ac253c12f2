"""The workshop page: the list of workshops, and one of them full screen for the room."""
