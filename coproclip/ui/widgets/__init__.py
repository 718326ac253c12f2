"""Controls used everywhere."""
