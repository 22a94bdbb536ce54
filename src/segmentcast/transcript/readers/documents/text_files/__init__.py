"""Texts that people write in an editor: plain, and in Markdown."""
