"""Pages, documents and tables that people wrote."""
