"""The ledger: what was promised stays as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import ledger
from segmentcast.errors import LedgerError
from segmentcast.ledger import Entry, Ledger, Version

FEED_URL = "https://news.example/podcast/feed.xml"
NOON = datetime(2016, 11, 13, 12, tzinfo=UTC)


def version(name: str = "a", sha256: str = "a" * 64, **changes: object) -> Version:
    given: dict[str, object] = {
        "url": f"https://news.example/podcast/audio/{name}.mp3",
        "path": f"audio/{name}.mp3",
        "sha256": sha256,
        "length_bytes": 10,
        "mime": "audio/mpeg",
        "date": NOON,
        "why": "first published",
    }
    return Version(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def book() -> Ledger:
    """A ledger with one published episode."""
    book = Ledger.mint(FEED_URL)
    book.admit("fog", title="Fog", published=NOON, fingerprint="f1")
    book.record("fog", version())
    return book


def test_written_and_read_back_it_is_the_same(book: Ledger) -> None:
    """Text -> ledger -> text is the identity."""
    assert ledger.parse(book.render(), "ledger.jsonl").render() == book.render()


def test_the_file_is_one_line_an_episode_sorted_by_id(book: Ledger) -> None:
    """A person can read, compare and merge it: first the show, then the episodes in order."""
    book.admit("ebb", title="Ebbe – 潮", published=NOON)
    head, first, second = book.render().splitlines()
    assert json.loads(head) == {"schema": 1, "guid": book.guid, "feed_url": FEED_URL}
    assert [json.loads(line)["id"] for line in (first, second)] == ["ebb", "fog"]
    assert "Ebbe – 潮" in first


def test_the_order_of_admission_does_not_matter() -> None:
    """The same episodes give the same bytes."""
    texts = set()
    for order in (("a", "b", "c"), ("c", "a", "b")):
        book = Ledger.mint(FEED_URL)
        for id in order:
            book.admit(id, title=id.upper(), published=NOON)
        texts.add(book.render())
    assert len(texts) == 1


def test_a_published_episode_cannot_be_withdrawn(book: Ledger) -> None:
    """What has sound stays, with its GUID; what never had any goes, and leaves its GUID to others."""
    before = book.render()
    book.withdraw("fog")
    assert book.render() == before
    guid = book.admit("ebb", title="Ebb", published=NOON).guid
    book.withdraw("ebb")
    assert "ebb" not in book
    assert book.owner(guid) is None
    assert book.render() == before
    book.withdraw("nobody")
    assert book.render() == before


def test_show_guid_is_kept_when_the_feed_moves(book: Ledger) -> None:
    """The GUID is minted from the first URL and outlives it."""
    guid = book.guid
    book.move("https://elsewhere.example/feed.xml")
    moved = ledger.parse(book.render(), "x")
    assert (moved.guid, moved.feed_url) == (guid, "https://elsewhere.example/feed.xml")
    new = moved.admit("ebb", title="Ebb", published=NOON)
    assert new.guid == Ledger.mint(FEED_URL).admit("ebb", title="Ebb", published=NOON).guid


def test_admitting_again_keeps_guid_and_date(book: Ledger) -> None:
    """A new title changes nothing that a subscriber's app goes by."""
    before = book.get("fog")
    after = book.admit("fog", title="Fog, again", published=NOON, fingerprint="f2")
    assert before is not None
    assert (after.guid, after.published) == (before.guid, before.published)
    assert (after.title, after.fingerprint) == ("Fog, again", "f2")
    assert after.versions == before.versions


def test_the_same_moment_in_another_zone_is_no_change(book: Ledger) -> None:
    """What counts is the moment; the date stays written as it first was."""
    elsewhere = NOON.astimezone(timezone(timedelta(hours=3)))
    book.admit("fog", title="Fog", published=elsewhere)
    assert '"2016-11-13T12:00:00+00:00"' in book.render()


def test_a_first_date_cannot_change(book: Ledger) -> None:
    """Another date is refused, with the one to put back."""
    before = book.render()
    with pytest.raises(LedgerError, match="2016-11-13T12:00:00") as caught:
        book.admit("fog", title="Fog", published=NOON + timedelta(days=1))
    assert caught.value.problems[0].where == "fog"
    assert book.render() == before


def test_a_guid_cannot_change(book: Ledger) -> None:
    """Another GUID is refused."""
    with pytest.raises(LedgerError, match="twice"):
        book.admit("fog", title="Fog", published=NOON, guid="another")


def test_two_episodes_cannot_share_a_guid(book: Ledger) -> None:
    """An imported GUID that is taken is refused, and nothing is admitted."""
    known = book.get("fog")
    assert known is not None
    with pytest.raises(LedgerError, match="belongs to fog"):
        book.admit("ebb", title="Ebb", published=NOON, guid=known.guid)
    assert "ebb" not in book


def test_recording_the_same_sound_changes_nothing(book: Ledger) -> None:
    """A second publish of the same bytes is no new version."""
    before = book.render()
    assert book.record("fog", version(date=NOON + timedelta(days=3), why="again")) is False
    assert book.render() == before


def test_new_sound_is_a_new_version_with_the_old_one_kept(book: Ledger) -> None:
    """A correction adds a version; the address of the old one is remembered."""
    assert book.record("fog", version("b", "b" * 64, why="a name was misspelt"))
    entry = book.get("fog")
    assert entry is not None
    assert [each.path for each in entry.versions] == ["audio/a.mp3", "audio/b.mp3"]
    assert entry.current is not None
    assert entry.current.why == "a name was misspelt"


def test_an_url_never_gets_other_bytes(book: Ledger) -> None:
    """Other sound at a published address is refused, also much later."""
    book.record("fog", version("b", "b" * 64))
    before = book.render()
    with pytest.raises(LedgerError, match="two different audio files"):
        book.record("fog", version("a", "c" * 64))
    assert book.render() == before


def test_an_url_belongs_to_one_episode(book: Ledger) -> None:
    """Apple ignores the second episode with an enclosure, so it is refused."""
    book.admit("ebb", title="Ebb", published=NOON)
    with pytest.raises(LedgerError, match="belongs to fog"):
        book.record("ebb", version())


def test_going_back_to_earlier_sound_is_possible(book: Ledger) -> None:
    """A withdrawn correction brings the earlier bytes back under their own address."""
    book.record("fog", version("b", "b" * 64))
    assert book.record("fog", version())
    entry = book.get("fog")
    assert entry is not None
    assert entry.current == version()


def test_a_renamed_folder_keeps_its_episode(book: Ledger) -> None:
    """Found by its source, an episode goes on under another id with GUID, date and versions."""
    (found,) = book.find("f1")
    renamed = book.rename(found.id, "thick-fog")
    assert (renamed.guid, renamed.published) == (found.guid, found.published)
    assert "fog" not in book
    again = book.admit("fog", title="Another fog", published=NOON)
    assert again.guid != renamed.guid
    assert ledger.parse(book.render(), "x").render() == book.render()


def test_a_name_that_is_taken_cannot_be_taken_over(book: Ledger) -> None:
    """Renaming onto another episode is refused."""
    book.admit("ebb", title="Ebb", published=NOON)
    with pytest.raises(LedgerError, match="already is another episode"):
        book.rename("fog", "ebb")


def test_retraction_is_remembered_and_can_be_taken_back(book: Ledger) -> None:
    """A retracted episode stays, with the moment of its retraction."""
    book.retract("fog", NOON + timedelta(days=9))
    kept = ledger.parse(book.render(), "x").get("fog")
    assert kept is not None
    assert kept.retracted == NOON + timedelta(days=9)
    assert book.retract("fog", None).retracted is None


def test_unknown_episodes_cannot_be_recorded() -> None:
    """A sound needs an admitted episode."""
    with pytest.raises(LedgerError, match="is not in the ledger"):
        Ledger.mint(FEED_URL).record("fog", version())


def test_a_copy_is_independent(book: Ledger) -> None:
    """Trying something out on a copy leaves the ledger as it is."""
    before = book.render()
    twin = book.copy()
    twin.record("fog", version("b", "b" * 64))
    twin.admit("ebb", title="Ebb", published=NOON)
    assert book.render() == before
    book.admit("ebb", title="Ebb", published=NOON + timedelta(days=1))


# --- the file, edited by hand into nonsense ---------------------------------------------------

GOOD = '"guid": "g", "published": "2016-11-13T12:00:00+00:00", "title": "T", "versions": []'


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "nested"),
        ("<<<<<<< HEAD", "merge conflict"),
        ('{"id": "x"}', "guid is missing"),
        ('{"id": 5, ' + GOOD + "}", "id is 5"),
        ('{"id": "../x", ' + GOOD + "}", "id is '../x', not lower-case letters"),
        ('{"id": "x\\n", ' + GOOD + "}", "not lower-case letters"),
        ('{"id": "x", ' + GOOD.replace("+00:00", "") + "}", "without a time zone"),
        ('{"id": "x", ' + GOOD.replace("2016-11", "2016-31") + "}", "not an ISO 8601 date"),
        ('{"id": "x", "extra": 1, ' + GOOD + "}", "unknown key: extra"),
        ('{"id": "x", ' + GOOD.replace("[]", '[{"url": "u"}]') + "}", "length_bytes is None"),
        ('{"id": "x", ' + GOOD.replace("[]", "7") + "}", "not a list"),
        ('{"id": "x", ' + GOOD.replace('"T"', '"\\ud800"') + "}", "a lone surrogate"),
        ('{"id": "x", ' + GOOD.replace("[]", "NaN") + "}", "NaN"),
    ],
)
def test_a_bad_line_is_named(book: Ledger, line: str, what: str) -> None:
    """A line that is nonsense is reported with its number, the reason and the remedy."""
    with pytest.raises(LedgerError, match=what) as caught:
        ledger.parse(f"{book.render()}{line}\n", "ledger.jsonl")
    (problem,) = caught.value.problems
    assert problem.where == "ledger.jsonl:3"
    assert problem.mend


def test_every_bad_line_is_reported_at_once(book: Ledger) -> None:
    """Nobody has to mend a file line by line."""
    with pytest.raises(LedgerError) as caught:
        ledger.parse(f"{book.render()}{{\n{book.render().splitlines()[1]}\n[]\n", "l")
    assert [problem.where for problem in caught.value.problems] == ["l:3", "l:4", "l:5"]
    assert "fog has a second line" in caught.value.problems[1].what


@pytest.mark.parametrize("field", ["guid", "url"])
def test_contradictions_between_lines_are_found(book: Ledger, field: str) -> None:
    """Two episodes with one GUID or one enclosure are reported."""
    twin = json.loads(book.render().splitlines()[1])
    twin["id"] = "twin"
    if field == "url":
        twin["guid"] = "another"
    with pytest.raises(LedgerError, match="belongs to fog"):
        ledger.parse(f"{book.render()}{json.dumps(twin)}\n", "l")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ('{"schema": 2, "guid": "x", "feed_url": "y", "new": 1}', "newer segmentcast"),
        ("", "not JSON"),
        ('{"guid": "x"}', "not a ledger's first line"),
        ('{"schema": 1, "guid": "x", "feed_url": "y"}', "not a UUID"),
    ],
)
def test_a_bad_first_line_is_named(head: str, what: str) -> None:
    """Without its first line, or from a newer version, a ledger is not read."""
    with pytest.raises(LedgerError, match=what) as caught:
        ledger.parse(f"{head}\n", "l")
    assert caught.value.problems[0].where == "l:1"


def test_line_ends_of_other_systems_are_read(book: Ledger) -> None:
    """CRLF, a byte order mark and blank lines do no harm."""
    text = "\ufeff" + book.render().replace("\n", "\r\n") + "\r\n\r\n"
    assert ledger.parse(text, "l").render() == book.render()


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_title_survives(title: str, why: str) -> None:
    """Titles with line ends, quotes or separators of any script stay on one line and come back."""
    book = Ledger.mint(FEED_URL)
    book.admit("x", title=title, published=NOON)
    book.record("x", version(why=why.encode("utf-8", "replace").decode()))
    text = book.render()
    assert text.count("\n") == 2
    entry = ledger.parse(text, "l").get("x")
    assert entry is not None
    assert entry.title == title.encode("utf-8", "replace").decode()


# --- merging -------------------------------------------------------------------------------------


def test_merging_keeps_what_both_have(book: Ledger) -> None:
    """Episodes and versions that were added apart from each other come together."""
    ours, theirs = book.copy(), book.copy()
    ours.record("fog", version("b", "b" * 64, date=NOON + timedelta(days=1)))
    theirs.record("fog", version("c", "c" * 64, date=NOON + timedelta(days=2)))
    theirs.admit("ebb", title="Ebb", published=NOON)
    merged = ledger.merge(ours, theirs)
    assert merged.render() == ledger.merge(theirs, ours).render()
    entry = merged.get("fog")
    assert entry is not None
    assert [each.path for each in entry.versions] == ["audio/a.mp3", "audio/b.mp3", "audio/c.mp3"]
    assert "ebb" in merged


def test_merging_refuses_contradictions(book: Ledger) -> None:
    """Two dates for one episode, or two shows, are not settled by a program."""
    other = Ledger(book.guid, FEED_URL, [Entry("fog", "x", NOON + timedelta(days=1), "Fog")])
    with pytest.raises(LedgerError) as caught:
        ledger.merge(book, other)
    assert len(caught.value.problems) == 2
    with pytest.raises(LedgerError, match="different shows"):
        ledger.merge(book, Ledger.mint("https://b.example/feed.xml"))


def test_the_inputs_of_a_sound_are_noted_without_another_version(book: Ledger) -> None:
    """What a published sound was made of may be noted later; its line of before had no such key."""
    assert "inputs" not in book.render()
    assert not book.record("fog", version(inputs="a.b.c.d", why="looked at again"))
    entry = book.get("fog")
    assert entry is not None
    assert entry.versions == (version(inputs="a.b.c.d"),)
    assert ledger.parse(book.render(), "ledger.jsonl").render() == book.render()


def test_of_two_ledgers_that_know_a_sound_the_inputs_stay(book: Ledger) -> None:
    """A copy without them, or with others, makes no second version, whichever side it is on."""
    copy = book.copy()
    copy.record("fog", version(inputs="a.b.c.d"))
    for ours, theirs in ((book, copy), (copy, book)):
        entry = ledger.merge(ours, theirs).get("fog")
        assert entry is not None
        assert entry.versions == (version(inputs="a.b.c.d"),)
