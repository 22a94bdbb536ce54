"""Private feeds at a store: they arrive, end when they are taken back, and nobody else is told where."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from segmentcast.cli import group
from segmentcast.deployment import announce, survey
from segmentcast.deployment.delivery import delivery_of
from segmentcast.errors import StoreBusy, StoreError
from segmentcast.model import Show
from segmentcast.ports import Store
from segmentcast.store import DirectoryStore, MemoryStore
from segmentcast.vocabulary.private_paths import concealed, masked, masked_path
from segmentcast.workspace.private_feeds import add_subscriber, private_path, revoke_subscriber
from segmentcast.workspace.show_folder import locate

ADA, BEN = "A" * 31 + "-", "B" * 31 + "_"
EPISODES = {"ferry": b"ferry" * 50}
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"

[publish]
to = {to}
hook = {hook}
"""
HOSTED = """\
title = "Ferry"
date = 2026-01-01

[enclosure]
url = "https://cdn.example/ferry.mp3"
length = 1000
type = "audio/mpeg"
duration = 60
"""


def give(publisher: Any, *tokens: str) -> None:
    """The publisher's output has a private feed for each of these tokens and no others."""
    feed = (publisher.folder / "feed.xml").read_bytes()
    for path in sorted(publisher.folder.glob("private/*/feed.xml")):
        path.unlink()
        path.parent.rmdir()
    for token in tokens:
        path = publisher.folder / private_path(token)
        path.parent.mkdir(parents=True)
        path.write_bytes(feed.replace(b"<title>T", f"<title>{token}".encode()))


@pytest.fixture(params=["memory", "directory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else DirectoryStore(tmp_path / "target")


def test_they_arrive_and_the_report_does_not_say_where(publisher: Any, store: Store) -> None:
    """Each feed is at its address; what is reported, as values and as JSON, has a mask for the token."""
    one = publisher("one")
    one.write(EPISODES)
    give(one, ADA, BEN)
    seen: dict[str, list[str]] = {}
    done = one.deploy(store, seen=seen)
    assert ADA.encode() in store.get(private_path(ADA))
    assert done.uploaded.count("private/***/feed.xml") == 2
    again = one.deploy(store, seen=seen)
    assert again.uploaded == ()
    for told in (repr(done), json.dumps(done.as_json()), repr(again), json.dumps(seen)):
        assert ADA not in told
        assert BEN not in told


def test_a_revoked_feed_is_taken_from_the_store(publisher: Any, store: Store) -> None:
    """The next deploy removes it although the public feed is the same, and leaves the others."""
    one = publisher("one")
    one.write(EPISODES)
    give(one, ADA, BEN)
    one.deploy(store)
    archive = f"private/{ADA}/feed/archive/00001.xml"
    store.put(archive, b"<rss/>", mime="application/rss+xml")
    give(one, BEN)
    done = one.deploy(store)
    assert not done.feed_changed
    assert [path for path in store.paths() if path.startswith("private/")] == [private_path(BEN)]
    assert done.deleted == ("private/***/feed.xml", "private/***/feed/archive/00001.xml")


def test_a_feed_is_taken_back_only_after_the_swap(publisher: Any) -> None:
    """A deploy that fails before the feed is swapped removes nothing."""
    store, one = MemoryStore(), publisher("one")
    one.write(EPISODES)
    give(one, ADA)
    one.deploy(store)
    standing = survey(store)
    store.put("feed.xml", store.get("feed.xml") + b"\n", mime="application/rss+xml")
    give(one)
    with pytest.raises(StoreError):
        one.deploy(store, standing=standing)
    assert store.head(private_path(ADA)) is not None


def test_a_feed_by_rule_that_is_gone_here_goes_there(publisher: Any, store: Store) -> None:
    """feeds/x.xml is removed from the store when the output has it no more; the report names it."""
    one = publisher("one")
    one.write(EPISODES)
    for name in ("sea", "law", "sea/archive/00001"):
        path = one.folder / f"feeds/{name}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((one.folder / "feed.xml").read_bytes())
    one.deploy(store)
    (one.folder / "feeds/sea.xml").unlink()
    (one.folder / "feeds/sea/archive/00001.xml").unlink()
    done = one.deploy(store)
    assert done.deleted == ("feeds/sea.xml", "feeds/sea/archive/00001.xml")
    assert [path for path in store.paths() if path.startswith("feeds/")] == ["feeds/law.xml"]


@pytest.mark.parametrize("compress", [False, True])
def test_nothing_on_the_way_may_keep_them(publisher: Any, compress: bool) -> None:
    """They are handed out as private and not to be stored; the public feed stays public."""
    store, one = MemoryStore(), publisher("one")
    one.write(EPISODES)
    give(one, ADA)
    one.deploy(store, compress=compress)
    archive = delivery_of(f"private/{ADA}/feed/archive/00001.xml")
    kept = store.files[private_path(ADA)].delivery
    assert (kept.cache_control, archive.cache_control) == ("private, no-store",) * 2
    assert kept.encoding == ("gzip" if compress else "")
    assert store.files["feed.xml"].delivery.cache_control.startswith("public")


class Failing(MemoryStore):
    """A store that refuses private feeds, in the words of a server that quotes addresses."""

    def put(self, path: str, *more: Any, **keep: Any) -> None:
        if path.startswith("private/"):
            raise StoreBusy.at(path, f"PUT https://x/b?key={path.replace('/', '%2F')}: 503", path)
        super().put(path, *more, **keep)


def test_errors_do_not_say_where(publisher: Any) -> None:
    """A store's failure is told with a mask for the token, wherever it quotes the path."""
    one = publisher("one")
    one.write(EPISODES)
    give(one, ADA)
    with pytest.raises(StoreBusy) as raised:
        one.deploy(Failing())
    assert ADA not in str(raised.value) + repr(raised.value)
    assert "private/***/feed.xml" in str(raised.value)
    assert "private%2F***%2Ffeed.xml" in str(raised.value)


def test_a_broken_private_feed_at_the_store_stops_nobody(publisher: Any) -> None:
    """What stands in private/ at the store is not read, so it can neither fail nor be told."""
    store, one = MemoryStore(), publisher("one")
    one.write(EPISODES)
    give(one, ADA)
    one.deploy(store)
    store.put(private_path(ADA), b"<rss", mime="application/rss+xml")
    one.deploy(store)
    assert store.get(private_path(ADA)).endswith(b"</rss>\n")


def test_the_mask_hides_tokens_and_nothing_else() -> None:
    """Paths of every system and inside addresses are masked; other names stay readable."""
    assert masked_path(private_path(ADA)) == "private/***/feed.xml"
    assert masked_path("feeds/sea.xml") == "feeds/sea.xml"
    assert masked(rf"C:\out\private\{ADA}\feed.xml") == r"C:\out\private\***\feed.xml"
    for text in ("/srv/private/a-long-name-of-a-folder-for-the-show/feed.xml", "private/x"):
        assert masked(text) == text
    with pytest.raises(StoreError, match=r"private/\*\*\*/feed.xml: full"), concealed():
        raise StoreError.at(private_path(ADA), "full")


@pytest.fixture
def show(tmp_path: Path) -> Callable[..., tuple[Path, str]]:
    """A show in a folder of its own that publishes to `to`; its folder, and what the hook was told."""

    def make(to: str) -> tuple[Path, str]:
        root = tmp_path / "myshow"
        episode = root / "episodes/2026-01-01-ferry"
        episode.mkdir(parents=True)
        (episode / "episode.toml").write_text(HOSTED, encoding="utf-8")
        program = "import sys; open('told.json', 'ab').write(sys.stdin.buffer.read())"
        hook = json.dumps([sys.executable, "-c", program])
        text = SHOW.format(to=json.dumps(to), hook=hook)
        (root / "episodes/show.toml").write_text(text, encoding="utf-8")
        return root, str(root / "episodes/told.json")

    return make


@pytest.mark.parametrize("style", [["--json"], []])
def test_the_command_tells_no_token(
    show: Callable[..., tuple[Path, str]],
    tmp_path: Path,
    style: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither output, JSON, log, hook nor what is remembered has it: published, revoked, and failed."""
    caplog.set_level(logging.DEBUG)
    target = tmp_path / "target"
    root, told = show(str(target))
    place = locate(root)
    tokens = [add_subscriber(place, name) for name in ("Ada", "Ben")]
    runner = CliRunner()
    said = ""

    def publish() -> int:
        nonlocal said
        result = runner.invoke(group, ["publish", str(root), *style])
        said += result.output + repr(result.exception)
        return result.exit_code

    assert publish() == 0
    assert (target / private_path(tokens[0])).is_file()
    revoke_subscriber(place, "Ada")
    assert publish() == 0
    assert not (target / private_path(tokens[0])).exists()
    assert (target / private_path(tokens[1])).is_file()
    blocked = target / private_path(tokens[1])
    blocked.unlink()
    blocked.mkdir()
    (blocked / "in the way").write_text("x", encoding="utf-8")
    assert publish() != 0
    remembered = "".join(path.read_text("utf-8") for path in place.work.glob("*.json"))
    for token in tokens:
        assert token not in said + caplog.text + Path(told).read_text("utf-8") + remembered
    if style:
        assert "private/***/feed.xml" in said


def test_the_hook_is_not_told(publisher: Any, tmp_path: Path) -> None:
    """The JSON that the newsroom's own program gets counts the private feeds and names none."""
    one = publisher("one")
    one.write(EPISODES)
    give(one, ADA)
    done = one.deploy(MemoryStore())
    program = "import sys; open('told.json', 'wb').write(sys.stdin.buffer.read())"
    show = Show("T", "D", "A", "https://news.example/podcast/", "")
    assert announce(show, done, (sys.executable, "-c", program), tmp_path) == ()
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert ADA not in repr(told)
    assert "private/***/feed.xml" in told["uploaded"]
