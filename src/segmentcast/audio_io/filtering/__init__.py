"""Sounds that are changed while they are read: filters, sample rates, channels."""
