"""Windows about who and what is named in a story."""
