"""Long work of the desk, each piece in a process of its own, and how a window follows it."""
