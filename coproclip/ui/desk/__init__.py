"""The story desk: listen, correct, check by ear, mark excerpts."""
