"""Which published episode each folder is, and what subscribers have."""
