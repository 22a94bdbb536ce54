"""A machine's draft is published as one until a person has checked it."""

import re
from pathlib import Path
from typing import Any

import pytest

from segmentcast import transcript
from segmentcast.listening.drafting import DraftSentence, render_draft
from segmentcast.transcript.review.certainty import certainty_of

SENTENCES = (
    DraftSentence("Has the ferry left?", 0, 1_500, 0.9, new_turn=True),
    DraftSentence("It has left.", 2_000, 3_000, 0.9, new_turn=True),
)
DRAFT = render_draft(SENTENCES, source="talk.mp3", made_by="whisper-base, en", key="abc")
TOLD = "Machine transcript, not checked"


def with_draft(show: Any, name: str, settings: str) -> Path:
    """An episode whose words are a draft under this name."""
    folder: Path = show.episode(episode_toml=f'title = "The ferry"\n{settings}')
    (folder / "transcript.txt").unlink()
    (folder / name).write_bytes(DRAFT)
    return folder


def published(show: Any) -> tuple[str, str, str]:
    """Page, captions that the feed names, and feed."""
    page = next((show.feed / "episodes").rglob("*.html")).read_text("utf-8")
    feed = (show.feed / "feed.xml").read_text("utf-8")
    (name,) = set(re.findall(r"captions/[\w.-]+\.vtt", feed))
    return page, (show.feed / name).read_text("utf-8"), feed


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("transcript.vtt", ""),
        ("words.vtt", ""),
        ("transcript.draft.vtt", 'transcript = "transcript.draft.vtt"\n'),
    ],
)
def test_renamed_or_named_it_is_told_to_be_unchecked(show: Any, name: str, settings: str) -> None:
    """Page, captions and feed say that nobody has checked the words, whatever the file is called."""
    with_draft(show, name, settings)
    (outcome,) = show.publish().outcomes
    assert outcome.status == "made"
    assert "machine-transcript" in {finding.rule for finding in outcome.findings}
    page, captions, feed = published(show)
    assert TOLD in page
    assert TOLD.lower() in captions.split("-->", maxsplit=1)[0]
    assert TOLD in feed
    assert "unedited" not in page + captions + feed


def test_checking_takes_the_mark_away(show: Any) -> None:
    """`checked = true` is enough: page, captions and feed are made again without the mark, the sound stays."""
    folder = with_draft(show, "transcript.vtt", "")
    show.publish()
    (before,) = (show.feed / "audio").glob("*.mp3")
    sound = before.read_bytes()
    (folder / "episode.toml").write_text('title = "The ferry"\nchecked = true\n', encoding="utf-8")
    (outcome,) = show.publish().outcomes
    assert "machine-transcript" not in {finding.rule for finding in outcome.findings}
    assert not any(TOLD.lower() in text.lower() for text in published(show))
    (after,) = (show.feed / "audio").glob("*.mp3")
    assert (after.name, after.read_bytes()) == (before.name, sound)


def test_the_digest_of_other_words_checks_nothing(show: Any) -> None:
    """`checked = "DIGEST"` counts for the words that it names, and for no others."""
    digest = certainty_of(transcript.read(DRAFT, "transcript.vtt")).digest
    folder = with_draft(show, "transcript.vtt", f'checked = "{digest}"\n')
    show.publish()
    assert TOLD not in published(show)[0]
    (folder / "transcript.vtt").write_bytes(DRAFT.replace(b"It has left.", b"It has not left."))
    show.publish()
    assert TOLD in published(show)[0]


def test_a_draft_without_names_is_held_unless_the_show_publishes_doubts(show: Any) -> None:
    """Where a machine guessed who speaks, a new episode waits for a person."""
    with_draft(show, "transcript.vtt", 'unsure = "hold"\n')
    assert [outcome.status for outcome in show.publish().outcomes] == ["held"]


def test_published_captions_of_a_draft_stay_a_draft(show: Any) -> None:
    """Captions that say so are unchecked for our own reader, too, if somebody imports them."""
    with_draft(show, "transcript.vtt", "")
    show.publish()
    show.episode("2026-03-15-again")
    again = show.folder / "2026-03-15-again"
    (again / "transcript.txt").unlink()
    (again / "transcript.vtt").write_text(published(show)[1], encoding="utf-8")
    (again / "episode.toml").write_text('title = "Again"\n', encoding="utf-8")
    outcomes = {outcome.folder: outcome for outcome in show.publish().outcomes}
    rules = {finding.rule for finding in outcomes["2026-03-15-again"].findings}
    assert "machine-transcript" in rules
