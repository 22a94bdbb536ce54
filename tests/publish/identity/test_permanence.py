"""What was promised to subscribers outlives lost memory, wrong clocks, renamed folders and failures."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from segmentcast.errors import LedgerError, SegmentcastError, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.publish.identity.retractions import is_notice
from tests.interruption import interrupted

SECOND = """\
The bridge that sings

Read the Full Transcript


    The wind goes through the railing as through a flute.
"""


def entries(show: Any) -> list[Any]:
    return list(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries)


def test_a_publish_that_was_never_released_is_told_to_the_ledger_by_the_next(show: Any) -> None:
    """Made but not in the ledger: the next publish notes it, although no file was touched."""
    show.publish_first()
    (before,) = entries(show)
    (month,) = (show.folder / "ledger").glob("*.jsonl")
    month.write_text("")
    show.publish()
    row = json.loads(month.read_text())
    assert row["guid"] == before.id
    assert entries(show)[0].id == before.id


def test_an_episode_that_fails_this_time_stays_in_the_ledger(show: Any) -> None:
    """A change that is refused takes nothing back: GUID, first date and every sound stay noted."""
    folder = show.publish_first()
    ledger = LedgerFolder(show.folder / "ledger")

    def noted() -> list[tuple[Any, ...]]:
        return [(entry.guid, entry.published, entry.versions) for entry in ledger.read() or ()]

    before = noted()
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    (outcome,) = show.publish(require_notes=True).outcomes
    assert outcome.status == "failed"
    assert noted() == before
    assert len(before[0][2]) == len(entries(show)) == 1


def test_a_failed_release_changes_no_identity_later(show: Any) -> None:
    """Renamed and failed at the pages, mended, edited: GUID and date are those of the first day."""
    folder = show.publish_first()
    (before,) = entries(show)
    renamed = folder.rename(folder.with_name("2026-03-14-renamed"))
    templates = show.folder / "templates"
    templates.mkdir()
    (templates / "episode.html").write_text("{% broken")
    with pytest.raises(SegmentcastError):
        show.publish()
    shutil.rmtree(templates)
    show.publish()
    path = renamed / "transcript.txt"
    path.write_text(path.read_text().replace("his cow", "his goat"))
    show.publish()
    (after,) = entries(show)
    assert (after.id, after.published) == (before.id, before.published)


def test_a_lost_ledger_is_made_again_from_the_records(show: Any) -> None:
    """GUIDs and dates come back; nothing changes for subscribers."""
    show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    before = (show.feed / "feed.xml").read_bytes()
    shutil.rmtree(show.folder / "ledger")
    show.publish()
    assert (show.feed / "feed.xml").read_bytes() == before
    assert len((show.folder / "ledger/2026-03.jsonl").read_text().splitlines()) == 2
    assert (show.folder / "ledger/show.json").is_file()


@pytest.mark.parametrize("left", [None, "2026-03-20-second"])
def test_a_month_or_a_line_that_was_lost_changes_no_guid(show: Any, left: str | None) -> None:
    """The GUID of a renamed episode cannot be made of its name: the records have it."""
    folder = show.episode()
    show.episode("2026-03-20-second", SECOND)
    show.publish()
    folder.rename(folder.with_name("2026-03-14-renamed"))
    show.publish()
    before = [(entry.id, entry.published) for entry in entries(show)]
    month = show.folder / "ledger/2026-03.jsonl"
    whole = month.read_text().splitlines(keepends=True)
    if left is None:
        month.unlink()
    else:
        month.write_text("".join(line for line in whole if left in line))
    show.publish()
    assert [(entry.id, entry.published) for entry in entries(show)] == before
    assert len(month.read_text().splitlines()) == 2


def test_a_feed_of_others_is_left_as_it_is(show: Any) -> None:
    """Ledger and records are both gone and no item of the feed is of this show: the person is asked."""
    show.publish_first()
    feed = show.feed / "feed.xml"
    feed.write_bytes(feed.read_bytes().replace(b"news.example/podcast", b"other.example/show"))
    (show.feed / "corrections.json").unlink(missing_ok=True)
    before = feed.read_bytes()
    kept = show.folder.with_name("kept")
    shutil.copytree(show.folder / "ledger", kept)
    for lost in (show.folder / "ledger", show.root / ".segmentcast"):
        shutil.rmtree(lost)
    rename = show.folder / "2026-03-14-ferry"
    rename.rename(rename.with_name("another"))
    (show.folder / "another/episode.toml").write_text("date = 2026-05-01\n")
    with pytest.raises(LedgerError, match="the ledger doesn't know 1 of its 1 episodes"):
        show.publish()
    assert feed.read_bytes() == before


@pytest.mark.parametrize("renamed", ["before", "after", ""])
def test_a_ledger_lost_with_the_records_is_rebuilt_from_the_feed(show: Any, renamed: str) -> None:
    """Nothing but the feed's folder is left: GUIDs, dates and addresses stay, whichever name the folder
    has, and the person is told."""
    folder = show.publish_first()
    new = folder.with_name("2026-03-14-renamed")
    if renamed == "before":
        folder.rename(new)
        show.publish()
    before = [(entry.id, entry.published, entry.enclosures[0].href) for entry in entries(show)]
    for lost in (show.folder / "ledger", show.root / ".segmentcast"):
        shutil.rmtree(lost)
    if renamed == "after":
        folder.rename(new)
    report = show.publish()
    assert not report.failed
    (finding,) = [each for each in report.findings if each.rule == "ledger-rebuilt"]
    assert "1 episode" in finding.what
    after = [(entry.id, entry.published, entry.enclosures[0].href) for entry in entries(show)]
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert renamed or after == before
    assert not [each for each in show.publish().findings if each.rule == "ledger-rebuilt"]


@pytest.mark.parametrize("sound", ["notice", "withdrawn"])
def test_a_retraction_outlives_ledger_and_records(show: Any, sound: str) -> None:
    """The transcript of a retracted episode is gone, and so are ledger and records: it fails nothing,
    and its title, GUID and date stay."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    before = {entry.id: (entry.title, entry.published) for entry in entries(show)}
    for path in folder.iterdir():
        path.unlink()
    (folder / "episode.toml").write_text(
        f'[retraction]\ndate = 2026-05-01\nnote = "Wrong."\nsound = "{sound}"\n'
    )
    show.publish()
    listed = (show.feed / "corrections.json").read_text()
    for lost in (show.folder / "ledger", show.root / ".segmentcast"):
        shutil.rmtree(lost)
    report = show.publish()
    assert not report.failed, report.failed
    after = {entry.id: (entry.title, entry.published) for entry in entries(show)}
    assert after.items() <= before.items()
    assert len(after) == (2 if sound == "notice" else 1)
    assert (show.feed / "corrections.json").read_text() == listed


def test_a_lost_ledger_still_knows_what_was_retracted(show: Any) -> None:
    """Else the sound that was taken back would be kept at the target, and the notice not."""
    folder = show.publish_first()
    (folder / "episode.toml").write_text('[retraction]\ndate = 2026-05-01\nnote = "Wrong."\n')
    show.publish()
    ledger = LedgerFolder(show.folder / "ledger")
    before = ledger.read()
    assert before is not None
    shutil.rmtree(ledger.path)
    show.publish()
    after = ledger.read()
    assert after is not None
    (old,), (new,) = before, after
    assert new.retracted == old.retracted is not None
    assert new.current is not None
    assert is_notice(new.current)


def test_only_one_without_records_does_not_drop_the_others(show: Any) -> None:
    """With the memory gone, --only would leave the others out: it is refused, the feed stays."""
    show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    before = (show.feed / "feed.xml").read_bytes()
    shutil.rmtree(show.root / ".segmentcast")
    with pytest.raises(LedgerError, match="without --only"):
        show.publish(only=("2026-03-14-ferry",))
    assert (show.feed / "feed.xml").read_bytes() == before


def test_a_clock_that_runs_backwards_loses_nothing(show: Any, now: Any) -> None:
    """Published episodes stay although their date is suddenly to come."""
    folder = show.publish_first()
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("his cow", "his goat"))
    show.publish(now=now - timedelta(days=3000))
    assert len(entries(show)) == 1


def test_a_name_that_was_used_before_hands_no_guid_on(show: Any) -> None:
    """One folder deleted, another renamed to its name: the story keeps its own GUID."""
    first = show.episode()
    other_text = (first / "transcript.txt").read_text().replace("his cow", "his horse")
    second = show.episode("2026-03-20-second", text=other_text)
    show.publish()
    guids = {entry.link: entry.id for entry in entries(show)}
    shutil.rmtree(first)
    second.rename(first)
    show.publish()
    (left,) = entries(show)
    assert left.id == guids["https://news.example/podcast/episodes/2026-03-20-second/"]


def test_an_episode_dated_today_is_published_in_the_morning(show: Any) -> None:
    """A day without a time is due from its start; the next publish moves nothing."""
    show.episode()
    morning = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)
    assert show.publish(now=morning).outcomes[0].status == "made"
    (before,) = entries(show)
    outcome = show.publish(now=morning + timedelta(days=2), force=True).outcomes[0]
    assert outcome.findings == () or all(f.rule != "published-date" for f in outcome.findings)
    assert entries(show)[0].published == before.published


def test_a_damaged_feed_is_mended(show: Any) -> None:
    """A truncated feed.xml or a deleted index.html is not "unchanged"."""
    show.publish_first()
    whole = {name: (show.feed / name).read_bytes() for name in ("feed.xml", "index.html")}
    (show.feed / "feed.xml").write_bytes(b"")
    show.publish()
    assert (show.feed / "feed.xml").read_bytes() == whole["feed.xml"]
    (show.feed / "index.html").unlink()
    show.publish()
    assert (show.feed / "index.html").read_bytes() == whole["index.html"]


def test_retracting_a_renamed_episode_removes_its_old_sound_too(show: Any) -> None:
    """Sound, captions and page of the earlier name go with the retraction."""
    folder = show.publish_first()
    renamed = folder.rename(folder.with_name("2026-03-14-other"))
    show.publish()
    (renamed / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "Wrong."\n')
    show.publish()
    left = [
        path
        for path in show.feed.rglob("*2026-03-14-ferry*")
        if path.is_file() and path.parent.name != "artwork"
    ]
    assert left == []
    assert not list((show.feed / "episodes/2026-03-14-ferry").glob("*"))


def test_a_restored_episode_is_no_change_of_words(show: Any) -> None:
    """Retracted and restored: the list says so, and nothing in it that the text was changed."""
    folder = show.publish_first()
    (folder / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "Wrong."\n')
    show.publish()
    (folder / "episode.toml").unlink()
    show.publish(require_notes=True)
    [row] = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert row["note"] == "Retracted on June 1, 2026, published again on June 1, 2026."
    assert not row["retracted"]


def test_a_note_explains_the_change_of_its_day(show: Any, now: Any) -> None:
    """An unnoted change stays listed as such when a later one has a note."""
    folder = show.publish_first()
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("nine years", "ten years"))
    show.publish(now=now + timedelta(days=1))
    path.write_text(path.read_text().replace("his cow", "his goat"))
    (folder / "episode.toml").write_text(
        '[[corrections]]\ndate = 2026-06-05\nnote = "It was a goat."\n'
    )
    show.publish(now=now + timedelta(days=4), require_notes=True)
    rows = json.loads((show.feed / "corrections.json").read_text())["corrections"]
    assert [(row["date"][:10], row["note"]) for row in rows] == [
        ("2026-06-05", "It was a goat."),
        ("2026-06-02", "The text was changed; no note was given."),
    ]


@pytest.mark.parametrize("place", ["episodes", ".", "mine"])
def test_the_feed_is_not_written_over_somebodys_files(show: Any, place: str) -> None:
    """Not into the show, and not into a folder with other things in it."""
    from segmentcast.publish import Options, publish
    from segmentcast.workspace.show_folder import locate

    show.episode()
    mine = show.root / "mine"
    mine.mkdir()
    (mine / "index.html").write_text("my page")
    from datetime import datetime as moment

    options = Options(moment(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(UsageError):
        publish(locate(show.root, show.root / place), options, object())  # type: ignore[arg-type]
    assert (mine / "index.html").read_text() == "my page"


def test_strange_folders_are_failures_of_their_own(show: Any) -> None:
    """No address can be made of a name; a folder of pictures is no episode; the others are published."""
    show.episode()
    (show.folder / "+++").mkdir()
    pictures = show.folder / "images"
    pictures.mkdir()
    (pictures / "cover.png").write_bytes(b"x")
    report = show.publish()
    assert {outcome.folder: outcome.status for outcome in report.outcomes} == {
        "2026-03-14-ferry": "made",
        "+++": "failed",
    }


def test_a_dry_run_needs_no_leave_to_write(show: Any) -> None:
    """It writes nothing at all, and tells the truth about a wrong picture."""
    folder = show.episode(episode_toml='artwork = "a.txt"\n')
    (folder / "a.txt").write_text("no picture")
    (folder / "notes.txt").write_text("x")
    report = show.publish(dry_run=True)
    assert [outcome.status for outcome in report.outcomes] == ["failed"]
    assert not (show.root / ".segmentcast").exists()
    assert not Path(show.feed).exists()


def test_a_retraction_takes_nothing_from_who_bears_the_name_now(show: Any) -> None:
    """An episode that has the retracted one's earlier name keeps its sound and its page."""
    first = show.episode()
    other_text = (first / "transcript.txt").read_text().replace("his cow", "his horse")
    second = show.episode("2026-03-20-second", text=other_text)
    show.publish()
    first = first.rename(first.with_name("2026-03-14-other"))
    show.publish()
    second.rename(second.with_name("2026-03-14-ferry"))
    show.publish()
    (first / "episode.toml").write_text('[retraction]\ndate = 2026-05-30\nnote = "Wrong."\n')
    show.publish()
    (kept,) = [entry for entry in entries(show) if entry.link.endswith("2026-03-14-ferry/")]
    sound = kept.enclosures[0].href.removeprefix("https://news.example/podcast/")
    assert (show.feed / sound).is_file()
    assert (show.feed / "episodes/2026-03-14-ferry/index.html").is_file()


def test_a_stopped_publish_is_finished_by_the_next(show: Any) -> None:
    """The ledger learns of words that were made but not released, so that a new name loses no GUID."""
    folder = show.publish_first()
    (before,) = entries(show)
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("his cow", "his goat"))
    feed = (show.feed / "feed.xml").read_bytes()
    stopped = interrupted("publish", show.root, ending="index.html")
    assert stopped.returncode == 130, stopped.stderr
    assert (show.feed / "feed.xml").read_bytes() == feed
    show.publish()
    folder.rename(folder.with_name("2026-03-14-other"))
    show.publish()
    assert entries(show)[0].id == before.id
