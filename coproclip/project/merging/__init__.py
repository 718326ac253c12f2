"""A colleague's working copy: how it is made, and how it is joined again with the project that it came from."""
