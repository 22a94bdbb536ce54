"""Feeds beside feed.xml: by rule, and private ones."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner
from lxml import etree

from segmentcast.cli import group
from segmentcast.errors import ConfigError, StoreError, UsageError
from segmentcast.queries.published.checks import inspect
from segmentcast.workspace.private_feeds import (
    add_subscriber,
    private_path,
    read_subscribers,
    revoke_subscriber,
)
from segmentcast.workspace.show_folder import locate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
HOSTED = """\
title = "{title}"
date = {date}
tags = {tags}
{more}
[enclosure]
url = "https://cdn.example/{title}.mp3"
length = 1000
type = "audio/mpeg"
duration = 60
"""


def hosted(show: Any, title: str, date: str, tags: str = "[]", more: str = "") -> Path:
    """An episode without narration: quick to publish."""
    folder: Path = show.folder / f"{date}-{title.lower()}"
    folder.mkdir(exist_ok=True)
    text = HOSTED.format(title=title, date=date, tags=tags, more=more)
    (folder / "episode.toml").write_text(text, encoding="utf-8")
    return folder


def setting(show: Any, text: str) -> None:
    """Adds to show.toml, at its end."""
    path = show.folder / "show.toml"
    path.write_text(path.read_text("utf-8") + "\n" + text, encoding="utf-8")


def guids(path: Path) -> list[str]:
    return [entry.id for entry in feedparser.parse(path.read_bytes()).entries]


@pytest.fixture
def archive(show: Any) -> Any:
    """Three hosted episodes of two years."""
    hosted(show, "Alpha", "2024-05-01", '["Sea", "law"]', "season = 1")
    hosted(show, "Beta", "2025-05-01", '["sea"]', "season = 2")
    hosted(
        show, "Gamma", "2025-06-01", "[]", 'season = 2\npeople = [{ name = "Rosa Lind", role = "guest" }]'
    )  # fmt: skip
    return show


def test_a_rule_feed_holds_what_fulfils_its_rule(archive: Any) -> None:
    """By tag, season, year and speaker; the items are those of the main feed, GUID for GUID."""
    setting(
        archive,
        '[[feeds]]\nname = "sea"\ntitle = "The Sea"\ntag = "SEA"\n'
        '[[feeds]]\nname = "two"\ntitle = "Season two"\nseason = 2\nyear = [2025]\n'
        '[[feeds]]\nname = "rosa"\ntitle = "Rosa Lind"\nspeaker = "Rosa Lind"\n',
    )
    archive.publish()
    newest_first = guids(archive.feed / "feed.xml")
    gamma, beta, alpha = newest_first
    assert guids(archive.feed / "feeds/sea.xml") == [beta, alpha]
    assert guids(archive.feed / "feeds/two.xml") == [gamma, beta]
    assert guids(archive.feed / "feeds/rosa.xml") == [gamma]
    page = (archive.feed / "index.html").read_text("utf-8")
    assert 'href="feeds/sea.xml"' in page


def test_a_rule_feed_has_an_identity_of_its_own(archive: Any) -> None:
    """Its GUID differs from the show's, its self link is its own, and both stay when the host changes."""
    setting(archive, '[[feeds]]\nname = "sea"\ntitle = "The Sea"\ntag = "sea"\n')
    archive.publish()

    def read(path: str) -> tuple[str, str, str]:
        channel = etree.parse(archive.feed / path).find("channel")
        own = channel.find("{http://www.w3.org/2005/Atom}link[@rel='self']").get("href")
        return channel.findtext("title"), channel.findtext(f"{PODCAST}guid"), own

    title, guid, own = read("feeds/sea.xml")
    assert (title, own) == ("The Sea", "https://news.example/podcast/feeds/sea.xml")
    assert guid != read("feed.xml")[1]
    path = archive.folder / "show.toml"
    path.write_text(path.read_text("utf-8").replace("news.example/podcast", "other.example/p"))
    archive.publish()
    assert read("feeds/sea.xml")[1] == guid


def test_an_untouched_rule_feed_is_not_written(archive: Any) -> None:
    """A new episode that a rule leaves out does not touch that rule's feed."""
    setting(archive, '[[feeds]]\nname = "sea"\ntitle = "The Sea"\ntag = "sea"\n')
    archive.publish()
    before = archive.snapshot()["feeds/sea.xml"]
    hosted(archive, "Delta", "2026-01-01")
    archive.publish()
    assert archive.snapshot()["feeds/sea.xml"] == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[feeds]]\nname = "sea"\ntitle = "x"\n', "has no rule"),
        ('[[feeds]]\nname = "../sea"\ntitle = "x"\ntag = "y"\n', "not a valid file name"),
        ('[[feeds]]\nname = "a"\ntitle = "x"\ntag = "y"\n' * 2, "two feeds are named a"),
    ],
)
def test_a_wrong_rule_is_refused(archive: Any, text: str, says: str) -> None:
    """A feed that cannot be is named before anything is published."""
    setting(archive, text)
    with pytest.raises(ConfigError, match=says):
        archive.publish()


def test_a_private_feed_names_no_hub(archive: Any) -> None:
    """A hub would tell the subscriber's address to everybody; the public feeds name theirs."""
    setting(archive, '[[feeds]]\nname = "sea"\ntitle = "Sea"\ntag = "sea"\n')
    path = archive.folder / "show.toml"
    path.write_text('hub = "https://hub.example/"\n' + path.read_text("utf-8"), "utf-8")
    token = add_subscriber(locate(archive.root), "Ada")
    archive.publish()
    for name, named in (("feed.xml", True), ("feeds/sea.xml", True), (private_path(token), False)):
        assert ("hub.example" in (archive.feed / name).read_text("utf-8")) is named, name


def test_a_private_feed_works_for_its_subscriber_alone(archive: Any) -> None:
    """It holds the episodes, asks directories to stay away, and stands in nothing that is public."""
    place = locate(archive.root)
    token = add_subscriber(place, "Ada Quay")
    other = add_subscriber(place, "Ben Mole")
    assert len({token, other}) == 2
    report = archive.publish()
    path = archive.feed / private_path(token)
    channel = etree.parse(path).find("channel")
    assert guids(path) == guids(archive.feed / "feed.xml")
    assert (
        channel.findtext(f"{ITUNES}block") == "Yes" or channel.findtext(f"{ITUNES}block") == "yes"
    )
    assert token in etree.tostring(channel).decode()
    assert other not in etree.tostring(channel).decode()
    told = repr(report) + "".join(
        path.read_text("utf-8") for path in (archive.folder / "ledger").iterdir()
    )
    public = [
        data.decode("utf-8", "replace")
        for name, (data, _) in archive.snapshot().items()
        if not name.startswith("private/")
    ]
    for secret in (token, other):
        assert secret not in told
        assert not any(secret in text for text in public)


def test_a_revoked_feed_is_gone(archive: Any) -> None:
    """Revoking removes the feed at once; the others stay, and a publish does not bring it back."""
    place = locate(archive.root)
    token, kept = add_subscriber(place, "Ada"), add_subscriber(place, "Ben")
    archive.publish()
    revoke_subscriber(place, "Ada")
    assert not (archive.feed / "private" / token).exists()
    archive.publish()
    assert not (archive.feed / "private" / token).exists()
    assert (archive.feed / private_path(kept)).is_file()


def test_a_line_taken_out_by_hand_revokes_too(archive: Any) -> None:
    """private.toml is what counts, whoever edits it."""
    place = locate(archive.root)
    token = add_subscriber(place, "Ada")
    archive.publish()
    (archive.folder / "private.toml").write_text("[subscribers]\n", encoding="utf-8")
    archive.publish()
    assert not (archive.feed / "private" / token).exists()


def test_tokens_cannot_be_guessed_or_read_by_others(archive: Any) -> None:
    """144 bits of chance, in a file of its owner alone."""
    place = locate(archive.root)
    tokens = {add_subscriber(place, f"Reader {n}") for n in range(20)}
    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)
    mode = (archive.folder / "private.toml").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        '[subscribers]\n"Ada" = "short"\n',
        '[subscribers]\n"Ada" = "../../../../../../../../../etc/x"\n',
        '[subscribers]\n"Ada" = secret-token-without-quotes\n',
        '[somebody]\n"Ada" = "x"\n',
    ],
)
def test_a_damaged_list_is_refused_without_telling_secrets(archive: Any, text: str) -> None:
    """The message names the file, and never quotes a token."""
    (archive.folder / "private.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        read_subscribers(locate(archive.root))
    assert "private.toml" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_names_are_told_apart(archive: Any) -> None:
    """One name has one feed; an unknown name cannot be revoked."""
    place = locate(archive.root)
    add_subscriber(place, 'Ada "Q" \\ Quay')
    assert list(read_subscribers(place)) == ['Ada "Q" \\ Quay']
    with pytest.raises(UsageError, match="already"):
        add_subscriber(place, 'Ada "Q" \\ Quay')
    with pytest.raises(UsageError, match="has no private feed"):
        revoke_subscriber(place, "Nobody")


def test_the_commands_add_list_and_revoke(archive: Any) -> None:
    """`private add` prints the address, `list` the names alone, `revoke` takes it away."""
    runner = CliRunner()
    at = ["--show", str(archive.root)]
    added = runner.invoke(group, ["private", "add", "Ada", *at])
    assert added.output.startswith("https://news.example/podcast/private/")
    listed = runner.invoke(group, ["private", "list", *at])
    assert listed.output == "Ada\n"
    runner.invoke(group, ["private", "revoke", "Ada", *at])
    assert "Ada" not in (archive.folder / "private.toml").read_text("utf-8")


def test_a_rule_feed_that_is_asked_for_no_more_is_removed(archive: Any) -> None:
    """Without its [[feeds]] entry its file goes at the next publish, and the report says so, once."""
    path = archive.folder / "show.toml"
    before = path.read_text("utf-8")
    law = '[[feeds]]\nname = "law"\ntitle = "The Law"\ntag = "law"\n'
    setting(archive, f'[[feeds]]\nname = "sea"\ntitle = "The Sea"\ntag = "sea"\n{law}')
    archive.publish()
    path.write_text(f"{before}\n{law}", encoding="utf-8")
    told = [each for each in archive.publish().findings if each.rule == "feed-removed"]
    assert [each.where for each in told] == ["feeds/sea.xml"]
    assert [path.name for path in (archive.feed / "feeds").iterdir()] == ["law.xml"]
    assert "feeds/sea.xml" not in (archive.feed / "index.html").read_text("utf-8")
    assert not [each for each in archive.publish().findings if each.rule == "feed-removed"]


def test_a_full_disk_does_not_tell_tokens(archive: Any) -> None:
    """When a private feed cannot be written, the message has a mask where its token is."""
    token = add_subscriber(locate(archive.root), "Ada")
    blocked = archive.feed / private_path(token)
    (blocked / "in the way").mkdir(parents=True)
    with pytest.raises(StoreError) as raised:
        archive.publish()
    assert token not in str(raised.value)
    assert "***" in str(raised.value)


def test_check_looks_at_every_feed(archive: Any) -> None:
    """A broken rule feed is found, and a broken private one without its token; whole ones pass."""
    setting(archive, '[[feeds]]\nname = "sea"\ntitle = "The Sea"\ntag = "sea"\n')
    token = add_subscriber(locate(archive.root), "Ada")
    archive.publish()

    def errors() -> list[tuple[str, str]]:
        found = inspect(locate(archive.root), now=NOW)
        assert token not in repr(found)
        return [(each.where, each.rule) for each in found if each.severity == "error"]

    assert errors() == []
    sea, own = archive.feed / "feeds/sea.xml", archive.feed / private_path(token)
    whole = sea.read_bytes()
    for path in (sea, own):
        path.write_bytes(path.read_bytes().replace(b"<enclosure ", b"<other "))
    wheres = {where.partition(":")[0] for where, _ in errors()}
    assert wheres == {"feeds/sea.xml", "private/***/feed.xml"}
    sea.write_bytes(whole)
    own.unlink()
    (archive.feed / "feeds/old.xml").write_bytes(whole)
    assert errors() == [("private/***/feed.xml", "side-feed"), ("feeds/old.xml", "side-feed")]


def test_the_list_of_subscribers_keeps_what_a_person_wrote(show: Any) -> None:
    """Comments and order stay when somebody is added or revoked; only that line comes or goes."""
    place = locate(show.root)
    path = show.folder / "private.toml"
    mine = f'''# Members. Ask Ines.
[subscribers]
"Zoe" = "{"z" * 32}"   # paid until May

# the office
"Ann \\"A.\\"" = "{"a" * 32}"
'''
    path.write_text(mine)
    token = add_subscriber(place, "Ben")
    assert path.read_text() == f'{mine}"Ben" = "{token}"\n'
    revoke_subscriber(place, "Ben")
    assert path.read_text() == mine
    revoke_subscriber(place, "Zoe")
    assert path.read_text() == "".join(
        line for line in mine.splitlines(keepends=True) if "Zoe" not in line
    )
    path.write_text(f'subscribers = {{ Zoe = "{"z" * 32}" }}\n')
    token = add_subscriber(place, "Ben")
    assert read_subscribers(place) == {"Ben": token, "Zoe": "z" * 32}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
