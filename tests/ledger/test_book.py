"""A ledger over entries that were stored before: the same as one that holds everything itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from segmentcast import ledger
from segmentcast.errors import LedgerError
from segmentcast.feed.guids import episode_guid, show_guid
from segmentcast.ledger import Entry, Ledger, Version

FEED_URL = "https://news.example/podcast/feed.xml"
SHOW = show_guid(FEED_URL)
NOON = datetime(2016, 11, 13, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def version(name: str, sha256: str | None = None, **changes: object) -> Version:
    """A sound at an address of this name."""
    sha256 = name[0] * 64 if sha256 is None else sha256
    url, path = f"https://news.example/audio/{name}.mp3", f"audio/{name}.mp3"
    sound = Version(url, path, sha256, 10, "audio/mpeg", NOON, "first published")
    return replace(sound, **changes)  # type: ignore[arg-type]


def entry(id: str, *versions: Version, **changes: object) -> Entry:
    """An episode with the GUID that a new one would get."""
    made = Entry(id, episode_guid(SHOW, id), NOON, id.title(), versions, f"source of {id}")
    return replace(made, **changes)  # type: ignore[arg-type]


class Stored:
    """Entries in memory as `StoredEntries`, in the order of their ids."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = {entry.id: entry for entry in sorted(entries, key=lambda entry: entry.id)}

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def entry(self, id: str, /) -> Entry | None:
        return self.entries.get(id)

    def find(self, fingerprint: str, /) -> Iterable[Entry]:
        return [entry for entry in self if entry.fingerprint == fingerprint]

    def owner(self, guid: str, /) -> str | None:
        return next((entry.id for entry in self if entry.guid == guid), None)

    def sound_at(self, url: str, /) -> tuple[str, str] | None:
        sounds = (
            (entry.id, version.sha256)
            for entry in self
            for version in entry.versions
            if version.url == url
        )
        return next(sounds, None)


EBB, FOG, SURF = entry("ebb", version("e")), entry("fog"), entry("surf", version("s"))


@pytest.fixture
def book() -> Ledger:
    """A ledger over three stored entries, of which `fog` has no sound yet."""
    return over(EBB, FOG, SURF)


def over(*entries: Entry) -> Ledger:
    """A ledger over stored entries."""
    return Ledger(SHOW, FEED_URL, stored=Stored(*entries))


def refusal(action: Callable[[], object]) -> list[tuple[str, str, str]]:
    """Where, what and the fix of every problem of a refused action."""
    with pytest.raises(LedgerError) as caught:
        action()
    return [(problem.where, problem.what, problem.mend) for problem in caught.value.problems]


def test_a_new_show_gets_its_guid_from_its_first_address() -> None:
    """Unless it brings one along from another host."""
    assert Ledger.mint(FEED_URL).guid == SHOW
    assert Ledger.mint(FEED_URL, "brought-along").guid == "brought-along"
    assert Ledger.mint(FEED_URL).feed_url == FEED_URL


def test_stored_entries_are_read_as_if_they_were_here(book: Ledger) -> None:
    """Count, order, look-up by id, by source and by GUID."""
    assert len(book) == 3
    assert list(book) == [EBB, FOG, SURF]
    assert book.get("ebb") == EBB
    assert "ebb" in book
    assert "tide" not in book
    assert 7 not in book
    assert book.find("source of fog") == (FOG,)
    assert book.find("") == ()
    assert book.owner(SURF.guid) == "surf"
    assert book.owner("nobody's") is None
    assert book.changes() == {}


def test_new_entries_stand_among_the_stored_ones(book: Ledger) -> None:
    """In the order of ids, counted once, found by the same source as a stored one."""
    gale = book.admit("gale", title="Gale", published=NOON, fingerprint="source of fog")
    assert [entry.id for entry in book] == ["ebb", "fog", "gale", "surf"]
    assert len(book) == 4
    assert book.find("source of fog") == (FOG, gale)
    assert book.changes() == {"gale": gale}


def test_a_changed_entry_hides_the_stored_one(book: Ledger) -> None:
    """It's counted and listed once, and isn't found by its previous source any more."""
    changed = book.admit("fog", title="Thick fog", published=NOON, fingerprint="another source")
    assert changed == replace(FOG, title="Thick fog", fingerprint="another source")
    assert list(book) == [EBB, changed, SURF]
    assert len(book) == 3
    assert book.find("source of fog") == ()
    assert book.find("another source") == (changed,)
    assert book.changes() == {"fog": changed}


def test_an_entry_that_came_back_as_it_was_is_no_change(book: Ledger) -> None:
    """Admitting again with the same title needs no writing; a source isn't forgotten."""
    assert book.admit("fog", title="Fog", published=NOON) == FOG
    assert book.changes() == {}


def test_only_an_episode_that_was_never_heard_is_withdrawn(book: Ledger) -> None:
    """Withdrawing a published one does nothing; an unknown one neither."""
    book.withdraw("ebb")
    book.withdraw("tide")
    assert (list(book), book.changes()) == ([EBB, FOG, SURF], {})
    book.withdraw("fog")
    assert (list(book), len(book)) == ([EBB, SURF], 2)
    assert book.get("fog") is None
    assert book.owner(FOG.guid) is None
    assert book.find("source of fog") == ()
    assert book.changes() == {"fog": None}


def test_a_withdrawn_episode_that_returns_is_written_again(book: Ledger) -> None:
    """Even when it's the very same: the stored one may be gone by then."""
    book.withdraw("fog")
    assert book.admit("fog", title="Fog", published=NOON, fingerprint="source of fog") == FOG
    assert list(book) == [EBB, FOG, SURF]
    assert len(book) == 3
    assert book.changes() == {"fog": FOG}


def test_a_withdrawn_newcomer_leaves_nothing_behind(book: Ledger) -> None:
    """Its GUID is free again and nothing has to be written."""
    gale = book.admit("gale", title="Gale", published=NOON)
    book.withdraw("gale")
    assert book.changes() == {}
    assert book.owner(gale.guid) is None
    assert len(book) == 3


def test_restoring_takes_back_only_what_nobody_has(book: Ledger) -> None:
    """An entry with its previous sounds is as it was; one without any is gone."""
    book.record("ebb", version("e2"))
    book.restore(EBB)
    assert book.get("ebb") == EBB
    book.restore(FOG)
    assert "fog" not in book


def test_settling_keeps_what_was_written_and_nothing_else() -> None:
    """After the stored entries took everything over, they're all there is."""
    book = over(EBB, FOG)
    book.withdraw("fog")
    gale = book.admit("gale", title="Gale", published=NOON)
    book.settle()
    assert book.changes() == {}
    assert list(book) == [EBB, FOG]
    assert book.owner(gale.guid) is None
    assert book.owner(FOG.guid) == "fog"


def test_a_copy_changes_alone(book: Ledger) -> None:
    """What a copy admits, drops and claims, the original doesn't know; and it starts with all of it."""
    book.withdraw("fog")
    gale = book.admit("gale", title="Gale", published=NOON)
    book.record("gale", version("g"))
    twin = book.copy()
    assert list(twin) == list(book)
    assert twin.owner(gale.guid) == "gale"
    assert "belongs to gale" in refusal(lambda: twin.record("ebb", version("g")))[0][1]
    twin.admit("fog", title="Fog", published=NOON)
    twin.record("surf", version("t"))
    assert "fog" not in book
    assert book.get("surf") == SURF
    book.record("ebb", version("t"))


def test_a_renamed_episode_takes_everything_with_it(book: Ledger) -> None:
    """GUID, date and addresses go on under the new id; the old id is free, with another GUID."""
    renamed = book.rename("ebb", "low-tide")
    assert renamed == replace(EBB, id="low-tide")
    assert book.changes() == {"ebb": None, "low-tide": renamed}
    assert len(book) == 3
    assert book.owner(EBB.guid) == "low-tide"
    assert book.record("low-tide", version("e")) is False
    assert refusal(lambda: book.record("surf", version("e"))) == [
        (
            "surf",
            "has the enclosure https://news.example/audio/e.mp3, which belongs to low-tide",
            "publish the new audio under a new name: a URL must always give the same file",
        )
    ]
    second = book.admit("ebb", title="Ebb", published=LATER)
    assert second.guid == episode_guid(SHOW, "ebb#2")
    book.rename("ebb", "neap-tide")
    assert book.admit("ebb", title="Ebb", published=LATER).guid == episode_guid(SHOW, "ebb#3")


def test_a_name_in_use_is_not_taken_over(book: Ledger) -> None:
    """Not even when that episode is only stored; nothing changes."""
    assert refusal(lambda: book.rename("ebb", "surf")) == [
        ("surf", "cannot replace ebb: it already is another episode", "rename one of them")
    ]
    assert book.changes() == {}


def test_an_unknown_episode_is_refused_by_everything_that_needs_one(book: Ledger) -> None:
    """Recording, renaming, retracting."""
    expected = [("tide", "this episode is not in the ledger", "publish it")]
    assert refusal(lambda: book.record("tide", version("t"))) == expected
    assert refusal(lambda: book.rename("tide", "ebb-tide")) == expected
    assert refusal(lambda: book.retract("tide", NOON)) == expected


def test_what_subscribers_know_cannot_change(book: Ledger) -> None:
    """Another date and another GUID are refused together, each with the one to put back."""
    assert refusal(lambda: book.admit("ebb", title="Ebb", published=LATER, guid="other")) == [
        (
            "ebb",
            "was first published 2016-11-13T12:00:00+00:00, not 2016-11-14T12:00:00+00:00;"
            " it would move in subscribers' lists",
            "restore the date 2016-11-13T12:00:00+00:00",
        ),
        (
            "ebb",
            f"has the GUID {EBB.guid}, not other; subscribers would get it twice",
            f"restore the GUID {EBB.guid}",
        ),
    ]
    assert book.admit("ebb", title="Ebb", published=NOON, guid=EBB.guid) == EBB
    assert book.changes() == {}


def test_a_guid_belongs_to_one_episode(book: Ledger) -> None:
    """A new episode with a stored one's GUID is refused, and so is a stored line that has it."""
    assert refusal(lambda: book.admit("gale", title="Gale", published=NOON, guid=EBB.guid)) == [
        (
            "gale",
            f"has the GUID {EBB.guid}, which belongs to ebb",
            "give each episode a GUID of its own",
        )
    ]
    assert refusal(lambda: book.take(entry("gale", guid=EBB.guid))) == [
        (
            "gale",
            f"has the GUID {EBB.guid}, which belongs to ebb",
            "restore the line from version control or from a backup",
        )
    ]
    assert "gale" not in book


def test_an_address_never_gets_other_bytes(book: Ledger) -> None:
    """Neither a stored one, nor one earlier in the same entry."""
    stored = "has two different audio files at https://news.example/audio/e.mp3"
    assert refusal(lambda: book.record("ebb", version("e", "f" * 64)))[0][1] == stored
    twice = entry("gale", version("g", "a" * 64), version("g", "b" * 64))
    assert refusal(lambda: book.take(twice))[0][1] == (
        "has two different audio files at https://news.example/audio/g.mp3"
    )
    assert book.changes() == {}


def test_an_unread_sound_may_be_known_later_and_stays_known(book: Ledger) -> None:
    """A moved-in enclosure has no hash until somebody downloads it; then other bytes are refused."""
    book.admit("gale", title="Gale", published=NOON)
    assert book.record("gale", version("g", ""))
    assert book.record("gale", version("g", "a" * 64))
    assert book.record("gale", version("g", ""))
    assert (
        "two different audio files"
        in refusal(lambda: book.record("gale", version("g", "b" * 64)))[0][1]
    )


def test_the_same_sound_is_no_new_version(book: Ledger) -> None:
    """Its inputs are noted, without another version; the same inputs change nothing."""
    assert book.record("ebb", version("e", why="again")) is False
    assert book.changes() == {}
    assert book.record("ebb", version("e", inputs="a.b")) is False
    noted = replace(EBB, versions=(version("e", inputs="a.b"),))
    assert book.changes() == {"ebb": noted}
    assert book.record("ebb", version("e2")) is True
    latest = book.get("ebb")
    assert latest is not None
    assert latest.versions == (version("e", inputs="a.b"), version("e2"))
    assert latest.current == version("e2")


def test_an_earlier_sound_may_return_as_a_new_version(book: Ledger) -> None:
    """A new version is compared with the current one, not with all of them."""
    book.record("ebb", version("e2"))
    assert book.record("ebb", version("e")) is True
    assert [one.path for one in (book.get("ebb") or EBB).versions] == [
        "audio/e.mp3", "audio/e2.mp3", "audio/e.mp3",
    ]  # fmt: skip


def test_retraction_and_restoring_are_dated(book: Ledger) -> None:
    """Retracting notes the moment; with no moment it's taken back."""
    assert book.retract("ebb", LATER) == replace(EBB, retracted=LATER)
    assert book.retract("ebb", None) == EBB
    assert book.changes() == {}


def test_titles_are_kept_as_text_that_can_be_written(book: Ledger) -> None:
    """A lone surrogate becomes a question mark, in a new entry and in a known one."""
    assert book.admit("gale", title="a\ud800b", published=NOON).title == "a?b"
    assert book.admit("ebb", title="c\udfffd", published=NOON).title == "c?d"


def test_the_whole_text_is_head_and_entries_by_id(book: Ledger) -> None:
    """One line each, with an end of line after the last; moving changes the head's address alone."""
    lines = book.render().split("\n")
    assert [line.split('"')[3] for line in lines[1:-1]] == ["ebb", "fog", "surf"]
    assert lines[-1] == ""
    book.move("https://elsewhere.example/feed.xml")
    assert book.guid == SHOW
    assert book.render().split("\n")[1:] == lines[1:]
    assert '"feed_url":"https://elsewhere.example/feed.xml"' in book.render().replace(": ", ":")


# --- merging -------------------------------------------------------------------------------------


def test_two_shows_are_never_merged() -> None:
    """One problem, with both GUIDs."""
    other = Ledger.mint("https://b.example/feed.xml")
    assert refusal(lambda: ledger.merge(over(EBB), other)) == [
        ("", f"the ledgers belong to different shows: {SHOW} and {other.guid}", "don't merge them")
    ]


def test_every_contradiction_is_reported_and_nothing_is_changed() -> None:
    """Dates, GUIDs and addresses, in one refusal; the fix for an address is another publish."""
    ours = over(EBB, FOG, SURF)
    theirs = over(
        replace(EBB, published=LATER),
        replace(FOG, guid="another"),
        entry("gale", version("s")),
    )
    problems = refusal(lambda: ledger.merge(ours, theirs))
    assert [where for where, _, _ in problems] == ["ebb", "fog", "gale"]
    assert problems[2][1:] == (
        "has the enclosure https://news.example/audio/s.mp3, which belongs to surf",
        "publish one of the two again",
    )
    assert ours.changes() == {}


def test_the_newer_sound_stays_current_after_a_clock_was_set_back() -> None:
    """One side has published once more, with an earlier date: its newest sound is current in both."""
    first, second = version("a", date=LATER), version("b", date=NOON)
    before, after = entry("ebb", first), entry("ebb", first, second)
    for one, other in ((before, after), (after, before)):
        merged = ledger.merge(over(one), over(other)).get("ebb")
        assert merged is not None
        assert merged.current == second


def test_merged_entries_have_both_sides_versions_in_order_of_date_and_address() -> None:
    """The title is that of the side with the newest sound, whichever side that is."""
    first = version("b", date=NOON)
    second, third = version("a", date=LATER), version("c", date=LATER)
    ours = over(entry("ebb", first, third, title="Ours"))
    theirs = over(entry("ebb", first, second, title="Theirs"))
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = ledger.merge(one, other).get("ebb")
        assert merged is not None
        assert merged.versions == (first, second, third)
        assert merged.title == "Ours"


def test_a_side_without_sound_gives_way() -> None:
    """The side that published decides the title; without any sound it's ours."""
    silent, heard = entry("ebb", title="Silent"), entry("ebb", version("e"), title="Heard")
    for one, other in ((silent, heard), (heard, silent)):
        merged = ledger.merge(over(one), over(other)).get("ebb")
        assert merged == heard
    both = ledger.merge(over(silent), over(replace(silent, title="Theirs"))).get("ebb")
    assert both == silent


def test_the_earliest_retraction_stays() -> None:
    """Whichever side made it; a retraction isn't lost to the side without one."""
    plain, early, late = EBB, replace(EBB, retracted=NOON), replace(EBB, retracted=LATER)
    for one, other, expected in (
        (early, late, NOON), (late, early, NOON), (plain, late, LATER), (late, plain, LATER),
        (plain, plain, None),
    ):  # fmt: skip
        merged = ledger.merge(over(one), over(other)).get("ebb")
        assert merged is not None
        assert merged.retracted == expected


def test_of_two_notes_on_the_same_sound_one_stays_for_both_sides() -> None:
    """Inputs make no second version, and both sides choose the same ones."""
    low, high = (entry("ebb", version("e", inputs=inputs)) for inputs in ("a", "b"))
    for one, other in ((low, high), (high, low)):
        merged = ledger.merge(over(one), over(other)).get("ebb")
        assert merged == high
