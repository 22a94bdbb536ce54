"""Values for the templates: an episode in a list, its chapters and its files.

Templates of a show may use these names. Everything is text, which the templates escape.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from segmentcast import timing
from segmentcast.model import Chapter, Package, PackageFile, Part, Role, Show
from segmentcast.site import links, people_views
from segmentcast.site.people_views import Face
from segmentcast.site.transcript_views import seconds
from segmentcast.vocabulary.wordings import Language, direction, known

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
class EpisodeCard:
    """An episode in a list. `words` is the language of its own texts: date, kind, buttons.

    `picture` and `shape` are addresses of its picture and of its strip, which is empty where there
    is no transcript. `photograph`: the picture is the first guest's, from wherever it is hosted. `play` is the address of the sound, empty if there is none, and `direct` that
    without a service that counts; `play_label` and `pause_label` are what the button is called.
    """

    href: str
    title: str
    summary: str
    date: str
    datetime: str
    clock: str
    duration: str
    language: str
    direction: str
    retracted: str
    words: Language
    kind: str = ""
    people: str = ""
    faces: tuple[Face, ...] = ()
    picture: str = ""
    photograph: bool = False
    shape: str = ""
    play: str = ""
    direct: str = ""
    play_label: str = ""
    pause_label: str = ""
    total: str = ""


def chapters(items: Iterable[Chapter]) -> tuple[ChapterView, ...]:
    return tuple(
        ChapterView(seconds(item.start_ms), timing.clock(item.start_ms), item.title)
        for item in items
    )


def synthetic_parts(package: Package) -> tuple[ChapterView, ...]:
    """When synthetic voices are heard, where recorded ones are heard too, and whose words."""
    return tuple(
        ChapterView(
            seconds(part.start_ms),
            f"{timing.clock(part.start_ms)}\N{EN DASH}{timing.clock(part.end_ms)}",
            part.speaker,
        )
        for part in package.synthetic_parts
    )


def sidecars(package: Package, page: str) -> tuple[str, ...]:
    """The addresses of Content Credentials that are published beside their files."""
    return tuple(
        links.file_address(file, page) for file in package.files if file.role == "credentials"
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


def card(show: Show, package: Package, page: str, target: str, words: Language) -> EpisodeCard:
    """An episode as listed on `page`, in its own language if there are words for it."""
    package = people_views.with_portraits(show, package)
    own = known(package.language) or words
    sound = package.file("audio") if package.retracted is None else None
    clock = timing.length_clock(package.duration_ms)
    has_shape = package.file("vtt") is not None and package.retracted is None
    shape = links.relative(f"{posixpath.dirname(target)}/{SHAPE}", page) if has_shape else ""
    image = package.file("thumbnail") or show.thumbnail
    photograph = people_views.guest_picture(package) if package.retracted is None else ""
    return EpisodeCard(
        href=links.relative(target, page),
        title=package.title,
        summary=package.summary,
        date=own.date(package.published.date()),
        datetime=package.published.isoformat(),
        clock=clock,
        duration=timing.iso_duration(package.duration_ms),
        language=package.language,
        direction=direction(package.language),
        retracted=own.text("retracted", date=own.date(package.retracted.date.date()))
        if package.retracted
        else "",
        words=own,
        kind=kind(package, own) if package.retracted is None else "",
        people="".join(text for text, _ in people_views.people(package, own)),
        faces=people_views.faces(package),
        picture=photograph or shape or (links.file_address(image, page) if image else ""),
        photograph=bool(photograph),
        shape=shape,
        play=links.listening_address(show, sound, page) if sound else "",
        direct=links.file_address(sound, page) if sound else "",
        play_label=own.text("play_title", title=package.title, time=clock),
        pause_label=own.text("pause_title", title=package.title),
        total=seconds(package.duration_ms),
    )


SHAPE = "shape.svg"
"""The file with an episode's picture, beside its page."""


def kind(package: Package, words: Language) -> str:
    """Interview, report, trailer ...: what can be told from who speaks, or nothing."""
    if package.kind != "full":
        return words.text(package.kind)
    parts = {credit.part for credit in package.credits}
    if Part.REPORTER.value in parts:
        return words.text("report")
    return words.text("interview") if {Part.HOST.value, Part.GUEST.value} <= parts else ""


def facts(package: Package, words: Language) -> tuple[str, ...]:
    """The length in minutes, the number of chapters, and whether there is a transcript."""
    minutes = max(1, round(package.duration_ms / 60_000))
    parts = [words.text("minutes", count=str(minutes))]
    if len(package.chapters) > 1:
        parts.append(words.text("count_chapters", count=str(len(package.chapters))))
    if package.cues:
        parts.append(words.text("with_transcript"))
    return tuple(parts)


def _extension(file: PackageFile) -> str:
    suffix = (file.path or file.url.partition("?")[0]).rpartition("/")[2].rpartition(".")[2]
    return suffix.upper() if suffix.isalnum() else file.mime.rpartition("/")[2].upper()
