"""One reader per format: bytes to blocks of text."""
