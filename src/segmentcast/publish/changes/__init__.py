"""What changed since the last publish, why, and what making it would cost."""
