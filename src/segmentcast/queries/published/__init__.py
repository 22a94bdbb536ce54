"""Questions about what is published: whether it is whole, what was heard, how it is embedded or cut."""
