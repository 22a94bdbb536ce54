"""The commands about the words of an episode: what is written, who says it, how it sounds."""
