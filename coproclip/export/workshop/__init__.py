"""The workshop on paper, and to take away."""
