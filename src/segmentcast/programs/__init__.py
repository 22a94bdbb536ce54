"""Programs of the newsroom's that show.toml names: run with limits, and without secrets."""
