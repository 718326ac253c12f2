"""CoProClip: record, transcribe, make sense of and share people's stories, on one's own computer."""

__version__ = "0.1.0"
