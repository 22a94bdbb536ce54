"""Moves a show's feed to another address: updates show.toml and plans the redirects."""

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
    """A move from one feed address to another.

    `along` says that segmentcast publishes the new feed too. `redirects` is empty if only http
    becomes https, because a rule by path would cause a loop.
    """

    old_url: str
    new_url: str
    guid: str
    along: bool
    redirects: tuple[Redirect, ...]


def move_out(show_folder: ShowFolder, to: str) -> Move:
    """Writes the new address to show.toml and the ledger. The podcast:guid stays, and is written
    to show.toml too.

    An address ending in `/` or `/feed.xml` is a new home of the whole show, so base_url changes
    too. Any other address is a feed made by other software. Raises UsageError if there is nothing
    to move, StoreError during a publish, and ConfigError if show.toml must be edited by hand.
    """
    _refuse_address(to, "--to")
    # A concurrent publish would overwrite the ledger.
    with files.only_one(show_folder.work / "lock", "publish"):
        return _moved_out(show_folder, to)


def _moved_out(show_folder: ShowFolder, to: str) -> Move:
    show = read_show(show_folder).show
    ledger = show_folder.ledger.read()
    if ledger is None:
        raise UsageError(
            Problem(
                str(show_folder.path),
                "nothing has been published yet, so there is nothing to move",
                f"set base_url in {show_folder.show_file}",
            )
        )
    along = to.endswith(("/", f"/{_FEED}"))
    base = to.removesuffix(_FEED) if along else ""
    new_url = f"{base}{_FEED}" if along else to
    if new_url == show.feed_url or (
        same_place(new_url, show.feed_url) and not _to_https(show.feed_url, new_url)
    ):
        raise UsageError(Problem(to, "the feed is already at this address", "give the new address"))
    old_url, old_base = show.feed_url, show.base_url
    content, where = files.read(show_folder.show_file), str(show_folder.show_file)
    settings = {"new_feed_url": new_url, **({"base_url": base} if along else {})}
    if along and not show.guid:
        # It no longer follows from the feed's address, and the ledger may be lost one day.
        settings["guid"] = ledger.guid
    content = toml.with_content(content, toml.parse(content, where).table | settings, where)
    if along:
        ledger.move(new_url)
        show_folder.ledger.write(ledger)
    files.write_if_changed(show_folder.show_file, content)
    redirect = Redirect(old_base, base, below=True) if along else Redirect(old_url, new_url)
    if leads_to_itself(redirect):
        # The new home is below the old one: redirect only the feed; media stay where they are.
        redirect = Redirect(old_url, new_url)
    redirects = () if leads_to_itself(redirect) else (redirect,)
    return Move(old_url, new_url, ledger.guid, along, redirects)


def moved_in(show_folder: ShowFolder, old_url: str) -> Move:
    """The redirects that bring another feed's subscribers to this one.

    Raises UsageError for the show's own address, because a redirect to itself would make the feed
    unreachable.
    """
    _refuse_address(old_url, "--from")
    show = read_show(show_folder).show
    redirect = Redirect(old_url, show.feed_url)
    if leads_to_itself(redirect):
        what = "is the show's own address; a redirect to itself would make the feed unreachable"
        mend = "give the previous address of the feed"
        if urlsplit(old_url).scheme != urlsplit(show.feed_url).scheme:
            mend = "redirect all of http to https on the server; the paths stay the same"
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
            Problem(f"{option} {address}", "not a web address", "give the full URL: https://...")
        )
