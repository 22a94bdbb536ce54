"""Who speaks where nothing is labelled: people, clues, and the most likely assignment."""
