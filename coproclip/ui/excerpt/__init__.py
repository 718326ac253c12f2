"""One excerpt: its edges, its words, who may hear it."""
