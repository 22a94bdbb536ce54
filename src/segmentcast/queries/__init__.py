"""Questions about a show that publish nothing: preview, check, embed, measure."""
