"""The transcription queue in the window."""
