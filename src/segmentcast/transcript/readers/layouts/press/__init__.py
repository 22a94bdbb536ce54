"""Interviews as newspapers and magazines print them: questions told by type, dashes or letters."""
