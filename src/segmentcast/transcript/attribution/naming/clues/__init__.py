"""What the page and the talk say of who takes part, with the words that say so; nothing is decided here."""
