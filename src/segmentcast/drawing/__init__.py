"""What pages and pictures are drawn with: colours that can be read, the strip of a conversation."""
