"""What the Content Credentials of a file are worth: who signed, whether it changed, whom to trust."""
