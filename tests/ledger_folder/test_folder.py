"""The ledger in a show's folder: a file a month, written never half, read never in silence."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast import files
from segmentcast.errors import LedgerError, StoreError
from segmentcast.ledger import Ledger, Version
from segmentcast.ledger_folder import LedgerFolder, LedgerIndex

FEED_URL = "https://news.example/podcast/feed.xml"
START = datetime(2016, 1, 1, 12, tzinfo=UTC)

OPENED: list[list[str]] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    """Notes what is opened, for as long as somebody listens; Python never forgets such a hook."""
    if event == "open":
        for listener in OPENED:
            listener.append(str(arguments[0]))


sys.addaudithook(_note)


def sound(name: str, letter: str = "a") -> Version:
    path = f"audio/{name}-{letter * 12}.mp3"
    url = f"https://news.example/podcast/{path}"
    return Version(url, path, letter * 64, 10, "audio/mpeg", START, "new")


def book_of(count: int, days: int = 10) -> Ledger:
    """A ledger of episodes that many days apart."""
    book = Ledger.mint(FEED_URL)
    for number in range(count):
        name = f"e{number:03d}"
        published = START + timedelta(days=days * number)
        book.admit(name, title=name.upper(), published=published, fingerprint=f"f{number}")
        book.record(name, sound(name))
    return book


@pytest.fixture
def folder(tmp_path: Path) -> LedgerFolder:
    """Thirty episodes in ten months."""
    folder = LedgerFolder(tmp_path / "ledger")
    folder.write(book_of(30))
    return folder


def times(folder: LedgerFolder) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.path.iterdir()}


def open_ledger(folder: LedgerFolder) -> tuple[LedgerIndex, Ledger]:
    index = LedgerIndex(folder, folder.path.parent / "work" / "ledger.sqlite")
    return index, Ledger(*folder.head(), stored=index)


def change(folder: LedgerFolder, act: Callable[[Ledger], object]) -> bool:
    index, ledger = open_ledger(folder)
    with closing(index):
        act(ledger)
        return index.write(ledger)


def test_what_is_written_is_read_back(folder: LedgerFolder) -> None:
    """In memory and through the index a ledger is the one that was written."""
    whole = folder.read()
    assert whole is not None
    assert whole.render() == book_of(30).render()
    index, ledger = open_ledger(folder)
    with closing(index):
        assert ledger.render() == whole.render()
        assert len(ledger) == 30
        assert list(index.published()) == [(entry.id, entry.guid) for entry in whole]


def test_an_episode_stands_in_the_month_of_its_first_publication(folder: LedgerFolder) -> None:
    """A person finds it by its date, one line each, sorted."""
    rows = [json.loads(line) for line in folder.file("2016-02").read_text().splitlines()]
    assert [row["published"][:7] for row in rows] == ["2016-02"] * 2
    assert sorted(row["id"] for row in rows) == [row["id"] for row in rows]
    head = json.loads(folder.head_file.read_text())
    assert list(head) == ["schema", "guid", "feed_url"]


def test_one_episode_writes_one_month(folder: LedgerFolder) -> None:
    """The other files are not touched, and in the one only a line differs."""
    before, text = times(folder), folder.text("2016-02")
    assert change(folder, lambda ledger: ledger.record("e004", sound("e004", "b")))
    after = times(folder)
    assert {name for name in after if after[name] != before.get(name)} == {"2016-02.jsonl"}
    changed = set(folder.text("2016-02").splitlines()) ^ set(text.splitlines())
    assert len(changed) == 2


def test_nothing_changed_writes_nothing(folder: LedgerFolder) -> None:
    """Admitting what is known, and recording the sound that is current, is no change."""
    before = times(folder)

    def again(ledger: Ledger) -> None:
        for entry in list(ledger):
            ledger.admit(entry.id, title=entry.title, published=entry.published)
            assert entry.current is not None
            ledger.record(entry.id, entry.current)
        assert ledger.changes() == {}

    change(folder, again)
    assert times(folder) == before


def test_the_index_reads_only_months_that_changed(folder: LedgerFolder) -> None:
    """A month that nobody touched is not opened again; one that was edited by hand is."""
    open_ledger(folder)[0].close()
    path = folder.file("2016-02")
    path.write_text(path.read_text().replace("E004", "By hand"))
    opened: list[str] = []
    OPENED.append(opened)
    index, ledger = open_ledger(folder)
    OPENED.clear()
    with closing(index):
        entry = ledger.get("e004")
        assert entry is not None
        assert entry.title == "By hand"
    assert [Path(name).name for name in opened if name.endswith(".jsonl")] == ["2016-02.jsonl"]


def test_the_index_may_be_lost_or_damaged(folder: LedgerFolder) -> None:
    """It is a copy: without it, or with nonsense in its place, everything is as it was."""
    work = folder.path.parent / "work"
    for damage in (None, b"", b"no database at all" * 100):
        shutil.rmtree(work, ignore_errors=True)
        if damage is not None:
            files.write(work / "ledger.sqlite", damage)
        index, ledger = open_ledger(folder)
        with closing(index):
            assert len(ledger) == 30


def test_reading_writes_nothing(folder: LedgerFolder) -> None:
    """A look through the index leaves no file behind."""
    with closing(LedgerIndex.reading(folder, folder.path.parent / "work/ledger.sqlite")) as index:
        assert len(index) == 30
    assert not (folder.path.parent / "work").exists()


def test_what_was_promised_is_kept_through_the_index(folder: LedgerFolder) -> None:
    """GUIDs, dates and addresses on file are defended as those in memory are."""
    index, ledger = open_ledger(folder)
    with closing(index):
        known = ledger.get("e001")
        assert known is not None
        with pytest.raises(LedgerError, match="belongs to e001"):
            ledger.admit("new", title="N", published=START, guid=known.guid)
        with pytest.raises(LedgerError, match="belongs to e001"):
            ledger.record("e002", sound("e001"))
        with pytest.raises(LedgerError, match="first published"):
            ledger.admit("e001", title="E", published=START)
        other = Version(sound("e001").url, "", "b" * 64, 1, "", START)
        with pytest.raises(LedgerError, match="different audio files"):
            ledger.record("e001", other)
        assert ledger.find("f7")[0].id == "e007"


# --- nonsense, and what is no part of it -----------------------------------------------------


def test_every_bad_line_of_every_month_is_named(folder: LedgerFolder) -> None:
    """File, line and reason, all at once, whichever way the ledger is read."""
    line = folder.text("2016-01").splitlines()[0]
    folder.file("2016-02").write_text("{\n" + folder.text("2016-02"))
    folder.file("2016-05").write_text(f"{folder.text('2016-05')}{line}\n[]\n")
    folder.file("2016-06").write_text(folder.text("2016-06").replace('"title"', '"titel"', 1))
    expected = {
        ("2016-02.jsonl:1", "not JSON"),
        ("2016-05.jsonl:4", "belongs in 2016-01.jsonl"),
        ("2016-05.jsonl:5", "not a JSON object"),
        ("2016-06.jsonl:1", "unknown key: titel"),
    }
    for read in (folder.read, lambda: open_ledger(folder)):
        with pytest.raises(LedgerError) as caught:
            read()
        said = [(Path(each.where).name, each.what) for each in caught.value.problems]
        assert len(said) == len(expected)
        assert all(
            any(where == place and what in text for place, text in said) for where, what in expected
        )


def test_two_lines_of_one_episode_are_refused(folder: LedgerFolder) -> None:
    """As a merge that kept both sides leaves them; nothing is chosen in silence."""
    line = folder.text("2016-01").splitlines()[0]
    folder.file("2016-01").write_text(folder.text("2016-01") + line.replace("E000", "X") + "\n")
    for read in (folder.read, lambda: open_ledger(folder)):
        with pytest.raises(LedgerError, match="e000 has a second line"):
            read()


def test_bytes_that_are_no_text_are_named(folder: LedgerFolder) -> None:
    """With the line they stand on."""
    data = folder.file("2016-02").read_bytes()
    folder.file("2016-02").write_bytes(data + b"\xff\n")
    with pytest.raises(LedgerError, match="not UTF-8") as caught:
        folder.read()
    assert caught.value.problems[0].where.endswith("2016-02.jsonl:3")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ('{"schema": 3, "guid": "x", "feed_url": "y", "new": 1}', "newer segmentcast"),
        ("", "not JSON"),
        ('{"schema": 2, "guid": "x", "feed_url": "y"}', "not a UUID"),
    ],
)
def test_a_head_that_is_nonsense_or_newer_is_refused(
    folder: LedgerFolder, head: str, what: str
) -> None:
    """Nothing is read, nothing is written."""
    folder.head_file.write_text(head)
    before = times(folder)
    with pytest.raises(LedgerError, match=what):
        folder.read()
    assert times(folder) == before


def test_a_missing_head_is_told(folder: LedgerFolder) -> None:
    """Months without the file that says whose they are: nobody guesses."""
    folder.head_file.unlink()
    assert folder.exists()
    with pytest.raises(LedgerError, match=r"is missing"):
        folder.read()


def test_a_folder_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    """Somebody's episode in a folder called ledger is not swallowed."""
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/transcript.txt").write_text("x")
    with pytest.raises(LedgerError, match="must not be named"):
        LedgerFolder(tmp_path / "ledger").exists()


def test_a_month_that_changed_meanwhile_is_left_alone(folder: LedgerFolder) -> None:
    """Somebody pulls while a publish is at work: theirs is not overwritten."""
    index, ledger = open_ledger(folder)
    with closing(index):
        path = folder.file("2016-02")
        path.write_text(path.read_text().replace("E004", "Theirs"))
        ledger.record("e004", sound("e004", "b"))
        with pytest.raises(StoreError, match="during this publish"):
            index.write(ledger)
        assert "Theirs" in path.read_text()


# --- stopped in the middle -------------------------------------------------------------------


class Stopped(BaseException):
    """The power goes."""


def swapped(ledger: Ledger) -> None:
    """Two episodes of different months change names."""
    ledger.rename("e000", "between")
    ledger.rename("e020", "e000")
    ledger.rename("between", "e020")


def test_names_that_change_sides_are_never_found_twice_or_not_at_all(
    folder: LedgerFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before any write of a swap, the ledger is the one of before or the one after."""
    before = book_of(30).render()
    after_book = book_of(30)
    swapped(after_book)
    after = after_book.render()
    real = files.write
    seen = set()
    for stop in range(4):
        shutil.rmtree(folder.path)
        shutil.rmtree(folder.path.parent / "work", ignore_errors=True)
        folder.write(book_of(30))
        count = iter(range(100))

        def write(path: Path, data: bytes, stop: int = stop, count: object = count) -> None:
            if next(count) == stop:  # type: ignore[call-overload]
                raise Stopped
            real(path, data)

        with monkeypatch.context() as patched:
            patched.setattr(files, "write", write)
            with suppress(Stopped):
                change(folder, swapped)
        looked = folder.read()
        assert looked is not None
        folder.finish()
        ended = folder.read()
        assert ended is not None
        assert ended.render() == looked.render()
        assert ended.render() in (before, after)
        seen.add(ended.render())
    assert seen == {before, after}


def stopped_in_a_swap(folder: LedgerFolder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of what was to be written, which a swap that was stopped has left."""
    real = files.write_if_changed

    def write(path: Path, data: bytes) -> bool:
        if path.name.startswith("2016-07"):
            raise Stopped
        return real(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(files, "write_if_changed", write)
        with suppress(Stopped):
            change(folder, swapped)
    return folder.path / ".pending.json"


def test_a_stopped_write_undoes_nothing_that_was_written_since(
    folder: LedgerFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month that was pulled or restored meanwhile is not put back to what it was to be."""
    pending = stopped_in_a_swap(folder, monkeypatch)
    month = folder.file("2016-07")
    pulled = month.read_text() + month.read_text().replace("e020", "pulled")
    month.write_text(pulled)
    for look in (folder.finish, folder.read):
        with pytest.raises(LedgerError, match=r"2016-07\.jsonl.*was changed after"):
            look()
    assert month.read_text() == pulled
    assert pending.is_file()


@pytest.mark.parametrize(
    "text",
    ['{"2016-07": ', "[1]", '{"../../evil": ["", "x"]}', '{"2016-07": "x"}', '{"2016-07": [1, 2]}'],
)
def test_a_list_of_writes_that_is_nonsense_is_refused(folder: LedgerFolder, text: str) -> None:
    """Nothing is written from it, least of all outside the folder."""
    (folder.path / ".pending.json").write_text(text)
    for look in (folder.finish, folder.read):
        with pytest.raises(LedgerError, match="is not a valid file of an interrupted publish"):
            look()
    assert not list(folder.path.parent.parent.glob("evil*"))


# --- a person with git ------------------------------------------------------------------------


def test_two_branches_merge_without_a_conflict(folder: LedgerFolder) -> None:
    """With the line for .gitattributes that the documents give, additions come together."""
    root = folder.path.parent

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@news.example")
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)

    def add(name: str, day: int) -> None:
        change(
            folder,
            lambda ledger: ledger.admit(name, title=name, published=START + timedelta(days=day)),
        )

    (root / ".gitattributes").write_text("ledger/*.jsonl merge=union\n")
    (root / ".gitignore").write_text("work/\n")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "start")
    git("checkout", "-qb", "other")
    add("theirs", 5)
    git("add", ".")
    git("commit", "-qm", "theirs")
    git("checkout", "-q", "main")
    add("ours", 6)
    git("add", ".")
    git("commit", "-qm", "ours")
    git("merge", "-q", "--no-edit", "other")
    merged = folder.read()
    assert merged is not None
    assert {"ours", "theirs"} <= {entry.id for entry in merged}
    assert len(merged) == 32


# --- whatever happens, the index and the memory say the same -----------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["admit", "record", "rename", "retract", "withdraw", "save"]),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_a_ledger_over_files_behaves_as_one_in_memory(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    """The same steps give the same ledger and the same refusals, with any saves in between."""
    folder = LedgerFolder(tmp_path_factory.mktemp("show") / "ledger")
    folder.write(book_of(4))
    memory = book_of(4)
    index, stored = open_ledger(folder)

    def act(book: Ledger, what: str, one: int, two: int) -> str:
        name, other = f"e{one:03d}", f"e{two:03d}"
        published = START + timedelta(days=10 * one)
        try:
            if what == "admit":
                book.admit(name, title=f"T{two}", published=published, fingerprint=f"f{two}")
            elif what == "record":
                book.record(name, sound(name, "abcdef01"[two]))
            elif what == "rename":
                book.rename(name, other)
            elif what == "retract":
                book.retract(name, START if two % 2 else None)
            elif what == "withdraw":
                book.withdraw(name)
        except LedgerError as error:
            return str(error)
        return ""

    try:
        for what, one, two in steps:
            if what == "save":
                index.write(stored)
                index.close()
                index, stored = open_ledger(folder)
            else:
                assert act(memory, what, one, two) == act(stored, what, one, two)
            assert stored.render() == memory.render()
            assert len(stored) == len(memory)
            assert stored.find("f3") == memory.find("f3")
        index.write(stored)
        again = folder.read()
        assert again is not None
        assert again.render() == memory.render()
    finally:
        index.close()


def test_a_damaged_line_of_the_index_is_named_and_its_mending(folder: LedgerFolder) -> None:
    """The index is only a copy: the message says that it may be deleted, and then all is as before."""
    index, ledger = open_ledger(folder)
    with closing(index):
        whole = ledger.render()
        index._file.run("UPDATE entry SET line = replace(line, 'e004', 'e005') WHERE id = 'e004'")
        for ask in (lambda: index.entry("e004"), lambda: index.find("f4"), lambda: list(index)):
            with pytest.raises(StoreError) as caught:
                ask()
            assert "ledger.sqlite" in caught.value.problems[0].where
            assert "delete" in caught.value.problems[0].mend
    for path in (folder.path.parent / "work").iterdir():
        path.unlink()
    index, ledger = open_ledger(folder)
    with closing(index):
        assert ledger.render() == whole
