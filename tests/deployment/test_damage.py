"""No damaged file is sent, and what is damaged at the store is found and replaced."""

import os
import shlex
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from segmentcast import files
from segmentcast.cli import group
from segmentcast.deployment import publish_to, verify_store
from segmentcast.errors import StoreError
from segmentcast.publish import Options
from segmentcast.queries.published.checks import inspect
from segmentcast.records import FileMark, Records
from segmentcast.workspace.show_folder import locate
from tests.showcase import NOW, Quiet, ShowUnderTest


@pytest.fixture
def show(show: ShowUnderTest) -> ShowUnderTest:
    """A small show, published here once."""
    show.publish_first()
    return show


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "www"


def flip(path: Path) -> None:
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def send(show: ShowUnderTest, store: Path, **more: Any) -> Any:
    options = Options(now=NOW, **{name: more.pop(name) for name in ("force",) if name in more})
    return publish_to(locate(show.root), options, Quiet(), str(store), **more)


def sound(folder: Path) -> Path:
    (found,) = folder.glob("audio/*.mp3")
    return found


def same(show: ShowUnderTest, store: Path) -> bool:
    return all(
        (store / path.relative_to(show.feed)).read_bytes() == path.read_bytes()
        for path in show.feed.rglob("*")
        if path.is_file()
    )


def test_damaged_sound_is_mended_before_it_is_sent(show: ShowUnderTest, store: Path) -> None:
    """A byte was flipped between a publish here and the first one to a store: the right bytes arrive."""
    whole = sound(show.feed).read_bytes()
    flip(sound(show.feed))
    send(show, store)
    assert sound(store).read_bytes() == whole
    assert same(show, store)


@pytest.mark.parametrize(
    "kind", ["audio/*.mp3", "captions/*.vtt", "people/*/index.html", "feed.xml"]
)
def test_silent_damage_is_not_sent(show: ShowUnderTest, store: Path, kind: str) -> None:
    """A file whose times tell of nothing and whose turn has not come is read before it is sent:
    nothing that names it goes out, and the same command again mends it."""
    path = next(iter(sorted(show.feed.glob(kind))))
    name = path.relative_to(show.feed).as_posix()
    whole = path.read_bytes()
    flip(path)
    with closing(Records(show.root / ".segmentcast" / "records.sqlite")) as records:
        known = records.marks.get(name)
        assert known is not None
        records.marks.put([known.seen(path.stat())])
        # The share of this publish begins behind the file, and a larger one takes all of it.
        filler = show.feed / "zz.bin"
        with filler.open("wb") as stream:
            stream.truncate(200_000_001)
        status = filler.stat()
        records.marks.put(
            [FileMark("zz.bin", files.sha256_of(filler), status.st_size).seen(status)]
        )
        records.set_state("hashed to", "zy")
    with pytest.raises(StoreError, match="has changed since it was published"):
        send(show, store)
    assert not (store / "feed.xml").exists()
    assert not (store / name).exists()
    filler.unlink()
    send(show, store)
    assert (store / name).read_bytes() == whole
    assert same(show, store)


def test_damage_that_was_sent_before_is_replaced_at_the_store(
    show: ShowUnderTest, store: Path
) -> None:
    """Mended here, the episode's files at the store are compared by their bytes."""
    send(show, store)
    flip(sound(store))
    flip(sound(show.feed))
    send(show, store)
    assert same(show, store)


def test_force_replaces_at_the_store(show: ShowUnderTest, store: Path) -> None:
    """With --force the bytes at the store are not believed either."""
    send(show, store)
    flip(sound(store))
    send(show, store)
    assert not same(show, store)
    send(show, store, force=True)
    assert same(show, store)


KINDS = ["audio/*.mp3", "artwork/2*.jpg", "captions/*.srt", "people/*/index.html", "feed.xml"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_remedy_of_check_store_works(show: ShowUnderTest, store: Path, kind: str) -> None:
    """check --store names what is damaged there; the command that it gives sends it again."""
    send(show, store)
    path = next(iter(sorted(store.glob(kind))))
    flip(path)
    runner = CliRunner()
    done = runner.invoke(group, ["check", str(show.root), "--store", str(store)])
    assert done.exit_code == 10, done.output
    (finding,) = verify_store(locate(show.root), str(store))
    assert finding.where == path.relative_to(store).as_posix()
    assert finding.rule == "store-hash"
    command = shlex.split(finding.mend.removeprefix("run: segmentcast "))
    assert command == ["publish", str(show.root), "--verify-store", "--to", str(store)]
    done = runner.invoke(group, command)
    assert done.exit_code == 0, done.output
    assert same(show, store)
    assert verify_store(locate(show.root), str(store)) == ()


def test_what_a_store_lacks_is_found(show: ShowUnderTest, store: Path) -> None:
    """A file that is missing or cut at the store is an error with its rule."""
    send(show, store)
    sound(store).unlink()
    (caption,) = store.glob("captions/*.vtt")
    caption.write_bytes(caption.read_bytes()[:-1])
    found = {each.rule for each in verify_store(locate(show.root), str(store))}
    assert found == {"store-missing", "store-length"}


@pytest.mark.parametrize("kind", ["audio/*.mp3", "captions/*.vtt"])
def test_damage_of_what_nobody_needs_stops_nothing(
    show: ShowUnderTest, store: Path, kind: str
) -> None:
    """The sound from before a correction is damaged: it is not sent, and the rest is published."""
    (old,) = show.feed.glob(kind)
    transcript = show.root / "episodes" / "2026-03-14-ferry" / "transcript.txt"
    transcript.write_text(transcript.read_text().replace("nine years", "ten years"))
    show.publish()
    assert len(list(show.feed.glob(kind))) == 2
    flip(old)
    for _ in range(2):
        send(show, store)
    assert not (store / old.relative_to(show.feed)).exists()
    assert (store / "feed.xml").read_bytes() == (show.feed / "feed.xml").read_bytes()
    assert len(list(store.glob(kind))) == 1


def corrected(show: ShowUnderTest, store: Path, kind: str) -> Path:
    """The file of `kind` from before a correction, which stands here and at the store."""
    (old,) = show.feed.glob(kind)
    send(show, store)
    transcript = show.root / "episodes" / "2026-03-14-ferry" / "transcript.txt"
    transcript.write_text(transcript.read_text().replace("nine years", "ten years"))
    send(show, store)
    assert (store / old.relative_to(show.feed)).is_file()
    return old


def checked(show: ShowUnderTest, store: Path | None = None) -> list[tuple[str, str]]:
    """Rule and place of the errors that `check` finds here, and at the store where one is given."""
    place = locate(show.root)
    findings = inspect(place, now=NOW)
    findings += verify_store(place, str(store)) if store else ()
    return [(each.rule, each.where) for each in findings if each.severity == "error"]


@pytest.mark.parametrize("kind", ["audio/*.mp3", "captions/*.srt"])
@pytest.mark.parametrize("remembered", [True, False])
def test_an_earlier_file_that_is_damaged_here_is_found_and_taken_back(
    show: ShowUnderTest, store: Path, kind: str, remembered: bool
) -> None:
    """`check` reads what stays at its old address. `check --store` does not blame the store, whose copy
    is right, and the command that is named takes it back from there."""
    old = corrected(show, store, kind)
    name, whole = old.relative_to(show.feed).as_posix(), old.read_bytes()
    flip(old)
    if not remembered:
        (show.root / ".segmentcast" / "records.sqlite").unlink()
    assert checked(show) == [("file-hash", name)]
    assert checked(show, store) == [("file-hash", name)]
    (note,) = verify_store(locate(show.root), str(store))
    assert (note.severity, note.rule, note.where) == ("note", "store-whole", name)
    command = shlex.split(note.mend.removeprefix("run: segmentcast "))
    assert "--verify-store" in command
    done = CliRunner().invoke(group, command)
    assert done.exit_code == 0, done.output
    assert old.read_bytes() == whole
    assert (store / name).read_bytes() == whole
    assert checked(show, store) == []


def test_an_earlier_sound_may_be_removed(show: ShowUnderTest, store: Path) -> None:
    """The other remedy: without the damaged file nothing is wrong, and the store keeps its own."""
    old = corrected(show, store, "audio/*.mp3")
    whole = old.read_bytes()
    flip(old)
    assert checked(show) != []
    old.unlink()
    assert checked(show, store) == []
    send(show, store)
    assert (store / old.relative_to(show.feed)).read_bytes() == whole


def test_an_earlier_sound_that_nobody_has_any_more_is_said_to_be_lost(
    show: ShowUnderTest, store: Path
) -> None:
    """Damaged here and at the store: each is told; a backup and the command that is named mend both."""
    old = corrected(show, store, "audio/*.mp3")
    name, whole = old.relative_to(show.feed).as_posix(), old.read_bytes()
    flip(old)
    flip(store / name)
    found = checked(show, store)
    assert found == [("file-hash", name), ("store-lost", name)]
    old.write_bytes(whole)
    assert checked(show, store) == [("store-hash", name)]
    send(show, store, verify=True)
    assert (store / name).read_bytes() == whole
    assert checked(show, store) == []


def test_a_ledger_that_is_lost_beside_its_feed_is_taken_from_the_store(
    show: ShowUnderTest, store: Path
) -> None:
    """Ledger and records are gone and the feed is here: GUIDs and addresses stay, and it is said."""
    send(show, store)
    before = (store / "feed.xml").read_bytes()
    for lost in (show.root / "episodes" / "ledger", show.root / ".segmentcast"):
        shutil.rmtree(lost)
    report, _ = send(show, store)
    assert [each.rule for each in report.findings].count("ledger-rebuilt") == 1
    assert (store / "feed.xml").read_bytes() == before
    report, _ = send(show, store)
    assert "ledger-rebuilt" not in [each.rule for each in report.findings]
