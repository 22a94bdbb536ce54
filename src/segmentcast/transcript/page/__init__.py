"""What a page holds besides talk: header, furniture, stage directions."""
