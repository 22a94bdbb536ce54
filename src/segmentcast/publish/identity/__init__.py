"""Which published episode each folder is, and what subscribers were promised."""
