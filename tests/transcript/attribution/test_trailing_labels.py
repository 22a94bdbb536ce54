"""A label left behind the words before its turn is not read aloud."""

from __future__ import annotations

from tests.transcript.readers.spoken import spoken

_SAID = (
    "I made a mistake with the old oven e- mail.",
    "You did, and we said so.",
    "Will you accept it?",
    "I asked LIND:",
    "Good.",
)


def test_the_next_turns_label_behind_a_sentence_is_nobodys_word() -> None:
    """In a text as in a table; "I asked LIND:" is a sentence."""
    people = ("Lind", "Brand") * 2
    text = "\n\n".join(f"{who.upper()}: {words}" for who, words in zip(people, _SAID, strict=False))
    table = "speaker,text\n" + "\n".join(f'{who},"{words}"' for who, words in zip(people, _SAID, strict=False))  # fmt: skip
    for page, name, end in (
        (text, "a.txt", "\n\nLIND: Good.\n"),
        (table, "a.csv", "\nLind,Good.\n"),
    ):
        written = page.replace("e- mail.", "e- mail. BRAND:") + end
        assert [words for _, words in spoken(written, name)] == list(_SAID)
