"""Questions about a show that don't publish anything: preview, check, embed and measure."""
