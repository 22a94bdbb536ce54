"""segmentcast beside other programs, each in its own environment, on the same pages, in one run."""
