"""The show's folder: settings, cast, private feeds, and each episode's files."""
