"""What is to be added, read before anything is written: a transcript, a recording, a page's address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from urllib.parse import urljoin, urlsplit

from segmentcast import files, transcript
from segmentcast.config import ShowConfig
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.intake.web_page import FetchedPage, fetch_page, fetch_picture
from segmentcast.model import Finding, Transcript
from segmentcast.tags import RecordingTags
from segmentcast.visitor import HttpVisitor, shown
from segmentcast.vocabulary.sound_files import SUFFIXES as SOUND_SUFFIXES
from segmentcast.vocabulary.web_addresses import spelling_advice
from segmentcast.workspace.file_kinds import is_chapter_file
from segmentcast.workspace.notes_file import NAMES as NOTES
from segmentcast.workspace.recording_file import tags_of

_SECRET = re.compile(r"(?:^|[&;])[^=&;]*(?:token|secret|key|sig|auth|pass|session)[^=&;]*=", re.I)
NO_TAGS = RecordingTags()
_PICTURES = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))


@dataclass(frozen=True, slots=True)
class Material:
    """One source, read. `text` is the transcript's bytes as they came, `suffix` how its file is to end.

    `recording` is a sound file that is copied, `tags` what it says of itself; `picture` (name, bytes) stands beside the text, as
    artwork where `artwork` says so. `link` is the address of a page that was fetched. `companions` are chapters and notes from
    beside the recording, each with its name in the episode's folder.
    """

    source: str
    stem: str
    text: bytes = b""
    suffix: str = ""
    transcript: Transcript | None = None
    recording: Path | None = None
    tags: RecordingTags = NO_TAGS
    picture: tuple[str, bytes] | None = None
    artwork: bool = False
    link: str = ""
    companions: tuple[tuple[str, Path], ...] = ()
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class FetchedMaterial:
    """All that one address gave: the page, and the bytes of the picture that it names, or why there are none."""

    source: str
    page: FetchedPage
    picture: bytes = b""
    no_picture: str = ""


def is_address(source: str) -> bool:
    """Whether a source is on the web; anything else is a path."""
    return source.startswith(("http://", "https://"))


def gather(source: str, show: ShowConfig) -> Material:
    """The source, read. Raises a SegmentcastError with all that stands in its way."""
    if is_address(source):
        return material_of(fetch(source, show), show)
    path = Path(source)
    if path.is_dir():
        raise UsageError(Problem(source, "this is a folder", "give the files in it"))
    if not path.is_file():
        raise UsageError(Problem(source, "there is no such file", spelling_advice(source)))
    if path.suffix.lower() in SOUND_SUFFIXES:
        from segmentcast.audio_io import probe

        probe(path)  # raises for what is no sound
        return _recording(source, path)
    if is_chapter_file(path.name) or path.name.lower() in NOTES:
        what = "chapters and show notes belong to an episode, and are none by themselves"
        mend = "name it like its recording (talk.mp3, talk.cue, talk.notes.md), or copy it into the episode's folder"
        raise UsageError(Problem(source, what, mend))
    data = files.read(path)
    read = _read(data, source, show)
    return Material(source, path.stem, data, transcript.suffix_of(data, path.name), read)


def fetch(address: str, show: ShowConfig) -> FetchedMaterial:
    """The page at an address and its picture, fetched once.

    Raises StoreError if the page does not arrive, and TranscriptError if it is none.
    """
    # Each address has a client of its own: what one page names gives no other leave to reach it.
    visitor = HttpVisitor([address], agent="add")
    page = fetch_page(address, visitor)
    named = _read(page.data, page.url, show).image_url
    where = urljoin(page.url, named) if named else ""
    picture, why_not = b"", ""
    try:
        picture = fetch_picture(where, visitor) if is_address(where) else b""
    except SegmentcastError as error:
        why_not = error.problems[0].what
    return FetchedMaterial(shown(address), page, picture, why_not)


def companions_of(recording: Path) -> tuple[tuple[str, Path], ...]:
    """Chapters and notes beside a recording, by their names in the episode's folder.

    They are named like it (`talk.cue`, `talk.chapters.json`, `talk.notes.md`); `notes.md` by itself
    is taken too if there is no other recording.
    """
    with files.explained(recording.parent):
        beside = sorted(path for path in recording.parent.iterdir() if path.is_file())
    alone = sum(path.suffix.lower() in SOUND_SUFFIXES for path in beside) == 1
    taken: dict[str, Path] = {}
    for path in beside:
        if path.name.startswith(f"{recording.stem}."):
            ending = path.name[len(recording.stem) :].lower()
            if is_chapter_file(path.name):
                taken[f"recording{ending}"] = path
            elif ending[1:] in NOTES:
                taken[ending[1:]] = path
    for path in beside if alone and taken.keys().isdisjoint(NOTES) else ():
        if path.name.lower() in NOTES:
            taken[path.name.lower()] = path
    return tuple(sorted(taken.items()))


def _recording(source: str, path: Path) -> Material:
    companions = companions_of(path)
    findings = tuple(
        Finding("note", "beside", str(companion), f"goes along with {path.name}, as {name}.")
        for name, companion in companions
    )
    return Material(
        source, path.stem, recording=path, tags=tags_of(path),
        companions=companions, findings=findings,
    )  # fmt: skip


def _read(data: bytes, name: str, show: ShowConfig) -> Transcript:
    return transcript.read(
        data,
        name,
        directions=transcript.rules_from_toml(show.directions, show.where),
        language=show.show.language,
        roster=[credit.name for credit in show.show.people],
    )


def material_of(fetched: FetchedMaterial, show: ShowConfig) -> Material:
    """What was fetched, read. Raises TranscriptError for what is no transcript."""
    page = fetched.page
    read = _read(page.data, page.url, show)
    findings: list[Finding] = []
    if page.note:
        findings.append(Finding("note", "encoding", page.url, f"{page.note}."))
    if read.published is None:
        findings.append(
            Finding("warning", "page-date", page.url, "the page does not say when it was published.",
                    "episode.toml: date = 2026-01-20")
        )  # fmt: skip
    picture, artwork = _picture(read, fetched, findings)
    canonical = urljoin(page.url, read.page_url) if read.page_url else ""
    ours, theirs = urlsplit(page.url), urlsplit(canonical)
    link = canonical if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc) else page.url
    link = shown(link)
    if _SECRET.search(urlsplit(link).query):
        findings.append(
            Finding("warning", "link", link, "this address will be public, and its query may hold a secret.",
                    'episode.toml: link = "..."')
        )  # fmt: skip
    suffix = transcript.suffix_of(page.data, page.name)
    stem = PurePath(urlsplit(link).path).stem
    return Material(
        fetched.source, stem, page.data, suffix, read,
        picture=picture, artwork=artwork, link=link, findings=tuple(findings),
    )  # fmt: skip


def _picture(
    read: Transcript, fetched: FetchedMaterial, findings: list[Finding]
) -> tuple[tuple[str, bytes] | None, bool]:
    """The page's picture as artwork where podcast apps take it, else beside the page, for a person."""
    url, data = fetched.page.url, fetched.picture
    if not read.image_url:
        findings.append(Finding("note", "page-picture", url, "the page names no picture."))
        return None, False
    where = urljoin(url, read.image_url)
    if fetched.no_picture:
        what = f"the page's picture could not be fetched: {fetched.no_picture}"
        findings.append(Finding("warning", "page-picture", where, what, "Add a picture yourself."))
        return None, False
    ending = next((ending for mark, ending in _PICTURES if data.startswith(mark)), "")
    if not ending:
        what = "the page's picture is neither JPEG nor PNG, and is left out."
        findings.append(Finding("warning", "page-picture", where, what))
        return None, False
    from segmentcast import artwork

    refused = [one for one in artwork.check(data, f"artwork{ending}") if one.severity == "error"]
    if refused:
        what = f"the page's picture is kept as picture{ending}, not as artwork: {refused[0].what}"
        findings.append(Finding("note", "page-picture", where, what, refused[0].mend))
        return (f"picture{ending}", data), False
    return (f"artwork{ending}", data), True


def with_recording(text: Material, sound: Material) -> Material:
    """The transcript together with the recording and what goes along with it."""
    return replace(
        text,
        recording=sound.recording,
        companions=sound.companions,
        findings=(*text.findings, *sound.findings),
    )


def paired(materials: list[Material]) -> list[Material]:
    """Recordings joined to the transcripts beside them that are named like them, in the given order.

    Where there is none beside it, a recording goes to the one transcript of its name, if there is
    just one of each.
    """
    joined = list(materials)
    gone: set[int] = set()
    sounds = [at for at, one in enumerate(materials) if one.recording is not None]
    for at in sounds:
        sound = materials[at]
        named = [
            n for n, one in enumerate(materials) if one.recording is None and one.stem == sound.stem
        ]
        beside = [
            n
            for n in named
            if PurePath(materials[n].source).parent == PurePath(sound.source).parent
        ]
        alone = sum(materials[n].stem == sound.stem for n in sounds) == 1 and len(named) == 1
        text = next(iter(beside or (named if alone else [])), None)
        if text is not None and joined[text].recording is None:
            joined[text] = with_recording(joined[text], sound)
            gone.add(at)
    return [one for at, one in enumerate(joined) if at not in gone]
