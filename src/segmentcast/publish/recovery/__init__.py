"""Recovers published files and records from the store or the ledger."""
