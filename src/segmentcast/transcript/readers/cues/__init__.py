"""From the cues of a format with times to a document: their order, their gaps, who speaks in them."""
