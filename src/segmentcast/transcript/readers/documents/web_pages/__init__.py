"""Web pages: their words, their facts, and what of them is furniture."""
