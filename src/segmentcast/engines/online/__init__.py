"""What the engines behind a server share: voices and the sound files that come back."""
