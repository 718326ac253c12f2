"""Excerpts and stories for programs of others: editing, annotation and research software."""
