"""What the program costs, measured beside its floors; each script says how to run it."""
