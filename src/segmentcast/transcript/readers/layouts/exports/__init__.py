"""What tools write that record, transcribe or chat: names with times, and lines of the tool's own."""
