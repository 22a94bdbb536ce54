"""What each episode will be, decided before any sound is made."""
