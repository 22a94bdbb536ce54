"""Published files whose bytes changed behind our back: noticed, told, and made again."""

import hashlib
import os
import random
import shlex
import shutil
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segmentcast.errors import SegmentcastError
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.queries.published.checks import inspect
from segmentcast.records import FileMark, Records
from segmentcast.workspace.show_folder import locate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def flip(path: Path) -> None:
    """Another byte in the middle, with the same length and time of writing."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def contents(show: Any) -> dict[str, bytes]:
    return {path: data for path, (data, _) in show.snapshot().items()}


KINDS = [
    "audio/*.mp3",
    "artwork/2*.jpg",
    "artwork/show-*.jpg",
    "captions/*.vtt",
    "captions/*.html",
    "chapters/*.json",
    "episodes/*/index.html",
    "people/*/index.html",
    "index.html",
    "corrections.json",
    "feed.xml",
    "static/*.css",
    "search/index.js",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_of_the_same_length_is_mended_by_the_next_publish(
    show: Any, kind: str
) -> None:
    """Whatever kind of file it is, a flipped byte is foreseen, said, and put right to the same bytes."""
    show.publish_first()
    show.publish()
    before = contents(show)
    path = next(iter(sorted(show.feed.glob(kind))))
    flip(path)
    assert contents(show) != before
    foreseen = show.publish(dry_run=True)
    assert foreseen.something_to_do
    told = [*foreseen.changes, *(why for each in foreseen.outcomes for why in each.reasons)]
    assert any("damaged" in each for each in told), told
    report = show.publish()
    assert report.something_to_do
    assert contents(show) == before
    assert not show.publish(dry_run=True).something_to_do


@pytest.mark.parametrize("kinds", [["audio/*.mp3"], [*KINDS, "feeds/ferries.xml"]])
def test_files_that_cannot_be_read_are_made_again(
    show: Any, unreadable: Any, kinds: list[str]
) -> None:
    """Published files without read permission, as on a failing disk, are damaged; no publish fails."""
    settings = show.folder / "show.toml"
    feed = '\n[[feeds]]\nname = "ferries"\ntitle = "Ferries"\ntag = "ferry"\n'
    settings.write_text(settings.read_text("utf-8") + feed, "utf-8")
    show.episode(episode_toml='tags = ["ferry"]\n')
    show.publish()
    before = contents(show)
    with unreadable(*(path for kind in kinds for path in show.feed.glob(kind))):
        assert not show.publish().failed
        assert contents(show) == before
    assert not show.publish(dry_run=True).something_to_do


def test_a_sound_that_grew_beyond_what_texts_may_have_is_mended(show: Any) -> None:
    """Its bytes are not read as those of a text, which are refused from 64 MB on."""
    show.publish_first()
    before = contents(show)
    (sound,) = show.feed.glob("audio/*.mp3")
    with sound.open("r+b") as stream:
        stream.truncate(65 << 20)
    assert not show.publish().failed
    assert contents(show) == before


def test_force_replaces_damaged_sound(show: Any) -> None:
    """--force makes the sound again from its sentences instead of believing what is there."""
    show.publish_first()
    before = contents(show)
    (sound,) = show.feed.glob("audio/*.mp3")
    flip(sound)
    show.publish(force=True)
    assert contents(show) == before


def test_a_private_feed_that_was_altered_is_written_again(show: Any) -> None:
    """A subscriber's feed is compared with what was written, too."""
    show.episode()
    token = "a" * 32
    (show.folder / "private.toml").write_text(f'[subscribers]\n"A" = "{token}"\n')
    show.publish()
    before = contents(show)
    flip(show.feed / "private" / token / "feed.xml")
    assert show.publish().changes == ("a private feed is missing or damaged",)
    assert contents(show) == before
    records = (show.root / ".segmentcast" / "records.sqlite").read_bytes()
    assert token.encode() not in records


def rotten_private_feed(show: Any) -> tuple[Path, str]:
    """A published private feed with another byte, of which size and times tell nothing; and its token."""
    show.episode()
    token = "a" * 32
    (show.folder / "private.toml").write_text(f'[subscribers]\n"A" = "{token}"\n')
    show.publish()
    path = show.feed / "private" / token / "feed.xml"
    flip(path)
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        key = hashlib.sha256(path.relative_to(show.feed).as_posix().encode()).hexdigest()
        known = records.marks.get(key)
        assert known is not None
        records.marks.put([known.seen(path.stat())])
        records.set_state("hashed to", "")
    return path, token


def test_silent_damage_of_a_private_feed_is_found_in_turn(show: Any) -> None:
    """Private feeds are in the share that each publish reads, and written again when they rot."""
    path, _ = rotten_private_feed(show)
    rotten = path.read_bytes()
    assert show.publish().changes == ("a private feed is missing or damaged",)
    assert path.read_bytes() != rotten
    assert show.publish().changes == ()


def test_check_reads_private_feeds(show: Any) -> None:
    """check names a rotten private feed without its token, and following the remedy mends it."""
    _, token = rotten_private_feed(show)
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        records.set_state("hashed to", "zzz")
    found = [each for each in inspect(locate(show.root), now=NOW) if each.rule == "file-hash"]
    assert [(each.where, each.mend) for each in found] == [
        ("private/***/feed.xml", f"run: {locate(show.root).command('publish')}")
    ]
    assert token not in str(found)
    show.publish()
    assert not [each for each in inspect(locate(show.root), now=NOW) if each.severity == "error"]


def test_a_touched_but_whole_file_is_no_damage(show: Any) -> None:
    """A copy of the folder has other times and the same bytes: they are read once, and all is well."""
    show.publish_first()
    show.publish()
    aside = show.root / "aside"
    shutil.copytree(show.feed, aside)
    shutil.rmtree(show.feed)
    aside.rename(show.feed)
    before = show.snapshot()
    assert not show.publish().something_to_do
    assert show.snapshot() == before


def test_what_was_published_before_hashes_were_noted_is_looked_at_once(show: Any) -> None:
    """Records without marks: the sound is compared with the hash of its package."""
    show.publish_first()
    before = contents(show)
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        for mark in records.marks.after(""):
            records.marks.remove(mark.path)
        records.set_state("files noted", "")
    (sound,) = show.feed.glob("audio/*.mp3")
    flip(sound)
    (outcome,) = show.publish().outcomes
    assert "damaged" in outcome.reasons[0]
    assert contents(show) == before


@pytest.fixture
def published(tmp_path: Path) -> Any:
    """Three noted files of 100 bytes, whose marks are those of the disk."""
    records = Records(tmp_path / "records.sqlite")
    records.set_state("files noted", "yes")
    root = tmp_path / "feed"
    (root / "audio").mkdir(parents=True)

    def opened() -> PublishedFiles:
        return PublishedFiles(root, records)

    for name in "abc":
        data = name.encode() * 100
        (root / "audio" / name).write_bytes(data)
        opened().note(f"audio/{name}", hashlib.sha256(data).hexdigest(), 100)
    opened().finish()
    with closing(records):
        yield root, records, opened


def rot(root: Path, records: Records, name: str) -> None:
    """Other bytes under the times that were noted: what a failing disk does."""
    path = root / "audio" / name
    flip(path)
    known = records.marks.get(f"audio/{name}")
    assert known is not None
    records.marks.put([known.seen(path.stat())])


def test_silent_damage_is_found_within_a_round(published: Any) -> None:
    """Files whose times are as they were are hashed in turn, a share in each publish, then from the start."""
    root, records, opened = published
    rot(root, records, "c")
    suspicious = []
    for _ in range(3):
        files = opened()
        files.spot_check(share_bytes=100)
        suspicious.append(files.suspicious)
    assert suspicious == [False, False, True]
    assert opened().any_damaged(["audio/c"])
    assert not opened().any_damaged(["audio/a", "audio/b"])


def test_silent_damage_is_mended_by_a_publish(show: Any) -> None:
    """A sound whose times are as they were is read in its turn by every publish, and put right."""
    show.publish_first()
    show.publish()
    before = contents(show)
    (sound,) = show.feed.glob("audio/*.mp3")
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        rot(show.feed, records, sound.name)
    assert contents(show) != before
    show.publish()
    assert contents(show) == before


def test_damage_is_remembered_until_the_file_is_whole(published: Any) -> None:
    """A publish that cannot mend it leaves it to the next one, which finds it again by itself."""
    root, _, opened = published
    whole = (root / "audio" / "b").read_bytes()
    flip(root / "audio" / "b")
    for _ in range(3):
        files = opened()
        files.spot_check(share_bytes=0)
        assert files.suspicious
    (root / "audio" / "b").write_bytes(whole)
    files = opened()
    files.spot_check(share_bytes=0)
    assert not files.suspicious


def test_a_share_is_bounded(published: Any) -> None:
    """No more is hashed than asked for: the file behind the share is not read."""
    root, records, opened = published
    rot(root, records, "b")
    files = opened()
    files.spot_check(share_bytes=100)
    assert not files.suspicious


@pytest.mark.parametrize("seed", range(3))
def test_marks_come_in_order_while_they_are_changed(tmp_path: Path, seed: int) -> None:
    """Several thousand marks are gone through once each, though each is put again meanwhile."""
    names = [f"audio/{number:05}" for number in range(2500)]
    random.Random(seed).shuffle(names)
    with closing(Records(tmp_path / "records.sqlite")) as records:
        records.marks.put(FileMark(name, "0" * 64, 1) for name in names)
        came = []
        for mark in records.marks.after("audio/00010"):
            came.append(mark.path)
            records.marks.put([replace(mark, mtime_ns=5, ctime_ns=5)])
        assert came == sorted(names)[11:]
        assert len(list(records.marks.damaged())) == 11


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_the_place_of_a_file_hangs_nothing(show: Any) -> None:
    """A named pipe under the sound's name is damage like any other and is replaced."""
    show.publish_first()
    before = contents(show)
    (sound,) = show.feed.glob("audio/*.mp3")
    sound.unlink()
    os.mkfifo(sound)
    show.publish()
    assert contents(show) == before


@pytest.mark.parametrize("kind", KINDS)
def test_following_the_remedy_of_check_mends_the_damage(show: Any, kind: str) -> None:
    """check names the damaged file and says: publish; after that nothing is to be said."""
    show.publish_first()
    path = next(iter(sorted(show.feed.glob(kind))))
    name = path.relative_to(show.feed).as_posix()
    flip(path)
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        known = records.marks.get(name)
        assert known is not None
        records.marks.put([known.seen(path.stat())])  # nothing tells of it but the bytes
        records.set_state("hashed to", "zzz")
    found = inspect(locate(show.root), now=NOW)
    assert {(each.rule, each.mend) for each in found if name in each.where} >= {
        ("file-hash", f"run: {locate(show.root).command('publish')}")
    }
    show.publish()
    assert not [each for each in inspect(locate(show.root), now=NOW) if each.severity == "error"]


def test_check_compares_the_sound_with_the_ledger(show: Any) -> None:
    """Forged sound in feed/ is found also when the records are gone, or agree with it."""
    show.publish_first()
    (sound,) = show.feed.glob("audio/*.mp3")
    name = sound.relative_to(show.feed).as_posix()
    whole = sound.read_bytes()
    flip(sound)
    kept = show.root / ".segmentcast" / "records.sqlite"
    with closing(Records(kept)) as records:
        (record,) = records.all()
        files = tuple(
            replace(file, sha256=hashlib.sha256(sound.read_bytes()).hexdigest())
            if file.role == "audio"
            else file
            for file in record.package.files
        )
        forged = replace(record, package=replace(record.package, files=files))
        records.put(forged)
    assert ("ledger-sound", name) in {
        (each.rule, each.where) for each in inspect(locate(show.root), now=NOW)
    }
    shutil.rmtree(show.root / ".segmentcast")
    found = {(each.rule, each.where) for each in inspect(locate(show.root), now=NOW)}
    assert ("file-hash", name) in found
    sound.write_bytes(whole)
    assert [each.rule for each in inspect(locate(show.root), now=NOW)] == ["no-records"]


def test_the_remedy_for_another_sound_names_the_folder(show: Any) -> None:
    """`publish --force --only` with the name that check gives puts sound and ledger in line again."""
    show.episode("2026-03-14 The Ferry")
    show.publish()
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        (record,) = records.all()
        files = tuple(
            replace(file, sha256="0" * 64) if file.role == "audio" else file
            for file in record.package.files
        )
        records.put(replace(record, package=replace(record.package, files=files)))
    found = inspect(locate(show.root), now=NOW)
    (remedy,) = (each.mend for each in found if each.rule == "ledger-sound")
    *_, force, only, name = shlex.split(remedy)
    assert (force, only) == ("--force", "--only")
    show.publish(force=True, only=(name,))
    assert not [each for each in inspect(locate(show.root), now=NOW) if each.severity == "error"]


def test_a_publish_that_cannot_start_closes_its_databases(show: Any, tmp_path: Path) -> None:
    """A cast.toml that cannot be read, and damaged databases, leave no connection open."""
    show.episode()
    assert show.publish().failed == ()
    (show.folder / "cast.toml").write_bytes(b"[[broken\n")
    with pytest.raises(SegmentcastError) as unread:  # its traceback holds what was not closed
        show.publish()
    assert open_databases(tmp_path) == [], unread
    for path in (show.root / ".segmentcast").glob("*.sqlite"):
        path.write_bytes(b"no database" * 1000)
    with pytest.raises(SegmentcastError) as unread:
        show.publish()
    assert open_databases(tmp_path) == [], unread


def open_databases(root: Path) -> list[str]:
    """The SQLite files below a folder that this process holds open."""
    targets = []
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            targets.append(str(handle.readlink()))
    return [name for name in targets if name.startswith(str(root)) and ".sqlite" in name]
