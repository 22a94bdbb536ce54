"""What the search of a show knows: words, people, and the files that hold them."""
