"""Values for the templates: an episode's words in page order, and lists.

Templates of a show may use these names. Everything is text, which the templates escape.
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
    """A sentence: its start in seconds for `data-start` (empty if it is not heard), and its words."""

    start: str
    text: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """The words of one speaker until the next. `anchor` is its `id`: `turn-4`, counted from 1."""

    anchor: str
    speaker: str
    start: str
    clock: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A chapter: its start, in seconds and formatted, and its title."""

    start: str
    clock: str
    title: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download: its relative URL, its kind and its size."""

    href: str
    label: str
    size: str


@dataclass(frozen=True, slots=True)
class CreditView:
    """A credited person. `synthetic` says that a synthetic voice speaks their words.

    `href` is a URL set by the show, `page` that of the person's episodes.
    """

    name: str
    role: str
    synthetic: bool
    href: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person in a list, with the number of episodes."""

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
    """The transcript: turns in order, each with paragraphs of sentences, heard or not.

    A turn that is interrupted by another (cues out of order) is shown in the order in which it is
    heard. Only its first part gets the plain anchor.
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
    """The sentences in transcript order."""
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
    """An episode's files that a reader may want, audio first."""
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
    """People with links relative to `page`. `known` has the keys of those with a page (None: all)."""
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
    """An episode as listed on `page`."""
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
