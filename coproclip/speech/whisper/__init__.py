"""Whisper, through faster-whisper: the only package that knows it."""
