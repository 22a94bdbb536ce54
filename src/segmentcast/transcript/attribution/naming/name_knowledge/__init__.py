"""What is known of names: given names, their sex and short forms, surnames, and what is no person's."""
