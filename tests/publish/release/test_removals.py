"""Too many episodes may not leave a feed at once, unless somebody says so."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segmentcast.errors import RemovalsRefused
from segmentcast.ledger import Ledger, Version
from segmentcast.publish import read_show
from segmentcast.publish.release.removals import feed_of, too_many
from segmentcast.workspace.show_folder import locate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TALK = """\
Talk {number}

Read the Full Transcript


    Rosa Lind, who captains the ferry, joins Peter Aune. Rosa, how was it?


    It was crowded.
"""


def filled(show: Any, count: int = 5, **files: str) -> list[Path]:
    names = [(f"2026-03-{n + 1:02d}-day", TALK.format(number=n)) for n in range(count)]
    return [show.episode(name, text, **files) for name, text in names]


def state_of(show: Any) -> dict[str, bytes]:
    """All that is kept but for what may be deleted at any time."""
    return {
        path.relative_to(show.root).as_posix(): path.read_bytes()
        for path in sorted(show.root.rglob("*"))
        if path.is_file() and ".segmentcast" not in path.parts
    }


def items(show: Any, feed: str = "feed.xml") -> int:
    return (show.feed / feed).read_text(encoding="utf-8").count("<item>")


@pytest.mark.parametrize(
    ("leaving", "total", "refused"),
    [(0, 0, False), (0, 9, False), (1, 1, True), (3, 3, True), (1, 2, False), (3, 4, False),
     (4, 5, True), (4, 40, False), (4, 39, True), (100, 1000, False), (101, 1000, True)],
)  # fmt: skip
def test_how_many_are_too_many(leaving: int, total: int, refused: bool) -> None:
    """All; or more than three, and more than a tenth."""
    assert too_many(leaving, total) is refused


@pytest.mark.parametrize(
    ("path", "feed"),
    [("feed.xml", "feed.xml"), ("archive/00001.xml", "feed.xml"), ("feeds/sea.xml", "feeds/sea.xml"),
     ("feeds/sea/archive/00002.xml", "feeds/sea.xml"), ("private/x/feed.xml", "private"),
     ("private/x/feed/archive/00001.xml", "private"), ("episodes/a/index.html", "")],
)  # fmt: skip
def test_archives_belong_to_their_feed(path: str, feed: str) -> None:
    """A document is counted with the feed that leads to it."""
    assert feed_of(path) == feed


@pytest.mark.parametrize("remembered", [True, False])
def test_folders_that_are_gone_change_nothing(show: Any, remembered: bool) -> None:
    """A disk that is not mounted: 11, the first ten by name, no byte changed; also without records."""
    folders = filled(show, 12)
    show.publish()
    away = show.root / "away"
    away.mkdir()
    for folder in folders:
        folder.rename(away / folder.name)
    if not remembered:
        shutil.rmtree(show.root / ".segmentcast")
    before = state_of(show)
    for _ in range(2):
        with pytest.raises(RemovalsRefused) as refused:
            show.publish()
        (problem,) = refused.value.problems
        assert refused.value.exit_code == 11
        assert "12 of 12 episodes would leave this feed" in problem.what
        assert sum(f'"Talk {n}"' in problem.what for n in range(12)) == 10
        assert "--allow-removals" in problem.mend
        assert state_of(show) == before
    findings = show.publish(dry_run=True).findings
    assert [finding.rule for finding in findings] == ["removals"]
    for folder in folders:
        (away / folder.name).rename(folder)
    assert not show.publish().failed
    assert items(show) == 12


def test_half_of_the_folders_gone_and_new_ones_there_makes_nothing(show: Any) -> None:
    """Too many are gone whatever the new folders hold, so nothing is made of them before it is refused."""
    for folder in filled(show, 10)[:6]:
        shutil.rmtree(folder)
    filled(show, 10)
    show.publish()
    for number in range(1, 7):
        shutil.rmtree(show.folder / f"2026-03-{number:02d}-day")
    show.episode("2026-04-01-new")
    before = state_of(show)
    with pytest.raises(RemovalsRefused, match="6 of 10"):
        show.publish()
    assert state_of(show) == before


def test_few_may_go_and_many_with_leave(show: Any) -> None:
    """Three of five go unasked; the two that are left are all, and go when it is allowed."""
    folders = filled(show)
    show.publish()
    for folder in folders[:3]:
        shutil.rmtree(folder)
    assert len(show.publish().removed) == 3
    for folder in folders[3:]:
        shutil.rmtree(folder)
    with pytest.raises(RemovalsRefused, match="2 of 2"):
        show.publish()
    show.publish(allow_removals=True)
    assert items(show) == 0
    show.publish()


def test_renamed_folders_are_no_removals(show: Any) -> None:
    """Every folder under another name: the same episodes, and the feed keeps their GUIDs."""
    for folder in filled(show):
        assert folder.is_dir()
    show.publish()
    for folder in sorted(show.folder.glob("2026-*")):
        folder.rename(folder.with_name(f"{folder.name}-renamed"))
    show.publish()
    assert items(show) == 5


def test_what_an_episode_says_of_itself_does_not_count(show: Any) -> None:
    """Retractions that withdraw, and `remove_at`, take everything out without being asked."""
    folders = filled(show)
    show.publish()
    for folder in folders[:3]:
        (folder / "episode.toml").write_text("remove_at = 2026-05-01\n", encoding="utf-8")
    for folder in folders[3:]:
        (folder / "episode.toml").write_text(
            '[retraction]\ndate = 2026-05-01\nnote = "Wrong."\nsound = "withdrawn"\n',
            encoding="utf-8",
        )
    show.publish(now=NOW)
    assert items(show) == 0


@pytest.mark.parametrize("held", ["draft = true", "publish_at = 2027-01-01T06:00:00Z"])
def test_episodes_that_are_held_are_no_wish_to_remove_them(show: Any, held: str) -> None:
    """A branch on which nothing was published yet holds everything back: refused with 11."""
    folders = filled(show)
    show.publish()
    for month in show.folder.rglob("*.jsonl"):
        text = month.read_text("utf-8")
        month.write_text(re.sub(r'"versions":\s*\[[^]]*\]', '"versions":[]', text), "utf-8")
    for folder in folders:
        (folder / "episode.toml").write_text(f"{held}\n", encoding="utf-8")
    with pytest.raises(RemovalsRefused, match="5 of 5"):
        show.publish()
    assert items(show) == 5


def test_a_rule_with_a_slip_is_counted_by_its_own_feed(show: Any) -> None:
    """The main feed keeps everything; the side feed would lose all of its items, and is named."""
    feed = '\n[[feeds]]\nname = "sea"\ntitle = "Sea"\ntag = "{}"\n'
    toml = show.folder / "show.toml"
    plain = toml.read_text(encoding="utf-8")
    toml.write_text(plain + feed.format("sea"), encoding="utf-8")
    filled(show, 4, episode_toml='tags = ["sea"]\n')
    show.publish()
    assert items(show, "feeds/sea.xml") == 4
    toml.write_text(plain + feed.format("see"), encoding="utf-8")
    before = state_of(show)
    with pytest.raises(RemovalsRefused) as refused:
        show.publish()
    assert [problem.where for problem in refused.value.problems] == ["feeds/sea.xml"]
    assert state_of(show) == before
    # A feed that is taken out by name is meant.
    toml.write_text(plain, encoding="utf-8")
    show.publish()
    assert not (show.feed / "feeds/sea.xml").exists()


def test_private_feeds_are_counted_and_their_list_is_not_lost_in_silence(
    show: Any,
) -> None:
    """A rule that empties them is refused, and so is a private.toml that is gone; no token is told."""
    token = "0123456789abcdefghijABCDEFGHIJ_-"
    private = show.folder / "private.toml"
    private.write_text(f'[subscribers]\n"Ann" = "{token}"\n', encoding="utf-8")
    filled(show, 4, episode_toml='tags = ["sea"]\n')
    show.publish()
    assert items(show, f"private/{token}/feed.xml") == 4
    toml = show.folder / "show.toml"
    plain = toml.read_text(encoding="utf-8")
    toml.write_text(plain + '\n[private]\ntag = "see"\n', encoding="utf-8")
    with pytest.raises(RemovalsRefused, match="4 of 4") as refused:
        show.publish()
    assert token not in str(refused.value)
    toml.write_text(plain, encoding="utf-8")
    private.unlink()
    with pytest.raises(RemovalsRefused, match=r"private\.toml"):
        show.publish()
    assert items(show, f"private/{token}/feed.xml") == 4
    show.publish(allow_removals=True)
    assert not (show.feed / "private" / token).exists()


def test_an_imported_episode_that_fails_does_not_hold_up_the_others(show: Any) -> None:
    """The ledger knows it from another host, and nobody has it from here: 20, not 9."""
    show.episode("2026-03-14-ferry")
    hosted = show.episode("2016-01-02-old")
    (hosted / "transcript.txt").unlink()
    # Without a title, which no import leaves out.
    toml = 'date = 2016-01-02\n[enclosure]\nurl = "https://media.example/old.mp3"\n'
    (hosted / "episode.toml").write_text(toml + 'type = "audio/mpeg"\n', encoding="utf-8")
    place = locate(show.root)
    ledger = Ledger.mint(read_show(place).show.feed_url)
    ledger.admit("2016-01-02-old", title="Old", published=NOW, guid="old-guid")
    ledger.record(
        "2016-01-02-old",
        Version("https://media.example/old.mp3", "", "", 0, "audio/mpeg", NOW),
    )
    place.ledger.write(ledger)
    report = show.publish()
    assert {each.folder: each.status for each in report.outcomes} == {
        "2016-01-02-old": "failed",
        "2026-03-14-ferry": "made",
    }
    assert items(show) == 1
