"""The parts of scripts/fit_attribution.py: what is read, and what is fitted on it."""
