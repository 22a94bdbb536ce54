"""Values for the templates: an episode's words in page order, and lists.

Templates of a show may use these names. Everything is text, which the templates escape.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from segmentcast import timing
from segmentcast.model import Chapter, Credit, Cue, Package, PackageFile, Part, Role, Show, Unheard
from segmentcast.site import links
from segmentcast.site.search.person_keys import person_key, person_path
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
class Sentence:
    """A sentence: its start in seconds for `data-start` (empty if it is not heard), and its words."""

    start: str
    text: str


@dataclass(frozen=True, slots=True)
class Face:
    """A person's portrait: `img` is the address of a photograph; without one there are initials."""

    initials: str
    img: str = ""


@dataclass(frozen=True, slots=True)
class TurnView:
    """The words of one speaker until the next. `anchor` is its `id`: `turn-4`, counted from 1.

    `face` and `role` are set at a person's first turn. `question`: the last paragraph is a question
    that the next speaker answers.
    """

    anchor: str
    speaker: str
    start: str
    clock: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    face: Face | None = None
    role: str = ""
    role_language: str = ""
    question: bool = False


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
    """A person in a list, with the number of episodes, and `facts` that say it in words."""

    name: str
    href: str
    count: int
    face: Face = Face("")
    facts: str = ""


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


def turns(
    cues: Iterable[Cue],
    unheard: Iterable[Unheard] = (),
    credits: Sequence[Credit] = (),
    words: Language | None = None,
    language: str = "",
) -> Iterator[TurnView]:
    """The transcript: turns in order, each with paragraphs of sentences, heard or not.

    A turn that is interrupted by another (cues out of order) is shown in the order in which it is
    heard. Only its first part gets the plain anchor. `language` is that of the words, `words` has
    the page's own.
    """
    people = {credit.name: credit for credit in credits}
    numbers: dict[int, int] = {}
    introduced: set[str] = set()
    sentences = _in_order(tuple(cues), unheard)
    runs = [
        (key, list(group))
        for key, group in groupby(sentences, key=lambda cue: (cue.turn, cue.speaker))
    ]
    for place, ((number, speaker), spoken) in enumerate(runs):
        start_ms = next((cue.start_ms for cue in spoken if isinstance(cue, Cue)), None)
        part = numbers[number] = numbers.get(number, 0) + 1
        person = people.get(speaker)
        new = person if speaker not in introduced else None
        introduced.add(speaker)
        answered = place + 1 < len(runs) and runs[place + 1][0][1] != speaker
        paragraphs = [
            list(paragraph) for _, paragraph in groupby(spoken, key=lambda cue: cue.paragraph)
        ]
        own_role = new.role if new else ""
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
                for paragraph in paragraphs
            ),
            face=portrait(new) if new else None,
            role=own_role or (_part(new, words) if new and words else ""),
            role_language=language if own_role else words.tag if words else "",
            question=answered
            and person is not None
            and person.part == Part.HOST.value
            and is_question(" ".join(cue.text for cue in paragraphs[-1])),
        )


_QUESTION_MARKS = ("?", "\u061f", "\uff1f", "\u037e")
_LONGEST_QUESTION = 45
"""Words of a paragraph that is set as a question."""


def is_question(text: str) -> bool:
    """Whether a paragraph ends with a question mark and is short enough to be set as a question."""
    ending = text.rstrip().rstrip("\"'\u201d\u2019\u00bb)")
    return ending.endswith(_QUESTION_MARKS) and len(text.split()) <= _LONGEST_QUESTION


def portrait(person: Credit) -> Face:
    """The photograph if there is one, and the first letters of the first and last name."""
    names = [name for name in person.name.split() if name[:1].isalpha()]
    letters = [name[0] for name in (names[:1] + names[-1:] if len(names) > 1 else names)]
    return Face("".join(letters).upper(), links.safe_picture(person.img))


def with_portraits(show: Show, package: Package) -> Package:
    """The package whose people have the pictures that are given for their names anywhere."""
    pictures = {
        person.name: person.img for person in (*show.people, *package.credits) if person.img
    }
    if not pictures:
        return package
    people = (replace(one, img=one.img or pictures.get(one.name, "")) for one in package.credits)
    return replace(package, credits=tuple(people))


def guest_picture(package: Package) -> str:
    """The address of the first guest's photograph, or an empty string."""
    guests, _ = _speakers(package)
    return portrait(guests[0]).img if guests else ""


def _part(person: Credit, words: Language) -> str:
    return words.words.get(f"part_{person.part}", person.part)


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


def credits(
    people: Iterable[Credit], words: Language, page: str, known: Container[str] | None = None
) -> tuple[CreditView, ...]:
    """People with links relative to `page`. `known` has the keys of those with a page (None: all)."""
    return tuple(
        CreditView(
            person.name,
            person.role or _part(person, words),
            bool(person.voice),
            links.safe(person.href),
            links.relative(person_path(key), page)
            if (key := person_key(person.name)) and (known is None or key in known)
            else "",
        )
        for person in people
    )


def card(show: Show, package: Package, page: str, target: str, words: Language) -> EpisodeCard:
    """An episode as listed on `page`, in its own language if there are words for it."""
    package = with_portraits(show, package)
    own = known(package.language) or words
    sound = package.file("audio") if package.retracted is None else None
    clock = timing.clock(timing.round_to_seconds(package.duration_ms) * 1000)
    has_shape = package.file("vtt") is not None and package.retracted is None
    shape = links.relative(f"{posixpath.dirname(target)}/{SHAPE}", page) if has_shape else ""
    image = package.file("thumbnail") or show.thumbnail
    photograph = guest_picture(package) if package.retracted is None else ""
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
        people="".join(text for text, _ in people(package, own)),
        faces=faces(package),
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
_MOST_NAMED, _MOST_FACES = 3, 3


def faces(package: Package) -> tuple[Face, ...]:
    """The portraits of the first people who speak, guests first."""
    guests, hosts = _speakers(package)
    return tuple(portrait(person) for person in (*guests, *hosts)[:_MOST_FACES])


def people(package: Package, words: Language) -> tuple[tuple[str, bool], ...]:
    """Who speaks, as pieces of a line: text, and whether it is a name ("Peter Lang", " with ", ...)."""
    guests, hosts = (_names(group, words) for group in _speakers(package))
    if not (guests and hosts):
        return ((guests or hosts, True),) if guests or hosts else ()
    values = {"guests": guests, "hosts": hosts}
    return tuple(
        (values.get(piece, piece), piece in values)
        for piece in re.split(r"[{}]", words.text("people_with"))
        if piece
    )


def _speakers(package: Package) -> tuple[list[Credit], list[Credit]]:
    """Those who are heard: everybody but the hosts, and the hosts."""
    heard = [person for person in package.credits if person.part in _SPEAKING]
    hosts = [person for person in heard if person.part == Part.HOST.value]
    return [person for person in heard if person not in hosts], hosts


_SPEAKING = frozenset(part.value for part in Part)


def _names(people: Sequence[Credit], words: Language) -> str:
    names = [person.name for person in people[:_MOST_NAMED]]
    if len(people) > _MOST_NAMED:
        return words.text("list_comma").join(names) + f" +{len(people) - _MOST_NAMED}"
    *first, last = names or [""]
    comma, and_ = words.words["list_comma"], words.words["list_and"]
    return comma.join(first) + (and_ if first else "") + last


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


def seconds(ms: int) -> str:
    """Seconds without trailing zeros: `83`, `12.35`."""
    return f"{ms / 1000:.10g}"


def _extension(file: PackageFile) -> str:
    suffix = (file.path or file.url.partition("?")[0]).rpartition("/")[2].rpartition(".")[2]
    return suffix.upper() if suffix.isalnum() else file.mime.rpartition("/")[2].upper()
