"""Speech results become segments of a story: the queue, one run, transcribing again, translation. Knows no Qt."""
