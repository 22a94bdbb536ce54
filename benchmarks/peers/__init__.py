"""Compares segmentcast with other programs, each in its own environment, on the same input."""
