"""cast.toml beside a transcript: written at the first publish, then a person's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from segmentcast import cast

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


def test_the_shows_cast_file_keeps_what_a_person_wrote(show: Any) -> None:
    """Comments, order and blank lines stay when somebody new is heard; they come at the end."""
    show.episode(text=PAGE)
    show.publish()
    path = show.folder / "cast.toml"
    mine = """\
# Ours. Ask Ines before changing anybody!

[voices]
# the captain, since 2014
"rosa-lind" = "tone/high*0.8"   # she likes it

"peter-aune" = "tone/low"

# end of the list
"""
    keys = [line.split(" = ")[0] for line in path.read_text().splitlines() if " = " in line]
    assert len(keys) == 2
    mine = mine.replace('"rosa-lind"', keys[1]).replace('"peter-aune"', keys[0])
    path.write_text(mine)
    show.publish()
    assert path.read_text() == mine
    talk = PAGE.replace("Wren Halloway", "Nils Holm").replace("Wren", "Nils")
    show.episode("2026-03-20-second", talk)
    show.publish()
    text = path.read_text()
    assert text.startswith(mine)
    assert len(text.splitlines()) == len(mine.splitlines()) + 1
    assert "holm" in text.splitlines()[-1].casefold()
    show.publish(force=True)
    assert path.read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nobody yet\n",
        "[voices]\n",
        '[voices]\r\n# a\r\n"a" = "tone/low"\r\n\r\n# z',
        'voices."a" = "tone/low"\n# z\n',
        '# a\nvoices = { "a" = "tone/low" }\n',
        '# [voices]\n[ voices ] # people\na = "tone/low"',
    ],
)
def test_a_line_is_added_to_any_cast_file(text: str) -> None:
    """However the file is written: the new person is in it, the others are as they were, comments stay."""
    before = tomllib.loads(text).get("voices", {})
    data = cast.extend_cast(text.encode(), {**before, "b c": "tone/high*0.8"}, "cast.toml")
    after = data.decode()
    assert tomllib.loads(after)["voices"] == {**before, "b c": "tone/high*0.8"}
    for line in text.splitlines():
        if "#" in line:
            assert line[line.index("#") :] in after
    assert cast.extend_cast(data, {**before, "b c": "tone/low"}, "cast.toml") == data
