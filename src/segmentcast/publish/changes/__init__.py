"""Finds what changed since the last publish, why, and the cost of publishing it."""
