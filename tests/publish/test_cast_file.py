"""cast.toml beside a transcript: written at the first publish, then a person's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

PAGE = """The kite that came back

Wren Halloway, who flies kites on the north shore, joins Otis Brand to discuss the wind.

Read the Full Transcript


    Joining me now is Wren Halloway, who flies kites on the north shore. Wren, how high was it?


    About as high as the mast.

    It came down by itself.


    And what do you do in winter?


    I mend them, mostly.


    Wren Halloway, thank you so much for being with us.
"""


def test_inferred_speakers_are_written_down_once(show: Any) -> None:
    """Publishing an unlabelled page leaves cast.toml with the words each name rests on; publishing again changes nothing."""
    folder = show.episode(text=PAGE)
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]
    written = folder / "cast.toml"
    text = written.read_text("utf-8")
    assert '# name = "Wren Halloway"' in text
    assert "joins Otis Brand" in text
    assert not any(tomllib.loads(text)["speakers"].values())
    before, stamp = show.snapshot(), written.stat().st_mtime_ns
    assert [outcome.status for outcome in show.publish().outcomes] == ["unchanged"]
    assert [outcome.status for outcome in show.publish(force=True).outcomes] == ["unchanged"]
    assert {name: data for name, (data, _) in show.snapshot().items()} == {
        name: data for name, (data, _) in before.items()
    }
    assert (written.read_text("utf-8"), written.stat().st_mtime_ns) == (text, stamp)


def test_what_a_person_changes_counts_and_stays(show: Any) -> None:
    """A line whose '#' is taken away is used at the next publish, and the file is left alone."""
    folder = show.episode(text=PAGE)
    show.publish()
    written = folder / "cast.toml"
    changed = written.read_text("utf-8").replace('# name = "Otis Brand"', 'name = "Otis Brandt"')
    written.write_text(changed, "utf-8")
    (outcome,) = show.publish().outcomes
    assert outcome.status == "made"
    assert outcome.reasons == ("cast.toml changed",)
    assert "Otis Brandt" in dict(outcome.voices)
    assert written.read_text("utf-8") == changed


def _cast_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("cast.toml"))


def test_no_file_where_nothing_was_inferred_or_all_was_said(show: Any) -> None:
    """Labelled speakers, and speakers that episode.toml names, need no cast.toml; a dry run writes none."""
    labelled = show.episode(
        "2026-03-14-a", "A kite\n\nOTIS BRAND: How high?\n\nWREN HALLOWAY: High.\n"
    )
    said = show.episode("2026-03-15-b", PAGE, episode_toml='[cast.turns]\n1 = "Otis Brand"\n')
    look = show.episode("2026-03-16-c", PAGE)
    show.publish(dry_run=True)
    assert _cast_files(look) == []
    show.publish()
    assert [_cast_files(folder) for folder in (labelled, said, look)] == [[], [], ["cast.toml"]]


def test_a_transcript_corrected_later_is_read_afresh(show: Any) -> None:
    """The written cast.toml freezes no inferred name: a corrected spelling on the page is used."""
    folder = show.episode(text=PAGE)
    show.publish()
    (folder / "transcript.txt").write_text(PAGE.replace("Halloway", "Hállóway"), "utf-8")
    (outcome,) = show.publish().outcomes
    assert "Wren Hállóway" in dict(outcome.voices)
