"""Reads sound files, damaged ones as well, and what they say of themselves."""
