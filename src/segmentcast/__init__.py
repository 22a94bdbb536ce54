"""segmentcast: from a newsroom's transcript to a podcast episode, offline, in one command."""

__version__ = "0.2.0"
