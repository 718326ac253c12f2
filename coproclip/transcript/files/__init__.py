"""Transcripts that were made elsewhere: what stands in their files, before anything of it is in a project."""
