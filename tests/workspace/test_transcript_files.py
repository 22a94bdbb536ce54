"""Every file name that a reader reads is found in an episode's folder, and said where one is missing."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from segmentcast.cli import group
from segmentcast.transcript.readers.format_table import FORMATS
from segmentcast.vocabulary.transcript_files import READ_BY, SUFFIXES

LABELLED = "OTIS BRAND: How high?\n\nWREN LIND: High.\n"
TTML = (
    '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="2s">OTIS BRAND: How high?</p>'
    '<p begin="2s" end="4s">WREN LIND: High.</p></div></body></tt>'
)
PAGE = "<html><body><p>OTIS BRAND: How high?</p><p>WREN LIND: High.</p></body></html>"


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (".markdown", "**OTIS BRAND:** High?\n"),
        (".text", LABELLED),
        (".xhtml", PAGE),
        (".TXT", LABELLED),
        (".ttml", TTML),
        (".xml", TTML),
    ],
)
def test_a_transcript_is_found_by_every_ending(show: Any, ending: str, text: str) -> None:
    """Less usual endings of formats that are read are not skipped in silence."""
    folder = show.episode(episode_toml='title = "Kites"\n')
    (folder / "transcript.txt").unlink()
    (folder / f"transcript{ending}").write_text(text, encoding="utf-8")
    assert [(each.status, each.problems) for each in show.publish().outcomes] == [("made", ())]


def test_there_is_one_list_of_endings(show: Any) -> None:
    """Each reader has its endings in that list, and a folder without a transcript is told all."""
    assert {row.name for row in FORMATS} == set(READ_BY)
    folder = show.episode()
    (folder / "transcript.txt").rename(folder / "transcript.wpd")
    (outcome,) = show.publish().failed
    assert all(suffix in outcome.problems[0].mend for suffix in SUFFIXES)


@pytest.mark.parametrize("other", ["contract.pdf", "quotes.rtf", "listeners.csv", "cues.ass"])
def test_documents_and_tables_beside_a_text_are_something_else(show: Any, other: str) -> None:
    """A folder that has a text, a page or captions is read by it, whatever else lies in it."""
    folder = show.episode()
    (folder / other).write_bytes(b"%PDF-1.4 speaker,text")
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]


def test_captions_of_any_name_make_an_episode_and_other_xml_does_not(show: Any) -> None:
    """A folder with nothing but interview.ttml is an episode; one with settings.xml is none."""
    settings = show.folder / "settings"
    settings.mkdir()
    (settings / "settings.xml").write_text("<settings/>", encoding="utf-8")
    folder = show.episode(episode_toml='title = "Kites"\n')
    (folder / "transcript.txt").unlink()
    (folder / "interview.ttml").write_text(TTML, encoding="utf-8")
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]


def test_a_table_is_a_transcript_only_by_its_name(show: Any) -> None:
    """A folder of tables is no episode, and `transcript.csv` is one."""
    data = show.folder / "numbers"
    data.mkdir()
    (data / "listeners.csv").write_text("day,listeners\n1,2\n", encoding="utf-8")
    folder = show.episode(episode_toml='title = "Kites"\n')
    (folder / "transcript.txt").unlink()
    rows = "speaker,text\nOtis Brand,How high?\nWren Lind,High.\n"
    (folder / "transcript.csv").write_text(rows, encoding="utf-8")
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [("", "2026-03-14 12:00"), ('date = 2026-03-02\ntitle = "Cows aboard"\n', "2026-03-02 12:00")],
)
def test_a_read_folder_has_the_date_and_title_it_is_published_with(
    show: Any, settings: str, shown: str
) -> None:
    """`read FOLDER` shows what episode.toml and the folder's name say, not "no date"."""
    folder = show.episode(episode_toml=settings)
    done = CliRunner().invoke(group, ["read", str(folder)])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    facts = lines[lines.index("Cows aboard" if settings else "The ferry that came back") + 1]
    assert facts.startswith(shown)


@pytest.mark.parametrize("ending", sorted(SUFFIXES))
def test_a_draft_is_never_found_by_itself(show: Any, ending: str) -> None:
    """A file called draft is no transcript, whatever its format; the message says how it becomes one."""
    folder = show.episode(episode_toml='title = "Kites"\n')
    (folder / "transcript.txt").rename(folder / f"transcript.draft{ending}")
    (outcome,) = show.publish().outcomes
    assert outcome.status == "failed"
    (problem,) = outcome.problems
    assert f"transcript.draft{ending} is a draft" in problem.what
    assert f'transcript = "transcript.draft{ending}"' in problem.mend


def test_a_draft_beside_the_transcript_is_left_alone(show: Any) -> None:
    """The transcript is the one that isn't called a draft."""
    folder = show.episode()
    (folder / "transcript.DRAFT.vtt").write_text("WEBVTT\n", encoding="utf-8")
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]


def test_a_draft_counts_where_it_is_named(show: Any) -> None:
    """`transcript = "transcript.draft.txt"` takes it."""
    folder = show.episode(episode_toml='title = "Kites"\ntranscript = "transcript.draft.txt"\n')
    (folder / "transcript.txt").rename(folder / "transcript.draft.txt")
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]
