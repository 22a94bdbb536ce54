"""Captions and timed text: what is said, from when to when."""
