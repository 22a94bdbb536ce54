"""The search of a show: words, people, and the index files."""
