"""The show's folder: its settings, its cast, its private feeds, and each episode's files."""
