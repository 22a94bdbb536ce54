"""Questions about a sound file: how loud and how clean it is, and where its sentences are heard."""
