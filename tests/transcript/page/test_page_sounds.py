"""Single words in square brackets that a page has between its sentences: sounds, whatever the words."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read, rules_from_toml

_TALK = (
    "**Ada:** {} Hallo und willkommen am Hafen. Was hören wir?\n\n**Rosa:** Das ist die Hafenbahn. {} Einen Augenblick.\n\n"
    "**Ada:** {} Und das war der Kapitän?\n\n**Rosa:** Ja. {} Er pfeift immer.\n\n**Ada:** Vielen Dank, Rosa.\n"
)


def _spoken(*brackets: str) -> str:
    talk = read(f"# Am Hafen\n\n{_TALK.format(*brackets)}".encode(), "t.md")
    return " ".join(turn.text for turn in talk.turns)


@pytest.mark.parametrize(
    "brackets",
    [
        ("[Menschenmassen]", "[Handyklingeln]", "[Pfeifen]", "[Unv.]"),
        ("[Siri-Ton]", "[Wind]", "[Wind]", "[Wind]"),
        ("[Whistling]", "[Footsteps]", "[Wind]", "[Birdsong]"),
    ],
)
def test_single_words_between_sentences_are_sounds(brackets: tuple[str, ...]) -> None:
    """They are directions, a note lists them, and the sentences stay."""
    talk = read(f"# Am Hafen\n\n{_TALK.format(*brackets)}".encode(), "t.md")
    assert _spoken(*brackets) == _spoken("", "", "", "")
    texts = [d.text for turn in talk.turns for one in turn.paragraphs for d in one.directions]
    assert texts == list(brackets)
    (note,) = (finding for finding in talk.findings if finding.rule == "sounds-left-out")
    assert brackets[0] in note.what


def test_a_sound_of_the_page_is_one_within_a_sentence_too() -> None:
    """ "Und [Wind] dann" is no editor's noun where others are "[Wind]" alone."""
    text = (
        _TALK.format("[Wind]", "[Rattern]", "[Wind]", "")
        + "\n**Rosa:** Und [Wind] dann war Ruhe.\n"
    )
    assert read(text.encode(), "t.md").turns[-1].text == "Und dann war Ruhe."


@pytest.mark.parametrize(
    "brackets",
    [
        ("[Wind]", "[Rattern]", "", ""),
        ("[Wind]", "[Wind]", "[Wind]", "[Wind]"),
        ("[Die]", "[Sie]", "[Das]", "[Er]"),
        ("[Rosa]", "[Ada]", "[Rosa]", "[Ada]"),
        ("[Wind] und Wetter:", "[Rattern] hört man.", "[Pfeifen], so laut.", "[Ruhe] ist wichtig."),
    ],
)
def test_other_words_in_brackets_are_spoken(brackets: tuple[str, ...]) -> None:
    """Few ones, one word alone, articles, people of the talk, and what begins a sentence."""
    assert _spoken(*brackets).count("[") == sum(map(bool, brackets))


def test_what_a_show_says_of_a_word_counts() -> None:
    """Its own row is the last."""
    rules = rules_from_toml({"Wind": "note"}, "show.toml")
    text = _TALK.format("[Wind]", "[Rattern]", "[Pfeifen]", "[Hupen]")
    talk = read(text.encode(), "t.md", directions=rules)
    assert talk.turns[0].paragraphs[0].directions[0].effect == "note"
