"""Reads a channel into a FeedShow, and joins a feed's documents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from segmentcast.errors import FeedError, Problem
from segmentcast.feed.guids import show_guid
from segmentcast.migration.block import block_text, elements_text
from segmentcast.migration.feed_elements import MAX_ITEMS, channel_of
from segmentcast.migration.feed_names import grouped, name_of
from segmentcast.migration.feed_order import dated
from segmentcast.migration.imported_show import FeedEpisode, FeedShow, Losses, ReadFeed
from segmentcast.migration.items import episode_of, further, is_mapped, people_of, texts_of
from segmentcast.migration.wording import (
    address,
    cut,
    first_text,
    paragraphs,
    plain,
    text_of,
    yes,
)
from segmentcast.visitor import shown
from segmentcast.vocabulary.apple_categories import check_category, current_category
from segmentcast.vocabulary.languages import check_language
from segmentcast.vocabulary.web_addresses import is_email

_KNOWN = frozenset(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate"
    " category generator docs ttl image item itunes:author itunes:summary itunes:subtitle"
    " itunes:owner itunes:image itunes:category itunes:explicit itunes:type itunes:block"
    " itunes:complete itunes:new-feed-url itunes:keywords itunes:title atom:link atom:contributor"
    " podcast:guid podcast:locked podcast:medium podcast:funding podcast:license podcast:location"
    " podcast:updateFrequency podcast:person podcast:txt podcast:value podcast:podroll"
    " podcast:publisher fh:complete fh:archive googleplay:author"
    " googleplay:description googleplay:email googleplay:image googleplay:category"
    " googleplay:explicit googleplay:owner dc:creator dc:language sy:updatePeriod"
    " sy:updateFrequency".split()
)
_MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog")
_MOST_CATEGORIES = 10
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PAGING = ("next", "prev-archive")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document of a feed: its channel, its episodes, and the address of older ones."""

    show: FeedShow
    episodes: tuple[FeedEpisode, ...]
    older_url: str
    self_url: str


def read_document(data: bytes, where: str, losses: Losses, base: str = "") -> ReadDocument:
    """Reads one document of a feed. `base` is its URL. Raises FeedError."""
    channel = channel_of(data, where, losses)
    items = [node for node in channel if name_of(node) == "item"]
    if len(items) > MAX_ITEMS:
        raise FeedError(Problem(where, f"the feed has more than {MAX_ITEMS} items", "split it"))
    self_url = shown(_atom_link(channel, "self", base))
    older = ""
    for rel in _PAGING:
        older = older or _atom_link(channel, rel, base or self_url)
    root = _xml_base(channel, base or self_url)
    elements = grouped(channel)
    episodes = [episode_of(item, root, where, losses) for item in items]
    return ReadDocument(
        _show(elements, channel, root, where, losses),
        tuple(episode for episode in episodes if episode is not None),
        older,
        self_url,
    )


def _xml_base(channel: Any, base: str) -> str:
    """The URL that relative addresses are resolved against (XML Base)."""
    for node in reversed([channel, *channel.iterancestors()]):
        base = urljoin(base, str(node.get(_BASE) or ""))
    return base


def joined(
    documents: Sequence[ReadDocument], losses: Losses, feed_url: str, *, minted: str = ""
) -> ReadFeed:
    """Joins the documents of a feed, newest first, without repeated GUIDs and audio.

    A show without a podcast:guid gets the one derived from its URL (Podcasting 2.0, guid).
    """
    first = documents[0]
    episodes: list[FeedEpisode] = []
    guids: dict[str, str] = {}
    sounds: set[str] = set()
    for document in documents:
        for episode in document.episodes:
            if episode.guid in guids:
                if document is first or guids[episode.guid] != episode.enclosure.url:
                    losses.warn(
                        "guid-repeated",
                        f"{episode.title[:60]!r} has the GUID of another item and is left out",
                        "podcast apps show only one of the two",
                    )
                continue
            if episode.enclosure.url in sounds:
                losses.warn(
                    "enclosure-repeated",
                    f"{episode.title[:60]!r} has the audio of another item; both are kept",
                    "Apple Podcasts shows one of the two only",
                )
            guids[episode.guid] = episode.enclosure.url
            sounds.add(episode.enclosure.url)
            episodes.append(episode)
    episodes = dated(episodes, losses)
    if not episodes:
        relative = [row for row in losses.all() if row.rule == "relative-address"]
        if relative:
            raise FeedError(Problem(row.where, row.what, row.mend) for row in relative)
        raise FeedError(
            Problem(losses.where, "the feed has no episode with audio", "check it in a browser")
        )
    own = feed_url or first.self_url
    guid = first.show.guid or minted or (show_guid(own) if own else "")
    if "wordpress" in first.show.generator.lower() and len(documents) == 1:
        losses.note(
            "maybe-cut",
            f"the feed has {len(episodes)} episodes; WordPress omits older ones by default",
            "raise “Syndication feeds show the most recent” in WordPress, then import again",
        )
    dates = [episode.published for episode in episodes]
    if dates != sorted(dates, reverse=True) and dates != sorted(dates):
        losses.note("order", "the feed was not sorted by date; the imported one is")
    return ReadFeed(
        replace(first.show, guid=guid), tuple(episodes), own, losses.all(), len(documents)
    )


def _show(
    elements: dict[str, list[Any]], channel: Any, base: str, where: str, losses: Losses
) -> FeedShow:
    # Long, as it names every field once; there is nothing to divide.
    for name in elements:
        if name not in _KNOWN and not name.startswith("podcast:"):
            losses.passed_over(name)
    title = plain(first_text(elements, "title", "itunes:title"))[:255]
    if not title:
        title = urlsplit(base).hostname or "Untitled"
        losses.warn("title", f"the feed has no title; {title!r} is used", "correct show.toml")
    description, cut_off = cut(
        paragraphs(first_text(elements, "description", "itunes:summary", "itunes:subtitle")), 4000
    )
    if cut_off:
        losses.note("shortened", "the show's description was shortened to 4000 bytes")
    moved = first_text(elements, "itunes:new-feed-url")
    if moved and moved.rstrip("/") not in (base.rstrip("/"), ""):
        losses.warn(
            "moved", f"this feed says that the show has moved to {moved[:200]}", "import that one"
        )
    owner = _owner(elements, losses)
    categories = _categories(elements, losses)
    person = grouped(elements["image"][0]) if elements.get("image") else {}
    return FeedShow(
        title=title,
        description=description or title,
        author=plain(first_text(elements, "itunes:author", "googleplay:author"))[:255]
        or (owner[0] if owner else title),
        link=address(first_text(elements, "link"), base),
        language=_language(first_text(elements, "language", "dc:language"), losses),
        category=categories[0],
        more_categories=categories[1:],
        explicit=bool(yes(first_text(elements, "itunes:explicit", "googleplay:explicit"))),
        copyright=plain(first_text(elements, "copyright"))[:255],
        owner=owner,
        type="serial" if first_text(elements, "itunes:type").lower() == "serial" else "episodic",
        guid=_guid(first_text(elements, "podcast:guid"), losses),
        locked=yes(first_text(elements, "podcast:locked")),
        complete=first_text(elements, "itunes:complete").lower() == "yes",
        block=bool(yes(first_text(elements, "itunes:block"))),
        medium=_medium(first_text(elements, "podcast:medium"), losses),
        funding=tuple(
            (url, plain(text_of(node))[:128] or url[:128])
            for node in elements.get("podcast:funding", ())
            if (url := address(str(node.get("url") or ""), base))
        )[:20],
        license=plain(first_text(elements, "podcast:license"))[:128],
        license_url=_attribute(elements, "podcast:license", "url", base),
        location=""
        if is_mapped(elements)
        else plain(first_text(elements, "podcast:location"))[:128],
        update_frequency=plain(first_text(elements, "podcast:updateFrequency"))[:128],
        people=people_of(elements, base),
        hub=_atom_link(channel, "hub", base),
        artwork_url=_attribute(elements, "itunes:image", "href", base)
        or _attribute(elements, "googleplay:image", "href", base)
        or address(first_text(person, "url"), base),
        podroll=_podroll(elements, base),
        texts=texts_of(elements),
        value=block_text(elements.get("podcast:value", ()), losses, where),
        publisher=_publisher(elements, base),
        elements=elements_text(further(elements, _KNOWN), losses, where),
        generator=plain(first_text(elements, "generator"))[:255],
    )


def _owner(elements: dict[str, list[Any]], losses: Losses) -> tuple[str, str] | None:
    for node in elements.get("itunes:owner", ()):
        inner = grouped(node)
        name = plain(first_text(inner, "itunes:name"))[:255]
        email = plain(first_text(inner, "itunes:email"))[:255]
        if is_email(email):
            return (name or email, email)
        if email:
            losses.warn("owner", f"itunes:email {email[:60]!r} is not an email address; left out")
    return None


def _language(text: str, losses: Losses) -> str:
    if not text:
        losses.warn("language", "the feed has no language; en is used", "correct show.toml")
        return "en"
    try:
        return check_language(text.strip()[:35].replace("_", "-"))
    except ValueError:
        losses.warn("language", f"{text[:40]!r} is not a language; en is used", "correct show.toml")
        return "en"


def _categories(elements: dict[str, list[Any]], losses: Losses) -> tuple[tuple[str, ...], ...]:
    """Apple's current categories, the main one first, each with its subcategory."""
    categories: list[tuple[str, ...]] = []
    for node in elements.get("itunes:category", ()):
        main = " ".join(str(node.get("text") or "").split())
        subs = [str(s.get("text") or "").strip() for s in node if name_of(s) == name_of(node)]
        for names in [[main, sub] for sub in subs] or [[main]]:
            try:
                categories.append(check_category(names))
            except ValueError:
                written, today = " / ".join(names)[:120], current_category(names)
                if today is None:
                    losses.warn("category", f"{written!r} is not one of Apple's categories")
                else:
                    categories.append(today)
                    losses.note("category", f"{written!r} became {' / '.join(today)}")
    if not categories:
        losses.warn("category", "the category was set to News", "correct it in show.toml")
    return tuple(dict.fromkeys(categories))[:_MOST_CATEGORIES] or (("News",),)


def _guid(text: str, losses: Losses) -> str:
    try:
        return str(uuid.UUID(text)) if text else ""
    except ValueError:
        losses.warn(
            "show-guid", f"podcast:guid {text[:60]!r} is not a UUID; a new one is generated"
        )
        return ""


def _medium(text: str, losses: Losses) -> str:
    if not text or text in _MEDIA:
        return text
    losses.warn("medium", f"the medium {text[:40]!r} is not supported; podcast is used")
    return ""


def _podroll(elements: dict[str, list[Any]], base: str) -> tuple[tuple[str, str, str], ...]:
    shows = []
    for roll in elements.get("podcast:podroll", ()):
        for node in roll:
            try:
                guid = str(uuid.UUID(str(node.get("feedGuid") or "")))
            except ValueError:
                continue
            url = address(str(node.get("feedUrl") or ""), base)
            shows.append((guid, url, plain(str(node.get("title") or ""))[:128]))
    return tuple(dict.fromkeys(shows))[:100]


def _publisher(elements: dict[str, list[Any]], base: str) -> tuple[str, str]:
    for node in (child for group in elements.get("podcast:publisher", ()) for child in group):
        try:
            guid = str(uuid.UUID(str(node.get("feedGuid") or "")))
        except ValueError:
            continue
        return guid, address(str(node.get("feedUrl") or ""), base)
    return "", ""


def _attribute(elements: dict[str, list[Any]], name: str, key: str, base: str) -> str:
    for node in elements.get(name, ()):
        url = address(str(node.get(key) or ""), base)
        if url:
            return url
    return ""


def _atom_link(channel: Any, rel: str, base: str) -> str:
    for node in channel:
        if name_of(node) == "atom:link" and node.get("rel") == rel:
            return address(str(node.get("href") or ""), base)
    return ""
