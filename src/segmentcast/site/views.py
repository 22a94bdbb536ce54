"""What the templates are given: the words of an episode, put in the order of the page.

These are the names that a template of a show's own may use. Everything here is text; the
templates escape it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from segmentcast import timing
from segmentcast.model import Chapter, Credit, Cue, Package, PackageFile, Role, Unheard
from segmentcast.site import links
from segmentcast.site.search.person_keys import person_key, person_path
from segmentcast.vocabulary.wordings import Language, direction

_DOWNLOADS: tuple[tuple[Role, str], ...] = (
    ("audio", "download_audio"),
    ("alternate", "download_audio"),
    ("vtt", "download_vtt"),
    ("srt", "download_srt"),
    ("captions-json", "download_json"),
    ("captions-html", "download_html"),
    ("chapters", "download_chapters"),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One cue: when it begins (seconds, for `data-start`; empty for what is not heard) and its words."""

    start: str
    text: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """What one person says until another one speaks. `anchor` is its `id`: `turn-4`, from 1."""

    anchor: str
    speaker: str
    start: str
    clock: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A chapter: when it begins, as seconds and as people read it, and its title."""

    start: str
    clock: str
    title: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take home: its address as seen from the page, what it is, how large."""

    href: str
    label: str
    size: str


@dataclass(frozen=True, slots=True)
class CreditView:
    """Somebody to name. `synthetic` says that a synthetic voice speaks the person's words.

    `href` is an address that the show gave, `page` that of all episodes with the person.
    """

    name: str
    role: str
    synthetic: bool
    href: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody in a list of people, with the number of episodes."""

    name: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """An episode in a list."""

    href: str
    title: str
    summary: str
    date: str
    datetime: str
    clock: str
    duration: str
    language: str
    direction: str
    retracted: bool


def turns(cues: Iterable[Cue], unheard: Iterable[Unheard] = ()) -> Iterator[TurnView]:
    """The transcript: turns in order, each with paragraphs of sentences, heard and not heard.

    A turn that is broken by another (cues out of order) is shown in the order in which it is
    heard; only its first part gets the anchor's plain name.
    """
    seen: dict[int, int] = {}
    sentences = _in_order(tuple(cues), unheard)
    for (number, speaker), group in groupby(sentences, key=lambda cue: (cue.turn, cue.speaker)):
        spoken = list(group)
        start_ms = next((cue.start_ms for cue in spoken if isinstance(cue, Cue)), None)
        part = seen[number] = seen.get(number, 0) + 1
        yield TurnView(
            anchor=f"turn-{number + 1}" if part == 1 else f"turn-{number + 1}-{part}",
            speaker=speaker,
            start="" if start_ms is None else seconds(start_ms),
            clock="" if start_ms is None else timing.clock(start_ms),
            paragraphs=tuple(
                tuple(
                    Sentence(seconds(cue.start_ms) if isinstance(cue, Cue) else "", cue.text)
                    for cue in paragraph
                )
                for _, paragraph in groupby(spoken, key=lambda cue: cue.paragraph)
            ),
        )


def _in_order(cues: Sequence[Cue], unheard: Iterable[Unheard]) -> Iterator[Cue | Unheard]:
    """The sentences in the order of the transcript."""
    waiting = {
        place: tuple(group)
        for place, group in groupby(unheard, key=lambda sentence: sentence.before)
    }
    for place, cue in enumerate(cues):
        yield from waiting.get(place, ())
        yield cue
    yield from waiting.get(len(cues), ())


def chapters(items: Iterable[Chapter]) -> tuple[ChapterView, ...]:
    return tuple(
        ChapterView(seconds(item.start_ms), timing.clock(item.start_ms), item.title)
        for item in items
    )


def downloads(package: Package, page: str, words: Language) -> tuple[Download, ...]:
    """The files of an episode that a reader may want, audio first."""
    return tuple(
        Download(
            links.file_address(file, page),
            f"{words.text(key)} ({_extension(file)})" if role in _SOUND else words.text(key),
            words.megabytes(file.length_bytes),
        )
        for role, key in _DOWNLOADS
        for file in package.files
        if file.role == role
    )


_SOUND = ("audio", "alternate")


def credits(
    people: Iterable[Credit], words: Language, page: str, known: Container[str] | None = None
) -> tuple[CreditView, ...]:
    """People with links as seen from `page`; `known` are the keys of those who have a page (None: all)."""
    return tuple(
        CreditView(
            person.name,
            person.role or words.words.get(f"part_{person.part}", person.part),
            bool(person.voice),
            links.safe(person.href),
            links.relative(person_path(key), page)
            if (key := person_key(person.name)) and (known is None or key in known)
            else "",
        )
        for person in people
    )


def card(package: Package, page: str, target: str, words: Language) -> EpisodeCard:
    """An episode as a list on `page` shows it."""
    return EpisodeCard(
        href=links.relative(target, page),
        title=package.title,
        summary=package.summary,
        date=words.date(package.published.date()),
        datetime=package.published.isoformat(),
        clock=timing.clock(timing.round_to_seconds(package.duration_ms) * 1000),
        duration=timing.iso_duration(package.duration_ms),
        language=package.language,
        direction=direction(package.language),
        retracted=package.retracted is not None,
    )


def seconds(ms: int) -> str:
    """Seconds without trailing zeros: `83`, `12.35`."""
    return f"{ms / 1000:.10g}"


def _extension(file: PackageFile) -> str:
    suffix = (file.path or file.url.partition("?")[0]).rpartition("/")[2].rpartition(".")[2]
    return suffix.upper() if suffix.isalnum() else file.mime.rpartition("/")[2].upper()
