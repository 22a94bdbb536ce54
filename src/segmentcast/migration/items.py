"""Converts an `<item>` as written by WordPress, Castopod, Podlove, Buzzsprout, Libsyn and others."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

from segmentcast import timing
from segmentcast.migration.block import block_text, elements_text
from segmentcast.migration.feed_dates import duration_ms, read_date
from segmentcast.migration.feed_names import grouped, name_of
from segmentcast.migration.imported_show import UNDATED, FeedEpisode, Losses, Mark, RemoteFile
from segmentcast.migration.wording import (
    address,
    attribute,
    cut,
    first_text,
    paragraphs,
    plain,
    text_of,
    whole,
    yes,
)
from segmentcast.model import Credit, Interaction, Soundbite
from segmentcast.vocabulary.media_types import OCTETS, is_type_of, media_type

MAX_SUMMARY_BYTES = 4000
_KNOWN = frozenset(
    "title description content:encoded itunes:summary itunes:subtitle guid enclosure pubDate"
    " dc:date link comments author dc:creator itunes:author itunes:title itunes:duration"
    " itunes:image itunes:explicit itunes:season itunes:episode itunes:episodeType itunes:keywords"
    " itunes:order itunes:isClosedCaptioned category podcast:transcript podcast:chapters"
    " podcast:person podcast:soundbite podcast:socialInteract podcast:season podcast:episode"
    " podcast:txt podcast:value podcast:guid psc:chapters atom:contributor atom:link source"
    " itunes:block podcast:license podcast:location googleplay:description googleplay:explicit"
    " googleplay:image googleplay:author wfw:commentRss"
    " slash:comments podcast:comments media:content".split()
)
_TRANSCRIPTS = {
    "text/vtt": ".vtt",
    "application/srt": ".srt",
    "application/x-subrip": ".srt",
    "text/srt": ".srt",
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
}
TRANSCRIPT_SUFFIXES = _TRANSCRIPTS
_KINDS = ("full", "trailer", "bonus")
_PLAYABLE = ("audio/", "video/", "application/ogg")
_TYPE = re.compile(r"(?:audio|video)/[a-z0-9.+-]+|application/ogg")
_USUAL_TYPES = {
    "audio/mp3": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/mpg": "audio/mpeg",
    "audio/x-mpeg-3": "audio/mpeg",
    "audio/x-mpeg3": "audio/mpeg",
    "audio/m4a": "audio/x-m4a",
    "mp3": "audio/mpeg",
    "mpeg": "audio/mpeg",
    "audio": "audio/mpeg",
    "application/mp3": "audio/mpeg",
    "x-audio/mp3": "audio/mpeg",
    "application/force-download": OCTETS,
    "unknown/unknown": OCTETS,
}
"""Names of types that no registry has, and those that they mean."""


def episode_of(item: Any, base: str, where: str, losses: Losses) -> FeedEpisode | None:
    """The episode of an item, or None if it has no audio. Losses are recorded."""
    # Long because it names every field once; there is nothing to divide.
    place = f"{where}:{item.sourceline}"
    elements = grouped(item)
    for name in elements:
        if name not in _KNOWN and not name.startswith("podcast:"):
            losses.passed_over(name)
    title = plain(first_text(elements, "title", "itunes:title"))
    shown = f"{title[:60]!r}: " if title else ""
    enclosure = _enclosure(elements, base, shown, place, losses)
    if enclosure is None:
        losses.warn(
            "no-enclosure",
            f"{shown}an item without audio is left out",
            where=place,
        )
        return None
    if len(title) > 255:
        losses.note("shortened", f"{shown}the title was shortened to 255 characters", where=place)
        title = title[:254].rstrip() + "…"
    summary, cut_off = cut(_summary(elements), MAX_SUMMARY_BYTES)
    if cut_off:
        losses.note("shortened", f"{shown}the description was shortened to 4000 bytes", where=place)
    stated = first_text(elements, "pubDate", "dc:date", "dcterms:created", "dcterms:modified")
    date = read_date(stated)
    if date is not None and date.assumed:
        losses.warn("date", f"{shown}{stated[:60]!r}: {date.assumed}", where=place)
    elif date is None and stated:
        losses.warn("date", f"{shown}{stated[:60]!r} is not a date", where=place)
    for name in ("itunes:season", "itunes:episode"):
        number = first_text(elements, name)
        if number and whole(number) is None:
            losses.note("number", f"{shown}{name} {number[:20]!r} is not kept", where=place)
    stated_kind = first_text(elements, "itunes:episodeType")
    if stated_kind and stated_kind.lower() not in _KINDS:
        losses.note("kind", f"{shown}episodeType {stated_kind[:20]!r} became full", where=place)
    length = first_text(elements, "itunes:duration")
    if length and not duration_ms(length):
        losses.note("duration", f"{shown}the duration {length[:40]!r} cannot be read", where=place)
    return FeedEpisode(
        guid=_guid(elements, enclosure, shown, place, losses),
        title=title or (date.moment.date().isoformat() if date else "Untitled"),
        summary=summary,
        published=date.moment if date else UNDATED,
        enclosure=enclosure,
        duration_ms=duration_ms(length),
        link=address(first_text(elements, "link"), base),
        comments=address(first_text(elements, "comments"), base),
        byline=_byline(elements),
        season=whole(first_text(elements, "itunes:season", "podcast:season")),
        number=whole(first_text(elements, "itunes:episode", "podcast:episode")),
        kind=_kind(first_text(elements, "itunes:episodeType")),
        explicit=yes(first_text(elements, "itunes:explicit", "googleplay:explicit")),
        synthetic=any(
            node.get("purpose") == "ai-content" and yes(text_of(node))
            for node in elements.get("podcast:txt", ())
        ),
        tags=_tags(elements),
        people=people_of(elements, base),
        transcripts=_transcripts(elements, base, shown, place, losses),
        chapters_url=_first_address(elements, "podcast:chapters", "url", base),
        marks=_marks(elements),
        artwork_url=_first_address(elements, "itunes:image", "href", base),
        soundbites=_soundbites(elements, duration_ms(length), place, losses),
        interactions=_interactions(elements, base),
        texts=texts_of(elements),
        value=block_text(elements.get("podcast:value", ()), losses, place),
        short_title=_short_title(elements),
        season_name=_attribute(elements, "podcast:season", "name"),
        number_shown=_attribute(elements, "podcast:episode", "display")[:32],
        hidden=bool(yes(first_text(elements, "itunes:block"))),
        license=plain(first_text(elements, "podcast:license"))[:128],
        license_url=_first_address(elements, "podcast:license", "url", base),
        location=""
        if is_mapped(elements)
        else plain(first_text(elements, "podcast:location"))[:128],
        elements=elements_text(further(elements, _KNOWN), losses, place),
    )


def is_mapped(elements: dict[str, list[Any]]) -> bool:
    """Whether a podcast:location says more than its name: a place on the map, a country."""
    return any(
        node.get(key)
        for node in elements.get("podcast:location", ())
        for key in ("geo", "osm", "country")
    )


def further(elements: dict[str, list[Any]], known: frozenset[str]) -> list[Any]:
    """The elements of the podcast namespace that no setting has a name for, in their order."""
    nodes = [
        node
        for name, group in elements.items()
        if name.startswith("podcast:") and name not in known
        for node in group
        if node.get("purpose") != "artwork"
    ]
    if is_mapped(elements):
        nodes += elements["podcast:location"]
    decimal = [node for node in elements.get("podcast:episode", ()) if "." in text_of(node)]
    return nodes + decimal


def _short_title(elements: dict[str, list[Any]]) -> str:
    short = plain(first_text(elements, "itunes:title"))[:255]
    return "" if short == plain(first_text(elements, "title")) else short


def _attribute(elements: dict[str, list[Any]], name: str, key: str) -> str:
    return next(
        (plain(str(node.get(key)))[:128] for node in elements.get(name, ()) if node.get(key)), ""
    )


def texts_of(elements: dict[str, list[Any]]) -> tuple[tuple[str, str], ...]:
    """The podcast:txt elements by purpose, except for the one that we write ourselves."""
    return tuple(
        (str(node.get("purpose") or "")[:128], text_of(node)[:4000])
        for node in elements.get("podcast:txt", ())
        if node.get("purpose") != "ai-content" and text_of(node)
    )[:20]


def people_of(elements: dict[str, list[Any]], base: str) -> tuple[Credit, ...]:
    """podcast:person elements, else Podlove's Atom contributors."""
    people = [
        Credit(
            plain(text_of(node))[:128],
            str(node.get("role") or "host").lower()[:64],
            href=address(str(node.get("href") or ""), base),
            img=address(str(node.get("img") or ""), base),
        )
        for node in elements.get("podcast:person", ())
    ]
    if not people:
        for node in elements.get("atom:contributor", ()):
            inner = grouped(node)
            people.append(
                Credit(
                    plain(first_text(inner, "atom:name"))[:128],
                    "contributor",
                    href=address(first_text(inner, "atom:uri"), base),
                )
            )
    return tuple(dict.fromkeys(person for person in people if person.name))[:100]


def _enclosure(
    elements: dict[str, list[Any]], base: str, shown: str, place: str, losses: Losses
) -> RemoteFile | None:
    usable = []
    linked = [
        node
        for name in ("link", "atom:link")
        for node in elements.get(name, ())
        if node.get("rel") == "enclosure"
    ]
    for node in elements.get("enclosure") or linked or elements.get("media:content", []):
        written = attribute(node, "url") or attribute(node, "href")
        url = address(written, base)
        if not url and written.strip():
            relative = not base and not urlsplit(written.strip()).scheme
            why = "and a saved feed does not say where it was" if relative else "of the web"
            losses.warn(
                "relative-address" if relative else "address",
                f"{shown}{written[:60]!r} is not a whole address {why}".replace(" and", ", and"),
                "give the address of the feed instead of the file" if relative else "",
                place,
            )
        stated = attribute(node, "type").strip().lower().partition(";")[0].strip()
        mime = _sound_type(url, stated)
        if url and mime:
            if stated and mime != stated:
                losses.note("type", f"{shown}the type {stated[:60]!r} became {mime}", where=place)
            usable.append(RemoteFile(url, mime, _length(attribute(node, "length"))))
    if len(usable) > 1:
        losses.warn("enclosures", f"{shown}only the first of {len(usable)} is kept", where=place)
    return usable[0] if usable else None


def _sound_type(url: str, stated: str) -> str:
    """The media type to publish: by the file's extension if that is conclusive, as checks expect."""
    by_ending = media_type(url.partition("?")[0])
    if by_ending.startswith(_PLAYABLE):
        return stated if is_type_of(stated, by_ending) else by_ending
    stated = _USUAL_TYPES.get(stated, stated)
    if stated in ("", OCTETS, "binary/octet-stream"):
        return "audio/mpeg" if by_ending == OCTETS else ""
    return stated if stated.startswith(_PLAYABLE) and _TYPE.fullmatch(stated) else ""


def _length(text: str) -> int:
    """A length in bytes; 0 if it is not valid. Some hosts write separators: 12,345,678."""
    digits = re.sub(r"(?<=\d)[,.'_\u00a0\u202f ](?=\d{3}\b)", "", text.strip())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 13 else 0


def _guid(
    elements: dict[str, list[Any]], enclosure: RemoteFile, shown: str, place: str, losses: Losses
) -> str:
    # RSS has no <id>; hosts that write it mean Atom's, and some readers take it.
    written = first_text(elements, "guid", "id", "atom:id")
    guid = "".join(c for c in written if ord(c) >= 0x20 and ord(c) != 0x7F).strip()
    if guid != written:
        losses.warn(
            "guid", f"{shown}its GUID has control characters, which are left out", where=place
        )
    if guid:
        return guid
    losses.note(
        "no-guid",
        f"{shown}has no GUID; the URL of its audio, which apps use instead, becomes its GUID",
        where=place,
    )
    return enclosure.url


def _summary(elements: dict[str, list[Any]]) -> str:
    """The longest of the texts that hosts write; apps show content:encoded."""
    content = paragraphs(first_text(elements, "content:encoded"))
    return content or paragraphs(
        first_text(
            elements, "description", "itunes:summary", "itunes:subtitle", "googleplay:description"
        )
    )


def _byline(elements: dict[str, list[Any]]) -> str:
    name = plain(first_text(elements, "itunes:author", "dc:creator"))
    return "" if "@" in name else name[:255]


def _kind(text: str) -> str:
    return text.lower() if text.lower() in _KINDS else "full"


def _tags(elements: dict[str, list[Any]]) -> tuple[str, ...]:
    named = [plain(text_of(node)) for node in elements.get("category", ())]
    keywords = first_text(elements, "itunes:keywords")
    words = [plain(word) for word in keywords.split(",")] if len(keywords) < 10_000 else []
    return tuple(dict.fromkeys(word for word in (*named, *words) if 0 < len(word) <= 64))[:50]


def _transcripts(
    elements: dict[str, list[Any]], base: str, shown: str, place: str, losses: Losses
) -> tuple[RemoteFile, ...]:
    files = []
    for node in elements.get("podcast:transcript", ()):
        url = address(str(node.get("url") or ""), base)
        stated = str(node.get("type") or "").strip().lower().partition(";")[0]
        by_ending = media_type(url.partition("?")[0])
        known = by_ending in _TRANSCRIPTS and not is_type_of(stated, by_ending)
        mime = by_ending if known else stated
        if url and known and stated:
            losses.note("type", f"{shown}the type {stated[:60]!r} became {mime}", where=place)
        if not url or mime not in _TRANSCRIPTS:
            losses.warn("transcript", f"{shown}a transcript of type {mime!r} is lost", where=place)
            continue
        files.append(RemoteFile(url, mime, 0, str(node.get("language") or "")[:35]))
    return tuple(dict.fromkeys(files))[:20]


def _marks(elements: dict[str, list[Any]]) -> tuple[Mark, ...]:
    marks: dict[int, Mark] = {}
    for chapters in elements.get("psc:chapters", ()):
        for node in chapters:
            title = " ".join(str(node.get("title") or "").split())[:255]
            if name_of(node) != "psc:chapter" or not title:
                continue
            try:
                start_ms = timing.parse_timestamp(str(node.get("start") or ""))
            except ValueError:
                start_ms = duration_ms(str(node.get("start") or ""))
            marks.setdefault(start_ms, Mark(start_ms, title))
    return tuple(marks[start_ms] for start_ms in sorted(marks))[:1000]


def _soundbites(
    elements: dict[str, list[Any]], whole_ms: int, place: str, losses: Losses
) -> tuple[Soundbite, ...]:
    bites = []
    for node in elements.get("podcast:soundbite", ()):
        start_ms = duration_ms(str(node.get("startTime") or ""))
        length_ms = duration_ms(str(node.get("duration") or ""))
        if whole_ms and start_ms + length_ms > whole_ms:
            losses.warn(
                "soundbite", "a soundbite that ends after the audio is left out", where=place
            )
        elif length_ms:
            bites.append(Soundbite(start_ms, length_ms, plain(text_of(node))[:128]))
    return tuple(bites)[:20]


def _interactions(elements: dict[str, list[Any]], base: str) -> tuple[Interaction, ...]:
    talks = []
    for node in elements.get("podcast:socialInteract", ()):
        protocol = str(node.get("protocol") or "").strip().lower()[:64]
        uri = address(str(node.get("uri") or ""), base)
        if protocol == "disabled" or (protocol and uri):
            talks.append(
                Interaction(protocol, uri, " ".join(str(node.get("accountId") or "").split())[:128])
            )
    return tuple(dict.fromkeys(talks))[:10]


def _first_address(elements: dict[str, list[Any]], name: str, key: str, base: str) -> str:
    for node in elements.get(name, ()):
        url = address(str(node.get(key) or ""), base)
        if url:
            return url
    return ""


def identity(episode: FeedEpisode) -> str:
    """A short name for an episode's unfinished files."""
    return hashlib.sha256(episode.enclosure.url.encode()).hexdigest()[:24]
