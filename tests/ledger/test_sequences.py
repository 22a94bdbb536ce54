"""Whatever happens to a show, and in whatever order: GUIDs, dates and URLs stay what they were."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from segmentcast import ledger
from segmentcast.errors import LedgerError
from segmentcast.ledger import Ledger, Version

START = datetime(2016, 1, 1, tzinfo=UTC)
NAMES = st.sampled_from("abcdef")


class Newsroom(RuleBasedStateMachine):
    """Publishes as a newsroom does, and remembers on its own what subscribers were told."""

    @initialize()
    def begin(self) -> None:
        self.book = Ledger.mint("https://one.example/feed.xml")
        self.show_guid = self.book.guid
        self.base = "https://one.example/"
        self.told: dict[str, tuple[str, datetime]] = {}
        self.urls: dict[str, str] = {}
        self.days = 0

    @rule(id=NAMES, title=st.text(max_size=5))
    def add_or_retitle(self, id: str, title: str) -> None:
        """An episode is published for the first time, or its title is edited."""
        self.days += 1
        known = self.told.get(id)
        published = known[1] if known else START + timedelta(days=self.days)
        entry = self.book.admit(id, title=title, published=published)
        self.told.setdefault(id, (entry.guid, published))

    @precondition(lambda self: self.told)
    @rule(data=st.data(), sound=st.binary(max_size=2))
    def publish_sound(self, data: st.DataObject, sound: bytes) -> None:
        """New or old sound is published under its hashed name."""
        id = data.draw(st.sampled_from(sorted(self.told)))
        sha256 = hashlib.sha256(sound).hexdigest()
        # The GUID stands for the id that the episode first had: a renamed one keeps its old names.
        path = f"audio/{self.told[id][0]}-{sha256[:12]}.mp3"
        now = START + timedelta(days=1000 + self.days)
        url = self.base + path
        self.book.record(id, Version(url, path, sha256, len(sound), "audio/mpeg", now, "edit"))
        self.urls[url] = sha256

    @precondition(lambda self: self.urls)
    @rule(data=st.data())
    def reuse_a_url(self, data: st.DataObject) -> None:
        """Somebody tries to put other bytes at a published address."""
        url = data.draw(st.sampled_from(sorted(self.urls)))
        id = data.draw(st.sampled_from(sorted(self.told)))
        other = Version(url, "audio/x.mp3", "0" * 64, 1, "audio/mpeg", START, "mistake")
        with pytest.raises(LedgerError):
            self.book.record(id, other)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def redate(self, data: st.DataObject) -> None:
        """Somebody edits the date of a published episode."""
        id = data.draw(st.sampled_from(sorted(self.told)))
        with pytest.raises(LedgerError):
            self.book.admit(id, title="x", published=self.told[id][1] + timedelta(seconds=1))

    @precondition(lambda self: self.told)
    @rule(data=st.data(), new=NAMES)
    def rename_folder(self, data: st.DataObject, new: str) -> None:
        """A folder gets another name, perhaps one that is taken."""
        old = data.draw(st.sampled_from(sorted(self.told)))
        if new in self.told:
            with pytest.raises(LedgerError):
                self.book.rename(old, new)
        else:
            self.book.rename(old, new)
            self.told[new] = self.told.pop(old)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), back=st.booleans())
    def retract(self, data: st.DataObject, back: bool) -> None:
        """An episode is retracted, or restored."""
        id = data.draw(st.sampled_from(sorted(self.told)))
        self.book.retract(id, None if back else START + timedelta(days=5000))

    @rule(host=st.sampled_from(["one", "two", "three"]))
    def move_host(self, host: str) -> None:
        """The show moves to another host."""
        self.base = f"https://{host}.example/"
        self.book.move(f"{self.base}feed.xml")

    @rule()
    def save_and_load(self) -> None:
        """The program ends, and another one reads the file."""
        text = self.book.render()
        self.book = ledger.parse(text, "ledger.jsonl")
        assert self.book.render() == text

    @rule()
    def merge_with_itself(self) -> None:
        """Two people pull and push without a change between them."""
        self.book = ledger.merge(self.book, self.book.copy())

    @invariant()
    def nothing_that_was_told_has_changed(self) -> None:
        """Every GUID, date and address is what it was when it was first told."""
        assert self.book.guid == self.show_guid
        assert {entry.id: (entry.guid, entry.published) for entry in self.book} == self.told
        assert len({guid for guid, _ in self.told.values()}) == len(self.told)
        known = {each.url: each.sha256 for entry in self.book for each in entry.versions}
        assert known == self.urls


class TestNewsroom(Newsroom.TestCase):  # type: ignore[name-defined,misc]
    """Sequences that hypothesis makes up."""

    settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
