"""Whatever a newsroom does, and in whatever order: what subscribers were promised stays."""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import feedparser
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from lxml import etree

from segmentcast.errors import LedgerError

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2016, 6, 2, tzinfo=UTC)
HOSTS = ("https://news.example/podcast/", "https://voice.example/")
TALK = """\
The {animal} on the quay

Rosa Lind, who captains the ferry, joins Peter Aune.

Read the Full Transcript


    Rosa Lind, who brought {animal} number {number}?


    A man did.
"""
ANIMALS = ("cow", "goat", "horse", "mule", "dog")
PICK = st.integers(0, 5)
CRASH = st.none() | st.integers(0, 30)


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches the end of a process."""


@contextmanager
def power_cut(after: int) -> Iterator[None]:
    """Ends the process, as far as the files can tell, before the write of that number."""
    left = [after]
    replace, unlink = os.replace, os.unlink

    def fail_when_due() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise PowerCut

    def replace_while_on(*arguments: Any, **options: Any) -> None:
        fail_when_due()
        replace(*arguments, **options)

    def unlink_while_on(path: Any, **options: Any) -> None:
        if str(path).endswith(".part"):
            if left[0] < 0:
                return  # who is dead tidies nothing up
        elif not str(path).endswith("lock"):
            fail_when_due()
        unlink(path, **options)

    with patch("os.replace", replace_while_on), patch("os.unlink", unlink_while_on):
        yield


@dataclass
class Story:
    """An episode as its newsroom knows it, and what its subscribers were told of it."""

    number: int
    animal: str = ANIMALS[0]
    title: str = ""
    notes: tuple[datetime, ...] = ()
    retraction: str = ""
    formerly: str = ""
    known_as: str = ""
    guid: str = ""
    date: str = ""
    sounds: dict[str, bytes] = field(default_factory=dict)

    @property
    def due(self) -> datetime:
        """In different months: what a ledger keeps together by time is to be taken apart, too."""
        return datetime(2026, 1 + self.number % 3, 1 + self.number, tzinfo=UTC)

    def write(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        text = TALK.format(animal=self.animal, number=self.number)
        (folder / "transcript.txt").write_text(text)
        toml = f'artwork = "card.jpg"\ndate = {self.due:%Y-%m-%d}\n'
        toml += f'title = "{self.title}"\n' if self.title else ""
        toml += f'formerly = "{self.formerly}"\n' if self.formerly else ""
        for number, day in enumerate(self.notes):
            toml += f'[[corrections]]\ndate = {day:%Y-%m-%d}\nnote = "Note {number}."\n'
        if self.retraction:
            toml += f'[retraction]\ndate = {LONG_AGO:%Y-%m-%d}\nnote = "Wrong."\nsound = "{self.retraction}"\n'
        (folder / "episode.toml").write_text(toml)


class Newsroom(RuleBasedStateMachine):
    """A show, what is done to it, and what must be true of its feed after each step."""

    new_show: Callable[[Path], Any]

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="newsroom"))
        self.show = self.new_show(self.root / "show")
        self.now = NOW
        self.host = HOSTS[0]
        self.show_guid = ""
        self.live: dict[str, Story] = {}
        self.away: dict[str, Story] = {}
        self.used_names: list[str] = []
        self.count = 0
        self.settings = (self.show.folder / "show.toml").read_text()

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    # --- what is done -----------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.add()
        self.add()
        self.release(None)

    def add(self) -> None:
        self.count += 1
        name = f"story-{self.count}"
        self.used_names.append(name)
        self.live[name] = Story(self.count)
        self.live[name].write(self.show.folder / name)
        shutil.copy(self.show.folder / "show.jpg", self.show.folder / name / "card.jpg")

    def change(self, pick: int, **changes: Any) -> None:
        name = sorted(self.live)[pick % len(self.live)]
        for key, value in changes.items():
            setattr(self.live[name], key, value)
        self.live[name].write(self.show.folder / name)

    def picked(self, pick: int) -> Story:
        return self.live[sorted(self.live)[pick % len(self.live)]]

    def release(self, crash: int | None) -> None:
        """Publishes; when it is to crash, that is done first, and then once more to the end."""
        if crash is not None:
            try:
                with power_cut(crash):
                    self.show.publish(now=self.now, allow_removals=True)
            except PowerCut:
                self.old_promises_hold()
            except LedgerError as error:
                self.answer(error)
        try:
            report = self.show.publish(now=self.now, allow_removals=True)
        except LedgerError as error:
            self.answer(error)
            report = self.show.publish(now=self.now, allow_removals=True)
        assert not report.failed, report.failed
        for name, story in self.live.items():
            if story.guid:
                story.known_as = name

    def answer(self, error: LedgerError) -> None:
        """What a person does who is asked which episode a folder holds."""
        for problem in error.problems:
            assert "formerly" in problem.mend, problem
            name = Path(problem.where).name
            story = self.live[name]
            by_guid = bool(story.guid) and f'"{story.guid}"' in problem.mend
            story.formerly = story.guid if by_guid else story.known_as or "none"
            story.write(self.show.folder / name)

    @precondition(lambda self: self.count < 5)
    @rule(crash=CRASH)
    def add_story(self, crash: int | None) -> None:
        self.add()
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, animal=st.sampled_from(ANIMALS), crash=CRASH)
    def edit(self, pick: int, animal: str, crash: int | None) -> None:
        self.change(pick, animal=animal)
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, animal=st.sampled_from(ANIMALS), crash=CRASH)
    def correct(self, pick: int, animal: str, crash: int | None) -> None:
        story = self.picked(pick)
        # Of what was never published nothing shows that the clock was right when it was written.
        known = story.guid and not story.retraction and animal != story.animal
        self.change(pick, animal=animal, notes=(*story.notes, self.now if known else LONG_AGO))
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, title=st.sampled_from(["", "A fine day", "Nine & ten"]), crash=CRASH)
    def retitle(self, pick: int, title: str, crash: int | None) -> None:
        self.change(pick, title=title)
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, how=st.sampled_from(["notice", "withdrawn"]), crash=CRASH)
    def retract(self, pick: int, how: str, crash: int | None) -> None:
        self.picked(pick).sounds.clear()  # what was heard before is taken back
        self.change(pick, retraction=how)
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, crash=CRASH)
    def restore(self, pick: int, crash: int | None) -> None:
        self.change(pick, retraction="")
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, other=st.integers(0, 12), crash=CRASH)
    def rename(self, pick: int, other: int, crash: int | None) -> None:
        """To a new name, or to one that another story had before."""
        old = sorted(self.live)[pick % len(self.live)]
        free = [name for name in self.used_names if name not in self.live and name not in self.away]
        name = [*free, f"other-{len(self.used_names)}"][other % (len(free) + 1)]
        if name not in self.used_names:
            self.used_names.append(name)
        (self.show.folder / old).rename(self.show.folder / name)
        self.live[name] = self.live.pop(old)
        self.release(crash)

    def renamed(self, names: dict[str, str]) -> None:
        """All at once, as far as a publish can see; names are the old ones with the new."""
        for old in names:
            (self.show.folder / old).rename(self.show.folder / f"_{old}")
        for old, new in names.items():
            (self.show.folder / f"_{old}").rename(self.show.folder / new)
        moved = {new: self.live.pop(old) for old, new in names.items()}
        self.live |= moved

    def fresh_name(self) -> str:
        name = f"other-{len(self.used_names)}"
        self.used_names.append(name)
        return name

    @precondition(lambda self: len(self.live) > 1)
    @rule(
        pick=PICK,
        length=st.integers(2, 3),
        edits=st.lists(st.none() | st.sampled_from(ANIMALS), min_size=3, max_size=3),
        crash=CRASH,
    )
    def rotate(self, pick: int, length: int, edits: list[str | None], crash: int | None) -> None:
        """Two swap their names, or three pass them round; some are edited at the same time."""
        names = sorted(self.live)
        first = pick % len(names)
        ring = [*names[first:], *names[:first]][:length]
        self.renamed(dict(zip(ring, [*ring[1:], ring[0]], strict=True)))
        for name, animal in zip(ring, edits, strict=False):
            if animal:
                self.live[name].animal = animal
                self.live[name].write(self.show.folder / name)
        self.release(crash)

    @precondition(lambda self: self.live and self.count < 5)
    @rule(pick=PICK, crash=CRASH)
    def shift(self, pick: int, crash: int | None) -> None:
        """A story goes on under another name, and a new one takes the name that it had."""
        old = sorted(self.live)[pick % len(self.live)]
        self.renamed({old: self.fresh_name()})
        self.count += 1
        self.live[old] = Story(self.count)
        self.live[old].write(self.show.folder / old)
        shutil.copy(self.show.folder / "show.jpg", self.show.folder / old / "card.jpg")
        self.release(crash)

    @precondition(lambda self: self.live)
    @rule(pick=PICK, animal=st.sampled_from(ANIMALS), crash=CRASH)
    def rename_and_edit(self, pick: int, animal: str, crash: int | None) -> None:
        """Under a name that was never there, with other words."""
        old = sorted(self.live)[pick % len(self.live)]
        name = self.fresh_name()
        self.renamed({old: name})
        self.live[name].animal = animal
        self.live[name].write(self.show.folder / name)
        self.release(crash)

    @precondition(lambda self: len(self.live) > 1)
    @rule(pick=PICK, crash=CRASH)
    def remove(self, pick: int, crash: int | None) -> None:
        name = sorted(self.live)[pick % len(self.live)]
        (self.show.folder / name).rename(self.root / name)
        self.away[name] = self.live.pop(name)
        self.release(crash)

    @precondition(lambda self: self.away)
    @rule(pick=PICK, crash=CRASH)
    def put_back(self, pick: int, crash: int | None) -> None:
        name = sorted(self.away)[pick % len(self.away)]
        (self.root / name).rename(self.show.folder / name)
        self.live[name] = self.away.pop(name)
        self.release(crash)

    @rule(host=st.sampled_from(HOSTS), crash=CRASH)
    def move_host(self, host: str, crash: int | None) -> None:
        self.host = host
        (self.show.folder / "show.toml").write_text(self.settings.replace(HOSTS[0], host))
        self.release(crash)

    @rule(crash=CRASH)
    def lose_the_working_files(self, crash: int | None) -> None:
        shutil.rmtree(self.show.root / ".segmentcast")
        self.release(crash)

    @rule(days=st.sampled_from([-3000, -80, -1, 0, 1, 3000]), crash=CRASH)
    def set_the_clock(self, days: int, crash: int | None) -> None:
        self.now = NOW + timedelta(days=days)
        self.release(crash)

    # --- what must be true --------------------------------------------------------------------

    def items(self) -> dict[str, Any]:
        """The feed's items by the folder that they come from, whatever the host."""
        data = (self.show.feed / "feed.xml").read_bytes()
        etree.parse(io.BytesIO(data))
        parsed = feedparser.parse(data)
        assert not parsed.bozo
        assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
        return {entry.link.rstrip("/").rsplit("/", 1)[-1]: entry for entry in parsed.entries}

    def old_promises_hold(self) -> None:
        """Also in the middle of things: a whole feed, known identities, every sound in place."""
        told = {story.guid: story for story in (*self.live.values(), *self.away.values())}
        for entry in self.items().values():
            if entry.id in told:
                assert entry.published == told[entry.id].date
            path = self.show.feed / "audio" / entry.enclosures[0].href.rsplit("/", 1)[-1]
            assert path.stat().st_size == int(entry.enclosures[0].length)
        for story in told.values():
            for name, sound in story.sounds.items():
                assert (self.show.feed / "audio" / name).read_bytes() == sound

    @invariant()
    def everything_promised_is_there(self) -> None:
        if not self.live:
            return
        self.old_promises_hold()
        items = self.items()
        expected = {
            name
            for name, story in self.live.items()
            if story.retraction != "withdrawn" and (story.guid or story.due <= self.now)
        }
        assert items.keys() == expected
        guid = etree.fromstring((self.show.feed / "feed.xml").read_bytes()).findtext(
            "channel/{https://podcastindex.org/namespace/1.0}guid"
        )
        assert self.show_guid in ("", guid)
        self.show_guid = guid or ""
        for name, entry in items.items():
            story = self.live[name]
            assert story.guid in ("", entry.id)
            assert story.date in ("", entry.published)
            story.guid, story.date = entry.id, entry.published
            assert entry.link == f"{self.host}episodes/{name}/"
            assert (self.show.feed / "episodes" / name / "index.html").is_file()
            (enclosure,) = entry.enclosures
            assert enclosure.href.startswith(f"{self.host}audio/")
            file = enclosure.href.rsplit("/", 1)[-1]
            if not story.retraction:  # a notice is no work that anybody keeps
                story.sounds[file] = (self.show.feed / "audio" / file).read_bytes()


def test_whatever_is_done_in_whatever_order_promises_stay(
    show: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each step the feed is whole, with every GUID, first date and sound once published."""
    monkeypatch.setattr(
        os, "fsync", lambda _: None
    )  # no cable is pulled here, and it costs half the time
    machine = type("NewsroomOfToday", (Newsroom,), {"new_show": staticmethod(type(show))})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("SEGMENTCAST_SEQUENCES", "5")),
            stateful_step_count=int(os.environ.get("SEGMENTCAST_STEPS", "8")),
            deadline=None,
            # The same sequences in every run; more and others with SEGMENTCAST_SEQUENCES=200.
            derandomize="SEGMENTCAST_SEQUENCES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
