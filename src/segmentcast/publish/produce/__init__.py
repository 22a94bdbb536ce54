"""Produces an episode's files from its plan: programme, master, tags, captions and artwork."""
