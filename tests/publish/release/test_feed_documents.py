"""The main feed is rendered again when anything that it holds has changed, or the file itself."""

from __future__ import annotations

from tests.showcase import ShowUnderTest


def test_a_feed_that_was_edited_by_hand_is_put_right(show: ShowUnderTest) -> None:
    """Another template changes pages alone; an edit of the same length in the feed is undone."""
    show.episode()
    show.publish()
    path = show.feed / "feed.xml"
    right = path.read_bytes()
    templates = show.folder / "templates"
    templates.mkdir()
    people = "<!doctype html><title>{{ title }}</title>"
    (templates / "people.html").write_text(people, "utf-8")
    show.publish()
    assert path.read_bytes() == right
    path.write_bytes(right.replace(b"<item>", b"<itom>", 1))
    (templates / "people.html").write_text(people + "again", "utf-8")
    show.publish()
    assert path.read_bytes() == right
    show.episode("2026-04-01-second")
    show.publish()
    assert path.read_bytes().count(b"<item>") == 2
