"""A show's feed gets another address: what is written down, and what has to be redirected."""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast import files, toml
from segmentcast.errors import Problem, UsageError
from segmentcast.publish.place import ShowPlace
from segmentcast.publish.show import read_show
from segmentcast.redirects import Redirect
from segmentcast.vocabulary.addresses import is_web_address

_FEED = "feed.xml"


@dataclass(frozen=True, slots=True)
class Move:
    """From one feed's address to another. `along` says that segmentcast publishes the new one, too."""

    old_url: str
    new_url: str
    guid: str
    along: bool
    redirects: tuple[Redirect, ...]


def move_out(place: ShowPlace, to: str) -> Move:
    """Writes the new address into show.toml (and the ledger); the podcast:guid stays.

    An address that ends with `/` or `/feed.xml` is the new home of the whole show: base_url changes
    with it. Any other is a feed that somebody else makes. Raises UsageError when there is nothing
    to move, StoreError while a publish is under way, and ConfigError when show.toml has to be edited by hand.
    """
    _refuse_address(to, "--to")
    # A publish that writes the ledger meanwhile would lose what it wrote.
    with files.only_one(place.work / "lock", "publish"):
        return _moved_out(place, to)


def _moved_out(place: ShowPlace, to: str) -> Move:
    show = read_show(place).show
    ledger = place.ledger.read()
    if ledger is None:
        raise UsageError(
            Problem(
                str(place.folder),
                "nothing was published yet, so nothing has to move",
                f"write the address into {place.show_file}: base_url",
            )
        )
    along = to.endswith(("/", f"/{_FEED}"))
    base = to.removesuffix(_FEED) if along else ""
    new_url = f"{base}{_FEED}" if along else to
    if new_url == show.feed_url:
        raise UsageError(Problem(to, "the feed is there already", "give the new address"))
    old_url, old_base = show.feed_url, show.base_url
    content, where = files.read(place.show_file), str(place.show_file)
    settings = {"new_feed_url": new_url, **({"base_url": base} if along else {})}
    content = toml.with_content(content, toml.parse(content, where).table | settings, where)
    if along:
        ledger.move(new_url)
        place.ledger.write(ledger)
    files.write_if_changed(place.show_file, content)
    redirects = (Redirect(old_base, base, below=True) if along else Redirect(old_url, new_url),)
    return Move(old_url, new_url, ledger.guid, along, redirects)


def moved_in(place: ShowPlace, old_url: str) -> Move:
    """What has to be redirected so that subscribers of another feed come to this one."""
    _refuse_address(old_url, "--from")
    show = read_show(place).show
    guid = show.guid
    ledger = place.ledger.read()
    if ledger is not None:
        guid = ledger.guid
    return Move(old_url, show.feed_url, guid, True, (Redirect(old_url, show.feed_url),))


def _refuse_address(address: str, option: str) -> None:
    if not is_web_address(address) or "#" in address:
        raise UsageError(
            Problem(f"{option} {address}", "not a web address", "write it whole: https://...")
        )
