"""Optional elements of the Podcasting 2.0 namespace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segmentcast import timing
from segmentcast.feed.characters import line, prose
from segmentcast.feed.podcast_namespace import ITUNES, PODCAST, Element
from segmentcast.feed.raw_block import parse_block, parse_element
from segmentcast.model import Package, Show
from segmentcast.vocabulary.web_addresses import file_url, is_web_address

_MAX_TITLE = 128
_MAX_TEXT = 4000
_MAX_SOUNDBITES = 20


def channel_additions(show: Show, trailers: Sequence[Package]) -> Iterator[Element]:
    """The channel's texts, podroll, value and trailers (Podcasting 2.0 namespace)."""
    yield from _texts(show.texts)
    if show.podroll:
        yield Element(
            f"{{{PODCAST}}}podroll",
            children=tuple(
                _element("remoteItem", feedGuid=guid, feedUrl=address, title=line(title))
                for guid, address, title in show.podroll
            ),
        )
    if show.value:
        yield parse_block(show.value, "value")
    if show.publisher[0]:
        guid, address = show.publisher
        remote = _element("remoteItem", medium="publisher", feedGuid=guid, feedUrl=address)
        yield Element(f"{{{PODCAST}}}publisher", children=(remote,))
    yield from (parse_element(text) for text in show.elements)
    for trailer in trailers:
        audio = trailer.file("audio")
        if audio is not None and trailer.retracted is None:
            yield _element(
                "trailer",
                line(trailer.title, _MAX_TITLE) or trailer.id,
                pubdate=timing.rfc2822(trailer.published),
                url=file_url(show.base_url, audio),
                length=str(audio.length_bytes),
                type=audio.mime,
                season=str(trailer.season or ""),
            )


def item_additions(package: Package) -> Iterator[Element]:
    """An episode's soundbites, texts, value and social interactions."""
    for bite in package.soundbites[:_MAX_SOUNDBITES]:
        yield _element(
            "soundbite",
            line(bite.title, _MAX_TITLE),
            startTime=f"{bite.start_ms / 1000:.3f}",
            duration=f"{bite.duration_ms / 1000:.3f}",
        )
    yield from _texts(package.texts)
    if package.value:
        yield parse_block(package.value, "value")
    yield from _names_and_numbers(package)
    if package.license:
        license_name = line(package.license, _MAX_TITLE)
        yield _element("license", license_name, url=package.license_url)
    if package.location:
        yield _element("location", line(package.location, _MAX_TITLE), rel="subject")
    yield from (parse_element(text) for text in package.elements)
    for priority, interaction in enumerate(package.interactions, 1):
        if interaction.protocol == "disabled":
            yield _element("socialInteract", protocol="disabled")
        elif is_web_address(interaction.uri) and interaction.uri != package.comments_url:
            yield _element(
                "socialInteract",
                protocol=interaction.protocol,
                uri=interaction.uri,
                accountId=line(interaction.account, _MAX_TITLE),
                priority=str(priority),
            )


def _names_and_numbers(package: Package) -> Iterator[Element]:
    """What apps show for title, season and number (iTunes; Podcasting 2.0, season and episode)."""
    if package.short_title:
        yield Element(f"{{{ITUNES}}}title", line(package.short_title, 255))
    if package.hidden:
        yield Element(f"{{{ITUNES}}}block", "Yes")
    if package.season_name and package.season:
        name = line(package.season_name, _MAX_TITLE)
        yield _element("season", str(package.season), name=name)
    if package.number_shown and package.number:
        yield _element("episode", str(package.number), display=line(package.number_shown, 32))


def _texts(texts: Sequence[tuple[str, str]]) -> Iterator[Element]:
    for purpose, text in texts:
        yield _element("txt", prose(text)[:_MAX_TEXT], purpose=line(purpose, _MAX_TITLE))


def _element(name: str, text: str = "", /, **attributes: str) -> Element:
    given = tuple((key, value) for key, value in attributes.items() if value)
    return Element(f"{{{PODCAST}}}{name}", text, given)
