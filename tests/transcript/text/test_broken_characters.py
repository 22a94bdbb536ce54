"""Characters that were broken on the way are told, with the word that was probably meant."""

import pytest

from segmentcast import transcript


@pytest.mark.parametrize(
    ("word", "likely"),
    [
        ("Itâ€™s", "It’s"),
        ("cafÃ©", "café"),
        ("donít", "don’t"),
        ("Itís", "It’s"),
        ("R\ufffdmy", ""),
    ],
)
def test_a_broken_word_is_told_and_stays(word: str, likely: str) -> None:
    """One warning for all of them, at the first one's line; the words are not changed."""
    text = (
        f"ANNA BERG: Who waits?\n\nOTTO BRAND: We know {word} there.\n\nANNA BERG: Yes, {word}.\n"
    )
    read = transcript.read(text.encode(), "talk.txt")
    (found,) = [finding for finding in read.findings if finding.rule == "broken-characters"]
    assert found.where == "talk.txt:3"
    assert f'"{word}"' in found.what
    assert "and 1 more" in found.what
    assert (f"probably {likely}" in found.what) if likely else ("probably" not in found.what)
    assert word in read.turns[1].paragraphs[0].text


@pytest.mark.parametrize("word", ["así", "país", "São", "Ârea", "Château", "Márquez"])
def test_whole_words_are_not_told(word: str) -> None:
    """Names and words of other languages have such letters rightly."""
    text = f"ANNA BERG: Who waits?\n\nOTTO BRAND: We know {word} there.\n"
    rules = {finding.rule for finding in transcript.read(text.encode(), "talk.txt").findings}
    assert "broken-characters" not in rules
