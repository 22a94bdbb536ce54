"""Decides what each episode will be, before any audio is produced."""
