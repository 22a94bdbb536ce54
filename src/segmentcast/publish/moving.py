"""A show's feed gets another address: what is written down, and what has to be redirected."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from segmentcast import files
from segmentcast.errors import ConfigError, Problem, UsageError
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
    text = files.read(place.show_file).decode("utf-8-sig")
    text = with_setting(text, "new_feed_url", new_url, str(place.show_file))
    if along:
        text = with_setting(text, "base_url", base, str(place.show_file))
        ledger.move(new_url)
        place.ledger.write(ledger)
    files.write_if_changed(place.show_file, text.encode())
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


def with_setting(text: str, key: str, value: str, where: str) -> str:
    """The text of show.toml with another value for a key above its tables; all else as it was.

    Raises ConfigError when the line cannot be found for certain.
    """
    wanted = {**tomllib.loads(text), key: value}
    line = f'{key} = "{value}"'
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    places = [
        number
        for number, each in enumerate(lines)
        if re.match(rf"\s*(?:{key}|\"{key}\"|'{key}')\s*=", each)
    ]
    # The first try that gives exactly the wanted content is the right one.
    tries = [[*lines[:number], line + ending, *lines[number + 1 :]] for number in places]
    first_table = next((n for n, each in enumerate(lines) if each.lstrip().startswith("[")), None)
    for number in (first_table, len(lines)):
        if number is not None:
            before = lines[:number]
            if before and not before[-1].endswith("\n"):
                before[-1] += ending
            tries.append([*before, line + ending, *lines[number:]])
    for each in tries:
        candidate = "".join(each)
        try:
            if tomllib.loads(candidate) == wanted:
                return candidate
        except tomllib.TOMLDecodeError:
            continue
    raise ConfigError(Problem(where, f"{key} cannot be changed from here", f"write: {line}"))


def _refuse_address(address: str, option: str) -> None:
    if not is_web_address(address) or "#" in address:
        raise UsageError(
            Problem(f"{option} {address}", "not a web address", "write it whole: https://...")
        )
