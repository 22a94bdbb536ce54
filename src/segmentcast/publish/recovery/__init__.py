"""What was published and is no longer here, taken back from the store or the ledger."""
