"""From packages to what subscribers see: pages, ledger, and the feed last."""
