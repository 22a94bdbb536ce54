"""Who people are: names and signs of taking part in the words, given names, roles, likely sex."""
