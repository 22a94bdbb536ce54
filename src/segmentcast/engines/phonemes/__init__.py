"""Phonemes: the alphabets that models speak, and which phonemes belong to which words."""
