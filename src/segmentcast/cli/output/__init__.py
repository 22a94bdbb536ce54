"""What a command shows: progress, tables, findings, and the object of `--json`."""
