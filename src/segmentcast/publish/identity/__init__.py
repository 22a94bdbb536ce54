"""Determines which published episode each folder is, and what subscribers have."""
