"""Rules for what the W3C feed validator warns of and no other rule here covers.

Found by running github.com/w3c/feedvalidator (level AA) on our own feeds with one fault each. Left
to `doctor`, which asks the server: a self link that differs from the URL of the feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from segmentcast.checks.parsed_feed import CONTENT, ITUNES, Feed
from segmentcast.checks.rules import Fault, name_of, over_channel, over_item, text_of
from segmentcast.checks.values import MAX_HTML, moment, positive_whole
from segmentcast.vocabulary.web_addresses import is_email

_W3C = "W3C"
_EARLIEST_YEAR = 1990
_CLOSING_TAG = re.compile(
    r"</(?:a|abbr|b|big|blockquote|br|code|del|div|em|font|h[1-6]|i|ins|p|q|s|small|span|strong|sub|sup|u)>",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6});")
_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_TEXTS = ("description", f"{CONTENT}encoded")
_CHANNEL = frozenset(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate category"
    " generator docs cloud ttl image rating textInput skipHours skipDays item".split()
)
_ITEM = frozenset(
    "title link description author category comments enclosure guid pubDate source".split()
)
_ITUNES = frozenset(
    "applepodcastsverify author block category complete duration email episode episodeType explicit"
    " image isClosedCaptioned keywords name new-feed-url order owner season subtitle summary title"
    " type".split()
)
_LONGEST = {f"{ITUNES}summary": 4000, f"{ITUNES}subtitle": 255, f"{ITUNES}keywords": 255}
_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_END_OPTIONAL = frozenset("p li dt dd tr td th thead tbody tfoot option colgroup".split())


@over_channel(
    "title-html", "warning", _W3C, "write the title without tags; apps don't interpret them"
)
def titles_without_html(feed: Feed) -> Iterator[Fault]:
    """A title is plain text."""
    for parent in (feed.channel, *feed.items):
        text = text_of(parent, "title")
        tag = _CLOSING_TAG.search(text) or _ESCAPED.search(text)
        if tag:
            yield parent.find("title"), f"the title contains {tag[0]}"


@over_item("guid-short", "warning", _W3C, "use a globally unique GUID, such as a UUID")
def short_guids(item: Any) -> Iterator[Fault]:
    """A GUID has more than a few digits, which another feed may use too."""
    guid = text_of(item, "guid").strip()
    if len(guid) < 9 and guid.isdigit():
        yield item.find("guid"), f"the guid {guid!r} is not unique enough"


@over_item("past-date", "note", _W3C, "ignore this if the segment is that old")
def past_dates(item: Any) -> Iterator[Fault]:
    """A date is not before 1990: podcasts are younger, so it is often a mistake."""
    when = moment(text_of(item, "pubDate"))
    if when is not None and when.year < _EARLIEST_YEAR:
        yield item.find("pubDate"), f"pubDate is in {when.year}"


@over_item("html-links", "warning", _W3C, "write the full URL: https://...")
def relative_links(item: Any) -> Iterator[Fault]:
    """Links in texts are absolute, so that they work in every app."""
    for node, html in _html_of(item):
        for address in html.addresses:
            if not _has_scheme(address):
                yield node, f"the link {address[:80]!r} has no scheme"


@over_item("html-style", "warning", _W3C, "remove style attributes; apps ignore or reject them")
def styles(item: Any) -> Iterator[Fault]:
    """Texts have no style attributes."""
    for node, html in _html_of(item):
        if html.styled:
            yield node, f"style attribute at <{html.styled}>"


@over_item("html-form", "warning", _W3C, "close each tag, in reverse order of opening")
def well_formed(item: Any) -> Iterator[Fault]:
    """content:encoded is HTML that all parsers read alike."""
    for node, html in _html_of(item):
        if node.tag == f"{CONTENT}encoded":
            for fault in html.faults[:3]:
                yield node, fault


@over_item("content-order", "warning", _W3C, "write description before content:encoded")
def description_first(item: Any) -> Iterator[Fault]:
    """description precedes content:encoded, since some readers use whichever comes last."""
    tags = [node.tag for node in item if node.tag in _TEXTS]
    if len(tags) > 1 and tags[0] == f"{CONTENT}encoded":
        yield item.find(tags[0]), "content:encoded is before description"


@over_channel("mail-address", "error", "RSS 2.0, W3C", "write: desk@news.example (Name)")
def mail_addresses(feed: Feed) -> Iterator[Fault]:
    """managingEditor, webMaster and author are email addresses; names belong in itunes:author."""
    for parent, names in (
        (feed.channel, ("managingEditor", "webMaster")),
        *((item, ("author",)) for item in feed.items),
    ):
        for name in names:
            for node in parent.findall(name):
                words = (node.text or "").split()
                if not words or not is_email(words[0].strip("<>()")):
                    yield (
                        node,
                        f"<{name}> {(node.text or '')[:60]!r} doesn't begin with an email address",
                    )


@over_channel("ttl", "error", "RSS 2.0, W3C", "write whole minutes, or remove it")
def time_to_live(feed: Feed) -> Iterator[Fault]:
    """ttl is a number of minutes."""
    for node in feed.channel.findall("ttl"):
        if not positive_whole(node.text or ""):
            yield node, f"ttl is {(node.text or '')[:40]!r}"


@over_channel("unknown-element", "warning", "RSS 2.0, W3C", "correct the name, or remove it")
def unknown_elements(feed: Feed) -> Iterator[Fault]:
    """Elements without a namespace are in RSS 2.0, and those in Apple's namespace are Apple's."""
    for parent, known in ((feed.channel, _CHANNEL), *((item, _ITEM) for item in feed.items)):
        for node in parent:
            if not isinstance(node.tag, str):
                continue
            space, _, local = node.tag.rpartition("}")
            if (not space and local not in known) or (
                f"{space}}}" == ITUNES and local not in _ITUNES
            ):
                yield (
                    node,
                    f"<{name_of(node)[:60]}> is not an element of RSS 2.0 or Apple's namespace",
                )


@over_channel("category-empty", "warning", "RSS 2.0, W3C", "name the category, or remove it")
def empty_categories(feed: Feed) -> Iterator[Fault]:
    """A category has a name."""
    for parent in (feed.channel, *feed.items):
        for node in parent.findall("category"):
            if not (node.text or "").strip():
                yield node, "an empty <category>"


@over_channel("control-letters", "warning", _W3C, "save the text as UTF-8, not as Windows-1252")
def control_letters(feed: Feed) -> Iterator[Fault]:
    """Texts have no U+0080 to U+009F, which are wrongly decoded quotes and dashes."""
    for parent in (feed.channel, *feed.items):
        for node in parent:
            match = _CONTROL.search(node.text or "") if node.tag != "item" else None
            if match:
                yield node, f"U+{ord(match[0]):04X} in <{name_of(node)}>"


@over_channel("itunes-length", "error", "Apple, W3C", "shorten it")
def long_texts(feed: Feed) -> Iterator[Fault]:
    """itunes:summary, subtitle and keywords are within their limits."""
    for parent in (feed.channel, *feed.items):
        for tag, longest in _LONGEST.items():
            for node in parent.findall(tag):
                if len(node.text or "") > longest:
                    what = (
                        f"<{name_of(node)}> has {len(node.text)} characters; {longest} are allowed"
                    )
                    yield node, what


class _Form(HTMLParser):
    """Collects links, styles, and tags that are not closed or closed in the wrong order."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.styled = ""
        self.faults: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.append(value.strip())
            if name == "style":
                self.styled = self.styled or tag
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag not in self._open:
            self.faults.append(f"</{tag}> closes nothing")
            return
        while (last := self._open.pop()) != tag:
            if last not in _END_OPTIONAL:
                self.faults.append(f"<{last}> is not closed before </{tag}>")

    def close(self) -> None:
        super().close()
        self.faults += [f"<{tag}> is not closed" for tag in self._open if tag not in _END_OPTIONAL]


def _html_of(item: Any) -> Iterator[tuple[Any, _Form]]:
    """The texts of an item that contain tags or references, parsed as HTML."""
    for tag in _TEXTS:
        for node in item.findall(tag):
            text = (node.text or "")[:MAX_HTML]
            if "<" not in text and "&" not in text:
                continue
            yield node, _form_of(text)


@lru_cache(maxsize=8)
def _form_of(text: str) -> _Form:
    """The text parsed as HTML. Kept for a few texts: three rules look at each item in turn."""
    form = _Form()
    form.feed(text)
    form.close()
    form.faults += [
        f"&{name} is unknown in HTML" for name in _ENTITY.findall(text) if name not in html5
    ]
    return form


def _has_scheme(address: str) -> bool:
    try:
        return bool(urlsplit(address).scheme) or address.startswith("#")
    except ValueError:
        return False
