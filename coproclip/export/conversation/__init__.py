"""A pack for a conversation: a few excerpts to hear, open questions, what will be done, and who leads it how."""
