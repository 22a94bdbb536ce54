"""Brings voices that are too large for a wheel of ours: which files, from where, pinned by hash."""
