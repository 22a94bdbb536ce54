"""JSON of speech recognisers and of podcast apps."""
