"""Moving a show's feed to another address: what is written, and what has to be redirected."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from segmentcast import files, toml
from segmentcast.errors import Problem, UsageError
from segmentcast.hosting import Redirect, leads_to_itself, same_place
from segmentcast.vocabulary.web_addresses import is_web_address
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder

_FEED = "feed.xml"


@dataclass(frozen=True, slots=True)
class Move:
    """From one feed's address to another. `along` says that segmentcast publishes the new one, too.

    `redirects` is empty where only http becomes https: no rule by path can say that without a loop.
    """

    old_url: str
    new_url: str
    guid: str
    along: bool
    redirects: tuple[Redirect, ...]


def move_out(show_folder: ShowFolder, to: str) -> Move:
    """Writes the new address into show.toml (and the ledger); the podcast:guid stays.

    An address that ends with `/` or `/feed.xml` is the new home of the whole show: base_url changes
    with it. Any other is a feed that somebody else makes. Raises UsageError when there is nothing
    to move, StoreError while a publish is under way, and ConfigError when show.toml has to be edited by hand.
    """
    _refuse_address(to, "--to")
    # A publish that writes the ledger meanwhile would lose what it wrote.
    with files.only_one(show_folder.work / "lock", "publish"):
        return _moved_out(show_folder, to)


def _moved_out(show_folder: ShowFolder, to: str) -> Move:
    show = read_show(show_folder).show
    ledger = show_folder.ledger.read()
    if ledger is None:
        raise UsageError(
            Problem(
                str(show_folder.path),
                "nothing was published yet, so nothing has to move",
                f"write the address into {show_folder.show_file}: base_url",
            )
        )
    along = to.endswith(("/", f"/{_FEED}"))
    base = to.removesuffix(_FEED) if along else ""
    new_url = f"{base}{_FEED}" if along else to
    if new_url == show.feed_url or (
        same_place(new_url, show.feed_url) and not _to_https(show.feed_url, new_url)
    ):
        raise UsageError(Problem(to, "the feed is there already", "give the new address"))
    old_url, old_base = show.feed_url, show.base_url
    content, where = files.read(show_folder.show_file), str(show_folder.show_file)
    settings = {"new_feed_url": new_url, **({"base_url": base} if along else {})}
    content = toml.with_content(content, toml.parse(content, where).table | settings, where)
    if along:
        ledger.move(new_url)
        show_folder.ledger.write(ledger)
    files.write_if_changed(show_folder.show_file, content)
    redirect = Redirect(old_base, base, below=True) if along else Redirect(old_url, new_url)
    if leads_to_itself(redirect):
        # The new home lies below the old one: the feed alone is redirected, sounds stay where they are.
        redirect = Redirect(old_url, new_url)
    redirects = () if leads_to_itself(redirect) else (redirect,)
    return Move(old_url, new_url, ledger.guid, along, redirects)


def moved_in(show_folder: ShowFolder, old_url: str) -> Move:
    """What has to be redirected so that subscribers of another feed come to this one.

    Raises UsageError for the show's own address: redirected to itself, it would be lost to everybody.
    """
    _refuse_address(old_url, "--from")
    show = read_show(show_folder).show
    redirect = Redirect(old_url, show.feed_url)
    if leads_to_itself(redirect):
        what = "is the show's own address; redirected to itself, the feed would reach nobody"
        mend = "give the address that the feed had before"
        if urlsplit(old_url).scheme != urlsplit(show.feed_url).scheme:
            mend = "let the server redirect all of http to https; the paths stay as they are"
        raise UsageError(Problem(f"--from {old_url}", what, mend))
    guid = show.guid
    ledger = show_folder.ledger.read()
    if ledger is not None:
        guid = ledger.guid
    return Move(old_url, show.feed_url, guid, True, (redirect,))


def _to_https(old_url: str, new_url: str) -> bool:
    return (urlsplit(old_url).scheme, urlsplit(new_url).scheme) == ("http", "https")


def _refuse_address(address: str, option: str) -> None:
    if not is_web_address(address) or "#" in address:
        raise UsageError(
            Problem(f"{option} {address}", "not a web address", "write it whole: https://...")
        )
