"""Words that stand before an office and make it another one: "Deputy Mayor", "former Prime Minister"."""

BESIDE = (
    "deputy", "vice", "shadow", "assistant", "associate", "acting", "interim", "former", "ex", "past", "late",
    "under", "lieutenant", "lt", "junior", "parliamentary",
)  # fmt: skip
"""Whoever has one of these before an office is another person than the office's holder."""
