"""Produces the files of an episode whose audio is published unchanged."""

from __future__ import annotations

from functools import partial
from typing import Any

from segmentcast import files, layout
from segmentcast.chapters import ChapterMark, read_marks
from segmentcast.config import ShowConfig
from segmentcast.config.podcasting import Enclosure
from segmentcast.digest import digest
from segmentcast.errors import ArtworkError, Problem
from segmentcast.model import Chapter, Cue, Finding, Package, PackageFile, Part, Transcript
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.publish.produce.production import Produced
from segmentcast.publish.published_files import put_file
from segmentcast.publish.supplied_picture import read_picture
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.media_types import CHAPTERS, OCTETS, media_type
from segmentcast.workspace.transcript_source import CAPTION_ROLES, timed_transcript

_SUFFIXES = {
    "vtt": ".vtt",
    "srt": ".srt",
    "captions-json": ".json",
    "captions-html": ".html",
    "captions-text": ".txt",
}


def produce_hosted(
    plan: Plan, enclosure: Enclosure, show: ShowConfig, store: DirectoryStore, *, guid: str
) -> Produced:
    """The episode's package; the files of its folder are written to the store.

    Findings name captions and chapters that cannot be used. Raises a SegmentcastError.
    """
    findings: list[Finding] = []
    config = plan.config
    if not enclosure.file and not enclosure.length:
        findings.append(
            Finding(
                "warning",
                "length",
                config.where,
                "[enclosure] has no length; the feed states 0, as for a length that is not known",
                "add: length = ... (its size in bytes; podcast apps show it)",
            )
        )
    package_files = [_sound(plan, enclosure, store)]
    package_files += _pictures(plan, enclosure, store)
    package_files += _captions(plan, enclosure, store, findings)
    document, sections = _chapters(plan, enclosure, store, findings)
    transcript = timed_transcript(plan.folder, enclosure, plan.language, findings)
    package = Package(
        id=plan.id,
        guid=guid,
        title=plan.title,
        summary=plan.summary,
        published=plan.published,
        duration_ms=enclosure.duration_ms,
        files=(*package_files, *document),
        cues=_cues(transcript) if transcript else (),
        chapters=sections,
        language=plan.language,
        narrated=enclosure.synthetic,
        link=config.link,
        comments_url=config.comments,
        byline=config.byline,
        season=config.season,
        number=config.number,
        kind=config.kind,  # type: ignore[arg-type]
        explicit=config.explicit if config.explicit is not None else show.show.explicit,
        tags=config.tags,
        show_notes=plan.show_notes,
    )
    made_from = {"hosted": digest(sorted(plan.inputs.items()))}
    return Produced(package, made_from, 0, 0, tuple(findings))


def _sound(plan: Plan, enclosure: Enclosure, store: DirectoryStore) -> PackageFile:
    if not enclosure.file:
        return PackageFile("audio", "", enclosure.type, enclosure.length, "", url=enclosure.url)
    path = plan.folder.file(enclosure.file)
    path_of = partial(layout.audio_path, plan.id, suffix=path.suffix.lower())
    return put_file(store, "audio", path_of, path)


def _pictures(plan: Plan, enclosure: Enclosure, store: DirectoryStore) -> list[PackageFile]:
    """The episode's own picture. Without one, apps show the show's."""
    name, url = plan.config.artwork, enclosure.artwork_url
    if name:
        data, suffix = read_picture(plan.folder.file(name), name, plan.config.where)
        path_of = partial(layout.artwork_path, plan.id, suffix=suffix)
        return [put_file(store, "artwork", path_of, data)]
    if url:
        kind = media_type(url.partition("?")[0])
        if kind == OCTETS:
            kind = "image/jpeg"  # many hosts serve pictures at addresses without an ending
        if not kind.startswith("image/"):
            raise ArtworkError(
                Problem(
                    plan.config.where, f"artwork_url {url!r} is not a picture", "remove the key"
                )
            )
        return [PackageFile("artwork", "", kind, 0, "", url=url)]
    return []


def _captions(
    plan: Plan, enclosure: Enclosure, store: DirectoryStore, findings: list[Finding]
) -> list[PackageFile]:
    captions = []
    for document in enclosure.transcripts:
        kind = document.type or media_type(document.file or document.url.partition("?")[0])
        role = CAPTION_ROLES.get(kind)
        if role is None:
            findings.append(
                _left_out(
                    plan,
                    document.file or document.url,
                    f"feeds don't support transcripts of type {kind}",
                )
            )
        elif document.file:
            data = files.read(plan.folder.file(document.file))
            path_of = partial(layout.caption_path, plan.id, suffix=_SUFFIXES[role])
            captions.append(put_file(store, role, path_of, data, document.language))
        else:
            captions.append(
                PackageFile(role, "", kind, 0, "", url=document.url, language=document.language)
            )
    return captions


def _chapters(
    plan: Plan, enclosure: Enclosure, store: DirectoryStore, findings: list[Finding]
) -> tuple[list[PackageFile], tuple[Chapter, ...]]:
    name, url = enclosure.chapters, enclosure.chapters_url
    if not name:
        remote = [PackageFile("chapters", "", CHAPTERS, 0, "", url=url)] if url else []
        return remote, ()
    data = files.read(plan.folder.file(name))
    try:
        sections = _sections(read_marks(data, "chapters.json"), enclosure.duration_ms)
    except ValueError as error:
        findings.append(_left_out(plan, name, f"its chapters cannot be read: {error}"))
        return [], ()
    return [put_file(store, "chapters", partial(layout.chapters_path, plan.id), data)], sections


def _sections(marks: tuple[ChapterMark, ...], duration_ms: int) -> tuple[Chapter, ...]:
    """Chapters as their host has them, in its order."""
    ends = [mark.start_ms for mark in marks[1:]]
    ends += [max(duration_ms, mark.start_ms) for mark in marks[-1:]]
    return tuple(
        Chapter(mark.start_ms, end, mark.title) for mark, end in zip(marks, ends, strict=True)
    )


def _cues(transcript: Transcript) -> tuple[Cue, ...]:
    """A cue for each timed paragraph."""
    names: dict[str, Any] = {speaker.key: speaker for speaker in transcript.speakers}
    cues = []
    for number, turn in enumerate(transcript.turns):
        who = names.get(turn.speaker)
        shown = who.name if who and (who.part is not Part.NARRATOR or len(names) > 1) else ""
        for place, paragraph in enumerate(turn.paragraphs):
            if paragraph.start_ms is not None and paragraph.text:
                end_ms = max(paragraph.end_ms or 0, paragraph.start_ms)
                cues.append(Cue(paragraph.start_ms, end_ms, shown, paragraph.text, number, place))
    return tuple(cues)


def _left_out(plan: Plan, what: str, why: str) -> Finding:
    return Finding("warning", "left-out", f"{plan.folder.path}/{what}", f"left out: {why}")
