"""The commands about what is published: check it, embed it, cut from it, serve it, clear it up."""
