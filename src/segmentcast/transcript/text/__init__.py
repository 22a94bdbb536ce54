"""Words, phrases, names, and dates in plain text."""
