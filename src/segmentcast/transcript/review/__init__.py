"""What a person corrected, and what changed since."""
