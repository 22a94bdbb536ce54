"""Turns packages into what subscribers see: first pages and ledger, then the feed."""
