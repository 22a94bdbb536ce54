"""Corrections, retractions, drafts, embargoes: after subscribers have it."""

import json
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from typing import Any

import feedparser
import pytest

from segmentcast.config import load_episode
from segmentcast.errors import ConfigError, LedgerError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.publish import read_show
from segmentcast.publish.identity.reattribution import is_reattributed
from segmentcast.queries.preview import preview_folder
from segmentcast.workspace.show_folder import locate
from tests.interruption import interrupted


def entries(show: Any) -> list[Any]:
    parsed = feedparser.parse((show.feed / "feed.xml").read_bytes())
    assert not parsed.bozo
    return list(parsed.entries)


def audio_path(show: Any, entry: Any) -> Any:
    return show.feed / entry.enclosures[0].href.removeprefix("https://news.example/podcast/")


def test_a_correction_keeps_the_identity_and_is_told_in_the_open(show: Any, now: Any) -> None:
    """Same GUID and date, new sound under a new address, the note in feed, page and list."""
    folder = show.publish_first()
    (before,) = entries(show)
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    (folder / "episode.toml").write_text(
        '[[corrections]]\ndate = 2026-06-02\nnote = "The bay was without a ferry for ten years."\n'
    )
    show.publish(now=now + timedelta(days=1))
    (after,) = entries(show)
    assert (after.id, after.published) == (before.id, before.published)
    assert after.enclosures[0].href != before.enclosures[0].href
    assert audio_path(show, before).is_file()
    note = "The bay was without a ferry for ten years."
    assert note in after.summary
    assert note in (show.feed / "episodes/2026-03-14-ferry/index.html").read_text()
    assert note in (show.feed / "corrections/index.html").read_text()
    listed = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert [(row["note"], row["guid"]) for row in listed] == [(note, before.id)]


@pytest.mark.parametrize("command", ["diff", "publish --dry-run", "publish"])
def test_a_change_without_a_note_is_told_with_the_entry_to_write(show: Any, command: str) -> None:
    """The text of diff and publish says what JSON does: the words changed, and the lines that say why."""
    folder = show.publish_first()
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    (outcome,) = show.publish(dry_run=True).outcomes
    (asked,) = [finding for finding in outcome.findings if finding.rule == "note-missing"]
    told = subprocess.run(
        [sys.executable, "-m", "segmentcast", *command.split(), str(show.root)],
        capture_output=True, text=True, check=False,
    ).stderr  # fmt: skip
    assert outcome.forecast.note_missing
    assert f"{folder / 'episode.toml'}: {asked.what}" in told
    assert "[[corrections]], date = " in asked.mend
    assert asked.mend.rpartition(", note")[0].partition("date")[0] in told
    (folder / "episode.toml").write_text('[[corrections]]\ndate = 2026-06-02\nnote = "Ten."\n')
    (after,) = show.publish(dry_run=True).outcomes
    assert "note-missing" not in {finding.rule for finding in after.findings}


def test_a_change_without_a_note_is_listed_as_such(show: Any, now: Any) -> None:
    """It is published, and the list says that the text changed; publishing again adds nothing."""
    folder = show.publish_first()
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    show.publish(now=now + timedelta(days=1))
    show.publish(now=now + timedelta(days=2), force=True)
    (row,) = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert row["note"] == "The text was changed; no note was given."
    assert row["date"].startswith("2026-06-02")


def test_required_notes_refuse_a_silent_change(show: Any, now: Any) -> None:
    """With --require-notes the episode fails and stays as it was; a note lets it through."""
    folder = show.publish_first()
    (before,) = entries(show)
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    (outcome,) = show.publish(require_notes=True).failed
    assert "[[corrections]]" in str(outcome.problems[0])
    assert entries(show)[0].enclosures[0].href == before.enclosures[0].href
    (folder / "episode.toml").write_text('corrections = [{ date = 2026-06-01, note = "Ten." }]\n')
    assert show.publish(require_notes=True).failed == ()
    assert entries(show)[0].enclosures[0].href != before.enclosures[0].href


def test_a_note_counts_until_its_words_are_out(show: Any) -> None:
    """A publish that was cut off before the release is tried again with the note that it had."""
    folder = show.publish_first()
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    (folder / "episode.toml").write_text('corrections = [{ date = 2026-06-02, note = "Ten." }]\n')
    asked = ("publish", "--require-notes", show.root)
    assert interrupted(*asked, ending="index.html").returncode == 130
    again = interrupted(*asked, ending="never")
    assert again.returncode == 0, again.stderr
    assert "Ten." in (show.feed / "feed.xml").read_text()


def test_a_retracted_segment_stays_as_a_stub_and_its_sound_is_gone(show: Any) -> None:
    """Same GUID and date; what is heard, shown and captioned is the notice and nothing of before."""
    folder = show.publish_first()
    (before,) = entries(show)
    old = audio_path(show, before)
    (folder / "episode.toml").write_text(
        '[retraction]\ndate = 2026-05-30\nnote = "The ferry does not exist."\n'
    )
    show.publish()
    (after,) = entries(show)
    assert (after.id, after.published) == (before.id, before.published)
    assert "The ferry does not exist." in after.summary
    assert not old.exists()
    assert audio_path(show, after).is_file()
    page = (show.feed / "episodes/2026-03-14-ferry/index.html").read_text()
    assert "The ferry does not exist." in page
    everything = " ".join(
        path.read_text(errors="replace")
        for path in show.feed.rglob("*")
        if path.suffix in (".html", ".xml", ".vtt", ".srt", ".json")
    )
    assert "flags" not in everything
    (row,) = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert row["retracted"] is True


def test_a_withdrawn_segment_leaves_the_feed_and_keeps_a_page(show: Any) -> None:
    """By choice the item goes altogether; the page says what happened."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    (folder / "episode.toml").write_text(
        '[retraction]\ndate = 2026-05-30\nnote = "Never happened."\nsound = "withdrawn"\n'
    )
    show.publish()
    assert [entry.link for entry in entries(show)] == [
        "https://news.example/podcast/episodes/2026-03-20-second/"
    ]
    assert "Never happened." in (show.feed / "episodes/2026-03-14-ferry/index.html").read_text()


@pytest.mark.parametrize("sound", ["notice", "withdrawn"])
def test_a_retraction_can_be_taken_back(show: Any, now: Any, sound: str) -> None:
    """The segment is there again, under the same GUID; the list keeps that it was retracted."""
    folder = show.publish_first()
    (before,) = entries(show)
    (folder / "episode.toml").write_text(
        f'[retraction]\ndate = 2026-05-30\nnote = "Wrong."\nsound = "{sound}"\n'
    )
    show.publish()
    (folder / "episode.toml").unlink()
    show.publish(now=now + timedelta(days=1))
    show.publish(now=now + timedelta(days=2), force=True)
    (after,) = entries(show)
    (row,) = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert row["note"] == "Retracted on June 1, 2026, published again on June 2, 2026."
    assert (row["date"][:10], row["retracted"]) == ("2026-06-02", False)
    assert row["note"] in after.summary
    assert after.id == before.id
    assert audio_path(show, after).is_file()
    assert "flags" in (show.feed / "episodes/2026-03-14-ferry/index.html").read_text()


@pytest.mark.parametrize("sound", ["notice", "withdrawn"])
def test_a_ledger_rebuilt_from_the_feed_knows_retractions(show: Any, now: Any, sound: str) -> None:
    """With ledger and records lost, a retraction that is taken back still leaves its trace in the list."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    guids = {entry.id for entry in entries(show)}
    (folder / "episode.toml").write_text(
        f'[retraction]\ndate = 2026-05-30\nnote = "Wrong."\nsound = "{sound}"\n'
    )
    show.publish()
    shutil.rmtree(show.root / ".segmentcast")
    shutil.rmtree(show.folder / "ledger")
    show.publish()
    (folder / "episode.toml").unlink()
    for days in (1, 2):
        show.publish(now=now + timedelta(days=days), force=True)
        (row,) = json.loads((show.feed / "corrections.json").read_text())["corrections"]
        assert row["note"] == "Retracted on May 30, 2026, published again on June 2, 2026."
        assert not row["retracted"]
    assert {entry.id for entry in entries(show)} == guids


def test_drafts_wait_and_published_episodes_cannot_become_one(show: Any) -> None:
    """A draft is held; `draft = true` on a published episode is an error that names the way."""
    folder = show.episode()
    (folder / "episode.toml").write_text("draft = true\n")
    (outcome,) = show.publish().outcomes
    assert (outcome.status, outcome.reasons) == ("held", ("it is a draft",))
    (folder / "episode.toml").write_text("draft = false\n")
    show.publish()
    (folder / "episode.toml").write_text("draft = true\n")
    (failed,) = show.publish().failed
    assert "[retraction]" in str(failed.problems[0])
    assert len(entries(show)) == 1


def test_an_embargo_lifts_and_an_expiry_takes_effect_at_their_times(show: Any, now: Any) -> None:
    """publish_at and remove_at are obeyed whenever publish is called, and the report names the next time."""
    show.episode("2026-03-20-second")
    folder = show.episode()
    (folder / "episode.toml").write_text(
        "publish_at = 2026-06-02T06:00:00Z\nremove_at = 2026-06-09T06:00:00Z\n"
    )
    report = show.publish()
    assert report.next_due is not None
    assert report.next_due.isoformat() == "2026-06-02T06:00:00+00:00"
    assert len(entries(show)) == 1
    report = show.publish(now=now + timedelta(days=1))
    assert len(entries(show)) == 2
    assert report.next_due is not None
    assert report.next_due.isoformat() == "2026-06-09T06:00:00+00:00"
    report = show.publish(now=now + timedelta(days=10))
    assert len(entries(show)) == 1
    assert report.next_due is None
    report = show.publish(now=now + timedelta(days=11))
    assert report.written == 0


def test_what_a_dry_run_says_is_what_a_publish_does(show: Any) -> None:
    """The difference names new, changed and unchanged, and the sentences that would be spoken."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    show.episode("2026-03-25-third")
    foreseen = {outcome.id: outcome for outcome in show.publish(dry_run=True).outcomes}
    assert {id_: outcome.status for id_, outcome in foreseen.items()} == {
        "2026-03-14-ferry": "made",
        "2026-03-20-second": "unchanged",
        "2026-03-25-third": "made",
    }
    done = {outcome.id: outcome for outcome in show.publish().outcomes}
    for id_, outcome in done.items():
        assert (foreseen[id_].spoken, foreseen[id_].reasons) == (outcome.spoken, outcome.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "[retraction]\nnote = 'x'\n",
        "[[corrections]]\ndate = 2026-01-01\n",
        "draft = 'yes'\n",
        "publish_at = 'soon'\n",
    ],
)
def test_half_said_things_are_refused(show: Any, text: str) -> None:
    """A retraction without a date, a correction without a note: errors with their place."""
    show.episode(episode_toml=text)
    (outcome,) = show.publish().failed
    assert "episode.toml" in str(outcome.problems[0])
    with pytest.raises(ConfigError):
        load_episode(text, "episode.toml")


def test_an_old_notice_stays_where_it_was(show: Any) -> None:
    """The note is written anew: the address of the first notice still gives its bytes; the segment's sound is gone."""
    folder = show.publish_first()
    segment = audio_path(show, entries(show)[0])
    heard = {}
    for note in ("The ferry does not exist.", "There never was a ferry.", "No ferry, no cow."):
        (folder / "episode.toml").write_text(f'[retraction]\ndate = 2026-05-30\nnote = "{note}"\n')
        show.publish()
        path = audio_path(show, entries(show)[0])
        heard[path] = path.read_bytes()
    assert len(heard) == 3
    assert all(path.read_bytes() == sound for path, sound in heard.items())
    assert not segment.exists()
    (folder / "episode.toml").unlink()
    show.publish()
    (folder / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "Wrong."\n')
    show.publish()
    assert all(path.read_bytes() == sound for path, sound in heard.items())
    assert not segment.exists()
    listed = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert sorted(row["retracted"] for row in listed) == [False, True]


def test_a_retraction_needs_no_transcript(show: Any) -> None:
    """Only episode.toml is left in the folder: GUID, date and title are those of before, the words are nowhere."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    before = next(entry for entry in entries(show) if "ferry" in entry.link)
    old = audio_path(show, before)
    for path in folder.iterdir():
        path.unlink()
    (folder / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "By order."\n')
    report = show.publish()
    assert report.failed == ()
    assert report.removed == ()
    preview = preview_folder(folder, read_show(locate(show.root)), {})
    assert [turn.text for turn in preview.transcript.turns] == [
        "This segment has been retracted.\n\nBy order."
    ]
    after = next(entry for entry in entries(show) if "ferry" in entry.link)
    assert (after.id, after.published, after.title) == (before.id, before.published, before.title)
    assert "By order." in after.summary
    assert audio_path(show, after).is_file()
    assert not old.exists()
    row = json.loads((show.feed / "corrections.json").read_text())["corrections"][0]
    assert (row["guid"], row["retracted"]) == (before.id, True)
    assert show.publish().written == 0


@pytest.mark.parametrize("lost", ["records", "nothing"])
def test_a_retraction_without_transcript_can_leave_the_feed(show: Any, lost: str) -> None:
    """`withdrawn` too works with episode.toml alone, also on a machine that remembers nothing."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    for path in folder.iterdir():
        path.unlink()
    if lost == "records":
        shutil.rmtree(show.root / ".segmentcast")
    (folder / "episode.toml").write_text(
        'title = "A segment"\n[retraction]\ndate = 2026-05-30\nnote = "By order."\nsound = "withdrawn"\n'
    )
    assert show.publish().failed == ()
    assert [entry.link.rsplit("/", 2)[1] for entry in entries(show)] == ["2026-03-20-second"]
    page = (show.feed / "episodes/2026-03-14-ferry/index.html").read_text()
    assert "By order." in page
    assert "A segment" in page
    assert "The ferry that came back" not in page


def test_what_was_never_published_cannot_be_retracted_without_its_words(show: Any) -> None:
    """A folder with a retraction alone that no ledger knows: an error that says what is missing."""
    folder = show.folder / "unknown"
    folder.mkdir()
    (folder / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "By order."\n')
    (failed,) = show.publish().failed
    assert any("title" in str(problem) for problem in failed.problems)


FUTURE = [
    ('[retraction]\nnote = "Wrong."\ndate = 2031-03-01\n', "retraction", 3),
    ('[retraction]\nnote = "Wrong."\ndate = 2026-06-03\nsound = "withdrawn"\n', "retraction", 3),
    (
        '[[corrections]]\ndate = 2026-05-01\nnote = "a"\n'
        '[[corrections]]\ndate = 2031-05-01\nnote = "b"\n',
        "corrections",
        5,
    ),
]


@pytest.mark.parametrize(("text", "key", "line"), FUTURE)
def test_a_date_after_tomorrow_is_a_slip(show: Any, text: str, key: str, line: int) -> None:
    """It fails that episode by file, line and key, and nothing that subscribers have changes."""
    folder = show.publish_first()
    before = show.snapshot()
    (folder / "episode.toml").write_text(text)
    (outcome,) = show.publish().failed
    (problem,) = outcome.problems
    assert problem.where == f"{folder / 'episode.toml'}:{line}"
    assert key in problem.what
    assert show.snapshot() == before


def test_a_clock_that_was_set_back_refuses_no_correction(show: Any, now: Any) -> None:
    """A correction is none of the future up to the day after the newest publish of the show; a slip
    beyond that is refused whatever the clock says."""
    corrected = show.publish_first()
    (corrected / "episode.toml").write_text('[[corrections]]\ndate = 2026-06-01\nnote = "a"\n')
    show.publish(now=now)
    other = show.episode("2026-03-20-other")
    show.publish(now=now)
    long_ago = now - timedelta(days=3000)
    (other / "episode.toml").write_text('[[corrections]]\ndate = 2026-06-02\nnote = "b"\n')
    path = corrected / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    assert not show.publish(now=long_ago).failed
    notes = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert {"a", "b"} <= {row["note"] for row in notes}
    (other / "episode.toml").write_text('[[corrections]]\ndate = 2026-06-09\nnote = "b"\n')
    (outcome,) = show.publish(now=long_ago).failed
    assert outcome.folder == other.name


def test_a_hosted_episode_is_not_corrected_in_the_future(show: Any) -> None:
    """An episode whose sound others host fails for the same slip."""
    sound = 'url = "https://cdn.example/a.mp3"\ntype = "audio/mpeg"\nlength = 1000\n'
    text = 'title = "T"\ndate = 2026-01-01\n[enclosure]\n' + sound
    folder = show.folder / "moved"
    folder.mkdir()
    (folder / "episode.toml").write_text(text + '[[corrections]]\ndate = 2031-01-01\nnote = "a"\n')
    (outcome,) = show.publish().failed
    assert [problem.where.rpartition(":")[2] for problem in outcome.problems] == ["8"]


def test_the_feed_is_never_of_tomorrow(show: Any, now: Any) -> None:
    """A correction that is dated tomorrow, as a zone further east may have it, is published; the
    feed's lastBuildDate is no later than the publish."""
    folder = show.publish_first()
    (folder / "episode.toml").write_text('[[corrections]]\ndate = 2026-06-02\nnote = "a"\n')
    assert not show.publish(now=now).failed
    parsed = feedparser.parse((show.feed / "feed.xml").read_bytes())
    assert parsed.feed.updated_parsed[:5] == now.timetuple()[:5]


def test_a_retraction_that_is_taken_back_is_one_no_more(show: Any) -> None:
    """The ledger forgets it, so that nothing of the episode counts as taken back, here or at a store."""
    folder = show.publish_first()
    ledger = LedgerFolder(show.folder / "ledger")
    (before,) = ledger.read() or ()
    (folder / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "Wrong."\n')
    show.publish()
    (retracted,) = ledger.read() or ()
    assert retracted.retracted is not None
    (folder / "episode.toml").unlink()
    show.publish()
    (after,) = ledger.read() or ()
    assert after.retracted is None
    assert (after.guid, after.current.url) == (before.guid, before.current.url)
    assert (show.feed / after.current.path).is_file()


def test_words_in_another_mouth_are_a_correction(show: Any, now: Any) -> None:
    """A published turn that is given to somebody else needs a note, with or without records; without
    one it is listed as a change. A name that is written in another way needs none."""
    folder = show.publish_first()
    cast = folder / "cast.toml"
    name = show.publish(dry_run=True, force=True).outcomes[0]
    assert name.forecast is not None
    assert not name.forecast.note_missing
    before = cast.read_text()
    cast.write_text(re.sub(r'(?m)^# 2 = ".*?"', '2 = "Somebody Else"', before))
    assert cast.read_text() != before
    work = show.root / ".segmentcast"
    kept = show.root / "kept"
    (outcome,) = show.publish(require_notes=True).failed
    assert "who says some of the words changed" in str(outcome.problems[0])
    shutil.move(work, kept)
    with pytest.raises(LedgerError, match="who says some of the words changed"):
        show.publish(require_notes=True)
    shutil.rmtree(work)
    shutil.move(kept, work)
    show.publish(now=now + timedelta(days=1))
    show.publish(now=now + timedelta(days=2), force=True)
    (row,) = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert row["note"] == "Who says some of the words was changed; no note was given."
    assert row["date"].startswith("2026-06-02")
    cast.write_text(cast.read_text().replace("Somebody Else", "Somebody Elsee"))
    assert show.publish(require_notes=True, now=now + timedelta(days=3)).failed == ()


@pytest.mark.parametrize(
    ("before", "after", "another"),
    [
        ("Ann Roe/Otto Brand", "Ann Roe/Otto Brand", False),
        ("Ann Roe/Otto Brand", "Ann Roe/Dr. Otto Brandt", False),
        ("Ann Roe/Speaker 2", "Ann Roe/Otto Brand", False),
        ("Ann Roe/Speaker 2", "Ann Roe/Ann Roe", True),
        ("Ann Roe/Otto Brand", "Otto Brand/Ann Roe", True),
        ("Ann Roe/Otto Brand", "Ann Roe/Otto Roe", True),
        ("Ann Roe/Otto Brand", "Ann Roe/Ada Rowe", True),
        ("Ann Roe/Ann Roe", "Ann Roe/Ada Rowe", True),
        ("Guest 1/Guest 2", "Guest 2/Guest 1", True),
        ("Ann Roe/Otto Brand", "Ann Roe/Guest", True),
    ],
)
def test_who_is_another_person(before: str, after: str, another: bool) -> None:
    """Another spelling, a title, or a name for "Speaker 2" is the same person; anybody else is not."""
    words = ["We asked.", "They answered."]

    def passages(names: str) -> list[tuple[str, list[str]]]:
        return [(name, text.split()) for name, text in zip(names.split("/"), words, strict=True)]

    assert is_reattributed(passages(before), passages(after)) is another
    assert not is_reattributed(passages(before), [("Ada Rowe", ["Other", "words"])])
