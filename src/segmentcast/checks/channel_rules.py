"""Rules over the channel of a feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from segmentcast.checks.parsed_feed import ATOM, CONTENT, ITUNES, NAMESPACES, PODCAST, Feed
from segmentcast.checks.rules import Fault, name_of, over_channel, text_of
from segmentcast.checks.values import (
    address_fault,
    is_rrule,
    is_uuid,
    moment,
    text_fault,
    weekday_fault,
)
from segmentcast.vocabulary.apple_categories import check_category
from segmentcast.vocabulary.languages import check_language
from segmentcast.vocabulary.media_types import named_as_other_picture
from segmentcast.vocabulary.web_addresses import is_email

_GITHUB_NAMESPACE = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
_SINGLE_MEDIA = (
    "podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course",
)  # fmt: skip
_MEDIA = frozenset({"mixed", *_SINGLE_MEDIA, *(f"{name}L" for name in _SINGLE_MEDIA)})
"""Each medium has a counterpart with the suffix L, for lists of it."""
_ONCE = (
    "title", "link", "description", "language", "copyright", "pubDate", "lastBuildDate", "ttl",
    f"{ITUNES}author", f"{ITUNES}image", f"{ITUNES}explicit", f"{ITUNES}type", f"{ITUNES}owner",
    f"{ITUNES}block", f"{ITUNES}complete", f"{ITUNES}new-feed-url", f"{PODCAST}guid",
    f"{PODCAST}locked", f"{PODCAST}medium", f"{PODCAST}updateFrequency",
)  # fmt: skip


@over_channel("namespace", "error", "PSP-1, Apple", "declare exactly this on <rss>")
def namespaces(feed: Feed) -> Iterator[Fault]:
    """The four namespaces, with their exact addresses, are declared on the root."""
    for prefix, address in NAMESPACES.items():
        declared = feed.root.nsmap.get(prefix)
        if declared is None and address not in feed.root.nsmap.values():
            yield feed.root, f'xmlns:{prefix}="{address}" is not declared'
        elif declared is not None and declared not in (address, _GITHUB_NAMESPACE):
            yield feed.root, f"xmlns:{prefix} is {declared!r}, not {address!r}"


@over_channel("channel-required", "error", "PSP-1, Apple, RSS 2.0", "set it in show.toml")
def required(feed: Feed) -> Iterator[Fault]:
    """The elements that every podcast channel must have are present."""
    for tag in ("title", "link", "description", "language", f"{ITUNES}author", f"{ITUNES}explicit"):
        if not text_of(feed.channel, tag).strip():
            yield feed.channel, f"the channel has no <{_short(tag)}>"
    for tag in (f"{ITUNES}category", f"{ITUNES}image"):
        if feed.channel.find(tag) is None:
            yield feed.channel, f"the channel has no <{_short(tag)}>"


_RECOMMENDED = 'set it in show.toml; the owner as owner = { name = "...", email = "..." }'


@over_channel("channel-recommended", "warning", "PSP-1, W3C", _RECOMMENDED)
def recommended(feed: Feed) -> Iterator[Fault]:
    """The elements that directories recommend are present."""
    for tag in (f"{PODCAST}guid", f"{PODCAST}locked", f"{ITUNES}owner"):
        if feed.channel.find(tag) is None:
            yield feed.channel, f"the channel has no <{_short(tag)}>"


@over_channel("channel-once", "error", "RSS 2.0, PSP-1", "keep one of them")
def once(feed: Feed) -> Iterator[Fault]:
    """No element that must be unique appears twice."""
    counted = Counter(child.tag for child in feed.channel)
    for tag in _ONCE:
        if counted[tag] > 1:
            yield feed.channel.findall(tag)[1], f"<{_short(tag)}> appears {counted[tag]} times"


@over_channel("channel-length", "error", "PSP-1, Apple", "shorten it")
def lengths(feed: Feed) -> Iterator[Fault]:
    """Description of at most 4000 bytes, the other texts of at most 255 characters."""
    for node in feed.channel.findall("description"):
        size = len((node.text or "").encode())
        if size > 4000:
            yield node, f"the description has {size} bytes; 4000 are allowed"
    for tag in ("title", "copyright", f"{ITUNES}author", f"{ITUNES}owner/{ITUNES}name"):
        for node in feed.channel.findall(tag):
            if len(node.text or "") > 255:
                yield node, f"<{name_of(node)}> has {len(node.text)} characters; 255 are allowed"


@over_channel("channel-spaces", "warning", "PSP-1", "remove the spaces around it")
def outer_spaces(feed: Feed) -> Iterator[Fault]:
    """No spaces or line ends around a text."""
    for tag in ("title", "link", "language", "description", f"{ITUNES}author"):
        for node in feed.channel.findall(tag):
            if node.text and node.text != node.text.strip():
                yield node, f"<{name_of(node)}> starts or ends with a space"


@over_channel("language", "error", "RSS 2.0, Apple", 'write an ISO 639 code, such as "en-US"')
def language(feed: Feed) -> Iterator[Fault]:
    """The language is in ISO 639, its region in ISO 3166."""
    for node in feed.channel.findall("language"):
        if (node.text or "").strip():
            try:
                check_language(node.text.strip())
            except ValueError as error:
                yield node, str(error).replace(" | ", "; ")


@over_channel("category", "error", "Apple, PSP-1", "use the exact name from Apple's list")
def categories(feed: Feed) -> Iterator[Fault]:
    """Categories are spelled exactly as in Apple's list."""
    for node in feed.channel.findall(f"{ITUNES}category"):
        subs = [sub.get("text", "") for sub in node.findall(f"{ITUNES}category")]
        for names in [[node.get("text", ""), sub] for sub in subs] or [[node.get("text", "")]]:
            try:
                check_category(names)
            except ValueError as error:
                yield node, str(error).replace(" | ", "; ")


@over_channel("explicit", "error", "Apple", "write true or false")
def explicit(feed: Feed) -> Iterator[Fault]:
    """itunes:explicit says true or false, in the channel and in items."""
    for node in feed.channel.iter(f"{ITUNES}explicit"):
        if node.text not in ("true", "false"):
            yield node, f"itunes:explicit is {node.text!r}"


@over_channel("image", "error", "Apple, PSP-1", "link a square JPEG or PNG of 1400 to 3000 pixels")
def images(feed: Feed) -> Iterator[Fault]:
    """itunes:image has an absolute address, and no name of another kind than JPEG or PNG.

    Whether the bytes are what apps take is asked of the file (`package_rules`, `live_media`).
    """
    for node in feed.channel.iter(f"{ITUNES}image"):
        href = node.get("href", "")
        fault = address_fault(href)
        if fault:
            yield node, f"itunes:image: {fault}"
        elif named_as_other_picture(href):
            yield node, f"itunes:image {href!r} is named as neither JPEG nor PNG"


@over_channel("owner", "error", "Apple, W3C", "write owner.name and owner.email in show.toml")
def owner(feed: Feed) -> Iterator[Fault]:
    """itunes:owner has a name and an email address."""
    for node in feed.channel.findall(f"{ITUNES}owner"):
        email = text_of(node, f"{ITUNES}email")
        if not text_of(node, f"{ITUNES}name").strip():
            yield node, "itunes:owner has no name"
        if not is_email(email):
            yield node, f"itunes:email {email!r} is not an email address"


@over_channel("show-type", "error", "Apple", "write episodic or serial")
def show_type(feed: Feed) -> Iterator[Fault]:
    """itunes:type is episodic or serial."""
    for node in feed.channel.findall(f"{ITUNES}type"):
        if node.text not in ("episodic", "serial"):
            yield node, f"itunes:type is {node.text!r}"


@over_channel("serial-number", "warning", "Apple", "give every full episode a number")
def serial_numbers(feed: Feed) -> Iterator[Fault]:
    """A serial show numbers its full episodes."""
    if text_of(feed.channel, f"{ITUNES}type") == "serial":
        for item in feed.items:
            kind = text_of(item, f"{ITUNES}episodeType") or "full"
            if kind == "full" and item.find(f"{ITUNES}episode") is None:
                yield item, "the show is serial, but the episode has no itunes:episode"


@over_channel("only-yes", "warning", "Apple", "write Yes, or remove the element")
def only_yes(feed: Feed) -> Iterator[Fault]:
    """itunes:complete and itunes:block say yes; other values have no effect."""
    for tag in (f"{ITUNES}complete", f"{ITUNES}block"):
        for node in feed.channel.iter(tag):
            if (node.text or "").lower() != "yes":
                yield node, f"<{name_of(node)}> is {node.text!r}"


@over_channel("feed-guid", "error", "Podcasting 2.0, PSP-1", "use the UUID in the ledger")
def feed_guid(feed: Feed) -> Iterator[Fault]:
    """podcast:guid is a UUID."""
    for node in feed.channel.findall(f"{PODCAST}guid"):
        if not is_uuid(node.text or ""):
            yield node, f"podcast:guid {node.text!r} is not a UUID"


@over_channel("locked", "error", "Podcasting 2.0, PSP-1", "write yes or no")
def locked(feed: Feed) -> Iterator[Fault]:
    """podcast:locked is yes or no; its owner an email address."""
    for node in feed.channel.findall(f"{PODCAST}locked"):
        if node.text not in ("yes", "no"):
            yield node, f"podcast:locked is {node.text!r}"
        if node.get("owner") is not None and not is_email(node.get("owner")):
            yield node, f"podcast:locked owner {node.get('owner')!r} is not an email address"


@over_channel("medium", "error", "Podcasting 2.0", "use a medium from the namespace's list")
def medium(feed: Feed) -> Iterator[Fault]:
    """podcast:medium is in the list."""
    for node in feed.channel.findall(f"{PODCAST}medium"):
        if node.text not in _MEDIA:
            yield node, f"podcast:medium {node.text!r} is not in the list"


@over_channel("channel-date", "error", "RSS 2.0, RFC 2822", "write a date such as"
              " Sun, 13 Nov 2016 12:00:00 +0000")  # fmt: skip
def channel_dates(feed: Feed) -> Iterator[Fault]:
    """The channel's dates are RFC 2822."""
    for tag in ("pubDate", "lastBuildDate"):
        for node in feed.channel.findall(tag):
            if moment(node.text or "") is None:
                yield node, f"<{tag}> {node.text!r} is not an RFC 2822 date"


@over_channel("weekday", "warning", "RFC 2822", "correct the weekday")
def weekdays(feed: Feed) -> Iterator[Fault]:
    """Dates have a weekday, and the right one."""
    for tag in ("pubDate", "lastBuildDate"):
        for node in feed.channel.iter(tag):
            fault = weekday_fault(node.text or "")
            if fault:
                yield node, fault


@over_channel("future-date", "warning", "Apple, W3C", "hold the episode until it is due")
def future_dates(feed: Feed) -> Iterator[Fault]:
    """Nothing is dated in the future."""
    for tag in ("pubDate", "lastBuildDate"):
        for node in feed.channel.iter(tag):
            when = moment(node.text or "")
            if feed.now is not None and when is not None and when > feed.now:
                yield node, f"<{tag}> {node.text!r} is in the future"


@over_channel("ai-content", "error", "Podcasting 2.0, Apple", "write true or false, once each")
def ai_content(feed: Feed) -> Iterator[Fault]:
    """podcast:txt ai-content says true or false, once a channel and once an item."""
    for parent in (feed.channel, *feed.items):
        nodes = [node for node in parent.findall(f"{PODCAST}txt") if _purpose(node) == "ai-content"]
        for node in nodes:
            if node.text not in ("true", "false"):
                yield node, f"ai-content is {node.text!r}"
        if len(nodes) > 1:
            yield nodes[1], f"ai-content appears {len(nodes)} times"


@over_channel("ai-content-missing", "warning", "Apple", "state whether voices are synthetic")
def ai_content_missing(feed: Feed) -> Iterator[Fault]:
    """The channel states whether AI was used."""
    if not any(_purpose(node) == "ai-content" for node in feed.channel.findall(f"{PODCAST}txt")):
        yield feed.channel, 'the channel has no <podcast:txt purpose="ai-content">'


@over_channel("update-frequency", "warning", "Podcasting 2.0, RFC 5545", "write a recurrence rule")
def update_frequency(feed: Feed) -> Iterator[Fault]:
    """podcast:updateFrequency has a text, and a rule in the form of RFC 5545."""
    for node in feed.channel.findall(f"{PODCAST}updateFrequency"):
        if fault := text_fault("podcast:updateFrequency", node.text, "text"):
            yield node, fault
        if node.get("rrule") is not None and not is_rrule(node.get("rrule")):
            yield node, f"{node.get('rrule')!r} is not a recurrence rule"


@over_channel("no-items", "warning", "RSS 2.0", "publish an episode")
def no_items(feed: Feed) -> Iterator[Fault]:
    """A feed has at least one item."""
    if not feed.items:
        yield feed.channel, "the feed has no item"


def _purpose(node: object) -> str:
    return str(getattr(node, "attrib", {}).get("purpose", "")).lower()


def _short(tag: str) -> str:
    for prefix, address in (("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM),
                            ("content", CONTENT)):  # fmt: skip
        if tag.startswith(address):
            return f"{prefix}:{tag.removeprefix(address)}"
    return tag
