"""Moving a feed to another address: what is written down, what is to be redirected."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner
from lxml import etree

from segmentcast import files, toml
from segmentcast.cli import group
from segmentcast.errors import StoreError, UsageError
from segmentcast.hosting import SERVERS, Redirect, leads_to_itself
from segmentcast.workspace.private_feeds import add_subscriber, private_path
from segmentcast.workspace.relocation import move_out, moved_in
from segmentcast.workspace.show_folder import locate

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
HOSTED = """\
title = "Alpha"
date = 2024-05-01

[enclosure]
url = "https://cdn.example/alpha.mp3"
length = 1000
duration = 60
"""
EXACT = Redirect("https://old.example/a/feed.xml", "https://new.example/b/feed.xml")
BELOW = Redirect("https://old.example/a/", "https://new.example/b/", below=True)
QUERY = Redirect("https://old.example/?feed=podcast", "https://new.example/b/feed.xml")


@pytest.fixture
def published(show: Any) -> Any:
    """A show with one episode that others host, published."""
    folder = show.folder / "2024-05-01-alpha"
    folder.mkdir()
    (folder / "episode.toml").write_text(HOSTED, encoding="utf-8")
    show.publish()
    return show


def channel(show: Any) -> Any:
    return etree.parse(show.feed / "feed.xml").find("channel")


def test_a_moved_show_keeps_who_it_is(published: Any) -> None:
    """GUIDs and dates stay; the feed says where it is now, and the ledger knows."""
    before = channel(published)
    move = move_out(locate(published.root), "https://new.example/cast/")
    published.publish()
    after = channel(published)
    for tag in (f"{PODCAST}guid", "item/guid", "item/pubDate"):
        assert after.findtext(tag) == before.findtext(tag)
    assert after.findtext(f"{ITUNES}new-feed-url") == "https://new.example/cast/feed.xml"
    assert move.guid == after.findtext(f"{PODCAST}guid")
    assert move.redirects == (
        Redirect("https://news.example/podcast/", "https://new.example/cast/", below=True),
    )
    head = json.loads((published.folder / "ledger/show.json").read_text("utf-8"))
    assert head["feed_url"] == "https://new.example/cast/feed.xml"


def test_a_show_that_leaves_says_where_it_went(published: Any) -> None:
    """A feed that somebody else makes takes over; ours stays where it is and points there."""
    move = move_out(locate(published.root), "https://host.example/shows/42.rss")
    published.publish()
    after = channel(published)
    assert after.findtext(f"{ITUNES}new-feed-url") == "https://host.example/shows/42.rss"
    own = after.find("{http://www.w3.org/2005/Atom}link[@rel='self']").get("href")
    assert own == "https://news.example/podcast/feed.xml"
    assert move.redirects == (Redirect(own, "https://host.example/shows/42.rss"),)
    assert len(feedparser.parse((published.feed / "feed.xml").read_bytes()).entries) == 1


def test_feeds_beside_the_main_one_send_nobody_to_it(published: Any) -> None:
    """Subscribers of a feed by rule, or of a private one, are not told to take the main feed instead."""
    settings = published.folder / "show.toml"
    rule = '\n[[feeds]]\nname = "year"\ntitle = "The year"\nyear = 2024\n'
    settings.write_text(settings.read_text("utf-8") + rule, "utf-8")
    token = add_subscriber(locate(published.root), "Ada")
    move_out(locate(published.root), "https://host.example/shows/42.rss")
    published.publish()
    for path, told in (("feed.xml", True), ("feeds/year.xml", False), (private_path(token), False)):
        assert ("new-feed-url" in (published.feed / path).read_text("utf-8")) is told, path


def test_only_address_and_guid_change_in_show_toml(published: Any) -> None:
    """Comments, order and everything else that a person wrote stay as they were."""
    path = published.folder / "show.toml"
    text = "# ours\r\n" + path.read_text("utf-8").replace("\n", "\r\n")
    path.write_bytes(text.encode())
    move_out(locate(published.root), "https://new.example/cast/feed.xml")
    changed = path.read_bytes().decode().splitlines()
    kept = [line for line in text.splitlines() if not line.startswith("base_url")]
    own = ("new.example", "guid = ")
    assert [line for line in changed if not any(mark in line for mark in own)] == kept
    told = tomllib.loads(path.read_text("utf-8"))
    assert told["base_url"] == "https://new.example/cast/"
    assert told["new_feed_url"] == "https://new.example/cast/feed.xml"


@pytest.mark.parametrize(
    "text",
    [
        'key = "old"\n',
        'key = """\nold\n"""\n',
        "",
        "a = 1\n[table]\nb = 2\n",
        '[table]\nkey = "not this"\n',
        'a = """\nkey = "nor this"\n[nor this]\n"""\nkey = "old"\n[t]\n',
        'a = [\n  "x",\n]\n[t]\nkey = 1',
    ],
)
def test_a_setting_is_changed_at_the_top_only(text: str) -> None:
    """Texts that look like the setting, and tables with a key of its name, are left alone."""
    wanted = {**tomllib.loads(text), "key": "new"}
    changed = toml.with_content(text.encode(), wanted, "show.toml")
    assert tomllib.loads(changed.decode()) == wanted


def test_nothing_moves_without_reason(published: Any, new_show: Any) -> None:
    """The same address, an address that is none, and a show without subscribers are refused."""
    place = locate(published.root)
    with pytest.raises(UsageError, match="already at this address"):
        move_out(place, "https://news.example/podcast/feed.xml")
    with pytest.raises(UsageError, match="not a web address"):
        move_out(place, "feed.xml")
    with pytest.raises(UsageError, match="nothing has been published"):
        move_out(locate(new_show("fresh").root), "https://new.example/")


def test_nothing_moves_while_a_publish_is_at_work(published: Any) -> None:
    """What that publish writes into the ledger meanwhile would be lost."""
    place = locate(published.root)
    before = place.show_file.read_bytes(), place.ledger.head()
    with files.only_one(place.work / "lock", "publish"), pytest.raises(StoreError, match="at work"):
        move_out(place, "https://new.example/b/")
    assert (place.show_file.read_bytes(), place.ledger.head()) == before


def test_an_old_feed_is_redirected_to_a_moved_in_show(published: Any) -> None:
    """`move --from` writes nothing and gives rules from the address that subscribers have."""
    before = (published.folder / "show.toml").read_bytes()
    move = moved_in(locate(published.root), "https://old.example/?feed=podcast")
    assert move.redirects == (
        Redirect("https://old.example/?feed=podcast", "https://news.example/podcast/feed.xml"),
    )
    result = CliRunner().invoke(
        group,
        ["move", str(published.root), "--from", "https://old.example/rss", "--server", "nginx"],
    )
    assert (
        'location = "/rss" { return 301 "https://news.example/podcast/feed.xml"; }' in result.output
    )
    assert "Apache" not in result.output
    assert (published.folder / "show.toml").read_bytes() == before


@pytest.mark.parametrize("server", SERVERS)
def test_every_server_gets_both_addresses(server: str) -> None:
    """Rules for each server name the old path and the whole new address, and are ASCII."""
    for each in (EXACT, BELOW, QUERY):
        text = SERVERS[server].redirects([each])
        assert text.isascii()
        assert text.endswith("\n")
        assert "new.example" in text
        assert each.path.strip("/") in text.replace("\\", "")


def test_rules_match_as_their_servers_do() -> None:
    """The patterns take the old addresses to the new, and leave their neighbours alone."""
    apache = SERVERS["apache"].redirects([EXACT, BELOW])
    pattern = re.search(r'RedirectMatch 301 "(.+?)" "https', apache)
    assert pattern is not None
    assert re.search(pattern[1], "/a/feed.xml")
    assert not re.search(pattern[1], "/a/feedsxml")
    assert not re.search(pattern[1], "/a/feed.xml/more")
    nginx = re.search(r'rewrite "(.+?)" "(.+?)" permanent', SERVERS["nginx"].redirects([BELOW]))
    assert nginx is not None
    moved = re.sub(nginx[1], nginx[2].replace("$1", r"\1"), "/a/audio/x.mp3")
    assert moved == "https://new.example/b/audio/x.mp3"
    (found,) = json.loads(SERVERS["s3"].redirects([BELOW]))
    assert found["Condition"]["KeyPrefixEquals"] == "a/"
    assert found["Redirect"]["ReplaceKeyPrefixWith"] == "b/"
    assert SERVERS["netlify"].redirects([BELOW]) == "/a/*  https://new.example/b/:splat  301!\n"
    assert (
        SERVERS["netlify"].redirects([QUERY])
        == "/  feed=podcast  https://new.example/b/feed.xml  301!\n"
    )


def test_addresses_cannot_break_out_of_the_rules() -> None:
    """A dollar, a quote or a percent sign in an address stays a part of it."""
    odd = Redirect("https://old.example/a'b%22c", "https://new.example/$1;%20x")
    nginx = SERVERS["nginx"].redirects([odd])
    assert '"/a\'b\\"c"' in nginx
    assert "%241;%20x" in nginx
    assert "\\%20" in SERVERS["apache"].redirects([Redirect(QUERY.source, odd.target)])


def test_the_move_command_says_what_comes_next(published: Any) -> None:
    """Rules for every server, then the steps in order."""
    result = CliRunner().invoke(
        group, ["move", str(published.root), "--to", "https://new.example/cast/"]
    )
    assert result.exit_code == 0, result.output
    assert all(f"# {server.title}: " in result.output for server in SERVERS.values())
    assert result.output.index("publish") < result.output.index("redirect the old one")
    assert Path(published.folder, "show.toml").read_text("utf-8").count("new.example") == 2


@pytest.mark.parametrize(
    "old",
    [
        "{}",
        "{upper}",
        "https://podcast.news.example:443/show/feed.xml",
        "https://podcast.news.example./show/feed.xml",
        "https://podcast.news.example/show/%66eed.xml",
        "https://podcast.news.example/show/../show/./feed.xml",
        "https://podcast.news.example//show//feed.xml",
        "http://podcast.news.example/show/feed.xml",
    ],
)
def test_an_address_is_not_redirected_to_itself(published: Any, old: str) -> None:
    """However it is written, the show's own address is refused: its subscribers would go in a circle."""
    place = locate(published.root)
    text = place.show_file.read_text("utf-8")
    base = tomllib.loads(text)["base_url"]
    place.show_file.write_text(text.replace(base, "https://podcast.news.example/show/"), "utf-8")
    own = "https://podcast.news.example/show/feed.xml"
    given = old.format(own, upper=own.replace("podcast.news", "PODCAST.News"))
    with pytest.raises(UsageError, match="own address") as caught:
        moved_in(place, given)
    assert ("http to https" in caught.value.problems[0].mend) == given.startswith("http://")
    result = CliRunner().invoke(group, ["move", str(published.root), "--from", given])
    assert result.exit_code != 0
    assert "301" not in result.output


def test_a_move_from_http_to_https_prints_no_rule_by_path(published: Any) -> None:
    """The paths stay, so that a rule by path would redirect https to itself as well."""
    place = locate(published.root)
    old = tomllib.loads(place.show_file.read_text("utf-8"))["base_url"]
    if old.startswith("https:"):
        text = place.show_file.read_text("utf-8")
        place.show_file.write_text(text.replace(old, old.replace("https:", "http:")), "utf-8")
    new = old.replace("http:", "https:")
    result = CliRunner().invoke(group, ["move", str(published.root), "--to", new])
    assert result.exit_code == 0, result.output
    assert "Redirect all http addresses to https" in result.output
    assert "301" not in result.output
    assert tomllib.loads(place.show_file.read_text("utf-8"))["base_url"] == new


def test_a_home_below_the_old_one_makes_no_circle(published: Any) -> None:
    """From the top of a site into a folder of it, the feed alone is redirected."""
    place = locate(published.root)
    old = tomllib.loads(place.show_file.read_text("utf-8"))["base_url"]
    move = move_out(place, f"{old}podcast/")
    assert move.redirects == (Redirect(f"{old}feed.xml", f"{old}podcast/feed.xml"),)


def test_s3_redirects_no_address_that_only_begins_alike() -> None:
    """S3 compares beginnings: /feed must not send /feed.xml to itself."""
    alike = Redirect("https://x.example/feed", "https://x.example/feed.xml")
    assert (
        SERVERS["s3"]
        .redirects([alike])
        .startswith("# /feed: S3 would also redirect /feed.xml to itself")
    )
    elsewhere = Redirect("https://x.example/feed", "https://y.example/feed.xml")
    assert (
        json.loads(SERVERS["s3"].redirects([elsewhere]))[0]["Redirect"]["HostName"] == "y.example"
    )


@pytest.mark.parametrize("address", ["https://x.example:port/", "https://x.example:99999/feed.xml"])
def test_a_port_that_cannot_be_is_refused(published: Any, address: str) -> None:
    """It is told as a wrong address and not as a defect."""
    for option in ("--from", "--to"):
        result = CliRunner().invoke(group, ["move", str(published.root), option, address])
        assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize(
    ("source", "target", "loops"),
    [("https://a.example/pod", "https://a.example/podcast/", False),
     ("https://a.example/pod/", "https://a.example/podcast/", False),
     ("https://a.example/pod", "https://a.example/pod/new/", True),
     ("https://a.example/pod/", "https://a.example/pod", True),
     ("https://a.example", "https://a.example/new/", True),
     ("https://a.example/pod/", "https://b.example/pod/new/", False)],
)  # fmt: skip
def test_a_folder_lies_below_another_only_behind_a_slash(
    source: str, target: str, loops: bool
) -> None:
    """/podcast/ is not below /pod, so its redirection is no loop."""
    assert leads_to_itself(Redirect(source, target, below=True)) is loops
