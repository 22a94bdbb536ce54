"""What was heard before a stop is known after it."""

from pathlib import Path

from segmentcast.listening.partial_hearing import PartialHearing
from segmentcast.listening.recogniser import HeardWord, RecognisedWindow

FIRST = RecognisedWindow(0, 20_000, (HeardWord("Hé,", 100, 300, 0.75),))
SECOND = RecognisedWindow(20_000, 41_000, ())


def test_windows_are_known_again(tmp_path: Path) -> None:
    """Windows come back as they were written, in order."""
    path = tmp_path / ".a.part"
    hearing = PartialHearing(path, "k")
    hearing.begin()
    hearing.add(FIRST)
    hearing.add(SECOND)
    assert PartialHearing(path, "k").windows == (FIRST, SECOND)
    hearing.remove()
    assert PartialHearing(path, "k").windows == ()


def test_another_key_knows_nothing(tmp_path: Path) -> None:
    """What was heard of another sound, or by another model, doesn't count."""
    path = tmp_path / ".a.part"
    hearing = PartialHearing(path, "k")
    hearing.begin()
    hearing.add(FIRST)
    assert PartialHearing(path, "other").windows == ()


def test_a_broken_line_ends_what_is_known(tmp_path: Path) -> None:
    """Where the machine stopped in the middle of a line, the work goes on before it, and the file is whole again."""
    path = tmp_path / ".a.part"
    hearing = PartialHearing(path, "k")
    hearing.begin()
    hearing.add(FIRST)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("[20000, 41")
    again = PartialHearing(path, "k")
    assert again.windows == (FIRST,)
    again.begin()
    again.add(SECOND)
    assert PartialHearing(path, "k").windows == (FIRST, SECOND)


def test_a_gap_ends_what_is_known(tmp_path: Path) -> None:
    """Windows that don't follow each other are not taken together."""
    path = tmp_path / ".a.part"
    hearing = PartialHearing(path, "k")
    hearing.begin()
    hearing.add(SECOND)
    assert PartialHearing(path, "k").windows == ()
