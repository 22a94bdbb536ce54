"""An episode's files, made from its plan: programme, master, tags, captions, artwork."""
