"""Names that no colon sets off: alone on a line, in brackets, or before a dash."""
