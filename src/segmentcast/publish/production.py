"""An episode's files: sound, captions, chapters, artwork and tags, from its plan.

Each product has a key of what it is made from. When the key is that of the last time and the
file is still there, the product is kept as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from segmentcast import artwork, captions, chapters, files, layout, master, narration, tags
from segmentcast.cache import Record, SpeechCache, digest
from segmentcast.config import ShowConfig
from segmentcast.errors import ArtworkError, Problem
from segmentcast.model import (
    Chapter,
    Credit,
    Cue,
    Loudness,
    Package,
    PackageFile,
    Part,
    Role,
    Show,
)
from segmentcast.ports import Engine, Progress, Store
from segmentcast.publish.planning import EpisodePlan
from segmentcast.store import DirectoryStore


@dataclass(frozen=True, slots=True)
class Workshop:
    """What production works with: where sentences are kept, where files go, how many threads."""

    speech: SpeechCache
    store: DirectoryStore
    work: Path
    workers: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Produced:
    """A finished package, the keys of its products, and how many sentences were spoken for it."""

    package: Package
    products: dict[str, str]
    spoken: int
    reused: int


@dataclass(frozen=True, slots=True)
class _Sound:
    frames: Path
    cues: tuple[Cue, ...]
    duration_ms: int
    loudness: Loudness
    spoken: int
    reused: int


def produce(
    plan: EpisodePlan,
    show: ShowConfig,
    engines: dict[str, Engine],
    shop: Workshop,
    previous: Record | None,
    *,
    guid: str,
) -> Produced:
    """Makes what is missing and writes it to the store; nothing that is there is touched.

    Raises a SegmentcastError; what was published before stays as it was.
    """
    with _sound(plan, show, engines, shop, previous) as sound:
        sections = _chapters(plan, sound)
        package = Package(
            id=plan.id,
            guid=guid,
            title=plan.title,
            summary=plan.summary,
            published=plan.published,
            duration_ms=sound.duration_ms,
            files=(),
            cues=sound.cues,
            chapters=sections,
            credits=credits_of(plan),
            language=plan.language,
            narrated=True,
            loudness=sound.loudness,
            link=plan.config.link or plan.transcript.page_url,
            comments_url=plan.config.comments or plan.transcript.comments_url,
            byline=plan.config.byline or plan.transcript.byline,
            season=plan.config.season,
            number=plan.config.number,
            kind=plan.config.kind,  # type: ignore[arg-type]
            explicit=plan.config.explicit
            if plan.config.explicit is not None
            else show.show.explicit,
            tags=plan.config.tags,
            notes=plan.transcript.notes,
        )
        products = {"sound": plan.sound}
        picture, products["artwork"] = _artwork(plan, show, shop, previous)
        audio, products["tags"] = _audio(package, show, shop, previous, sound, plan.sound, picture)
        made = [picture, audio, *_texts(package, shop.store)]
    return Produced(replace(package, files=tuple(made)), products, sound.spoken, sound.reused)


def credits_of(plan: EpisodePlan) -> tuple[Credit, ...]:
    """Who is heard, with the synthetic voice that speaks the words."""
    return tuple(
        Credit(
            name=speaker.name,
            part=speaker.part.value,
            role=speaker.role,
            voice=str(plan.voices[speaker.key]),
        )
        for speaker in plan.transcript.speakers
        if speaker.key in plan.voices
    )


@contextlib.contextmanager
def _sound(
    plan: EpisodePlan,
    show: ShowConfig,
    engines: dict[str, Engine],
    shop: Workshop,
    previous: Record | None,
) -> Iterator[_Sound]:
    """The mastered sound without tags, as a file that lives as long as the block."""
    files.ensure_folder(shop.work)
    with (
        files.explained(shop.work),
        tempfile.TemporaryDirectory(dir=shop.work, prefix="sound-") as folder,
    ):
        frames = Path(folder) / "frames.mp3"
        published = _published(previous, "audio", shop.store)
        if previous and published and previous.products.get("sound") == plan.sound:
            _copy_frames(published, frames)
            yield _Sound(
                frames,
                _renamed(previous.package.cues, plan),
                previous.package.duration_ms,
                previous.package.loudness or Loudness(0.0, 0.0),
                0,
                len(plan.reading.utterances),
            )
            return
        names = {speaker.key: speaker.name for speaker in plan.transcript.speakers}
        spoken = narration.narrate(
            plan.reading,
            engines,
            shop.speech,
            names,
            workers=shop.workers,
            progress=shop.progress,
            task=f"Narrating {plan.folder.name}",
        )
        mastered = master.encode_mp3(
            spoken.source,
            frames,
            target=show.audio.target,
            bitrate_kbps=show.audio.bitrate_kbps,
            quality=show.audio.quality,
            workers=shop.workers,
            progress=shop.progress,
        )
        yield _Sound(
            frames,
            spoken.cues,
            mastered.duration_ms,
            mastered.loudness,
            spoken.spoken,
            spoken.reused,
        )


def _copy_frames(tagged: Path, frames: Path) -> None:
    """The audio of a published file without its tag, byte for byte."""
    with (
        files.explained(tagged),
        tagged.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        start, end = tags.span(content)
        with files.replacing(frames, durable=False) as writer:
            for position in range(start, end, 1 << 20):
                writer.write(content[position : min(end, position + (1 << 20))])


def _renamed(cues: tuple[Cue, ...], plan: EpisodePlan) -> tuple[Cue, ...]:
    """The times of before with the words and names of now: the same sound may be spelt anew."""
    names = {speaker.key: speaker.name for speaker in plan.transcript.speakers}
    return tuple(
        replace(
            cue,
            speaker=names[utterance.speaker],
            text=utterance.text,
            turn=utterance.turn,
            paragraph=utterance.paragraph,
            word_times=cue.word_times if cue.text == utterance.text else (),
        )
        for cue, utterance in zip(cues, plan.reading.utterances, strict=True)
    )


def _published(previous: Record | None, role: Role, store: DirectoryStore) -> Path | None:
    """The file of this role from the last time, when it is still whole."""
    file = previous.package.file(role) if previous else None
    if file is None:
        return None
    stored = store.head(file.path)
    return (
        files.inside(store.root, file.path)
        if stored and stored.length_bytes == file.length_bytes
        else None
    )


def _chapters(plan: EpisodePlan, sound: _Sound) -> tuple[Chapter, ...]:
    hosts = {
        speaker.name
        for speaker in plan.transcript.speakers
        if speaker.part in (Part.HOST, Part.NARRATOR)
    }
    return chapters.plan(
        sound.cues, questioners=hosts, duration_ms=sound.duration_ms, opening_title=plan.title
    )


def _texts(package: Package, store: Store) -> list[PackageFile]:
    """Captions in four forms and the chapters, all from one timing."""
    rendered: list[tuple[Role, str, bytes]] = [
        (
            "vtt",
            ".vtt",
            captions.render_vtt(package.cues, language=package.language, title=package.title),
        ),
        ("srt", ".srt", captions.render_srt(package.cues)),
        ("captions-json", ".json", captions.render_json(package.cues)),
        (
            "captions-html",
            ".html",
            captions.render_html(package.cues, language=package.language, title=package.title),
        ),
    ]
    made = []
    for role, suffix, data in rendered:
        sha256 = hashlib.sha256(data).hexdigest()
        made.append(
            _put(store, role, layout.caption_path(package.id, sha256, suffix), data, sha256)
        )
    data = chapters.render_json(package.chapters, title=package.title)
    sha256 = hashlib.sha256(data).hexdigest()
    made.append(_put(store, "chapters", layout.chapters_path(package.id, sha256), data, sha256))
    return made


def _artwork(
    plan: EpisodePlan, show: ShowConfig, shop: Workshop, previous: Record | None
) -> tuple[PackageFile, str]:
    """The episode's picture: the supplied one, else a card with the title."""
    supplied = plan.config.artwork
    if supplied:
        path = files.inside(plan.folder.path, supplied)
        if not path.is_file():
            raise ArtworkError(
                Problem(
                    plan.config.where,
                    f'artwork = "{supplied}", but there is no such file',
                    "put it there, or leave the key out",
                )
            )
        data = files.read(path)
        key = digest(["supplied", hashlib.sha256(data).hexdigest()])
    else:
        key = digest(["card", plan.title, show.show.title, show.show.author, show.show.site.accent])
    kept = (
        previous.package.file("artwork")
        if previous and previous.products.get("artwork") == key
        else None
    )
    if kept and _published(previous, "artwork", shop.store):
        return kept, key
    if supplied:
        suffix = artwork.require(data, str(path)).extension
    else:
        data, suffix = (
            artwork.card(
                plan.title,
                show_title=show.show.title,
                author=show.show.author,
                accent=show.show.site.accent,
            ),
            ".jpg",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    return _put(
        shop.store, "artwork", layout.artwork_path(plan.id, sha256, suffix), data, sha256
    ), key


def _audio(
    package: Package,
    show: ShowConfig,
    shop: Workshop,
    previous: Record | None,
    sound: _Sound,
    sound_key: str,
    picture: PackageFile,
) -> tuple[PackageFile, str]:
    """Tags in front of the frames, as one file under the hash of both."""
    cover = artwork.cover(shop.store.get(picture.path))
    tag = tags.build(_tag_meta(package, show.show, cover))
    key = digest([sound_key, hashlib.sha256(tag.data).hexdigest()])
    kept = (
        previous.package.file("audio")
        if previous and previous.products.get("tags") == key
        else None
    )
    if kept and _published(previous, "audio", shop.store):
        return kept, key
    tagged = sound.frames.with_name("tagged.mp3")
    with files.explained(tagged), tagged.open("wb") as writer, sound.frames.open("rb") as reader:
        writer.write(tag.data)
        while piece := reader.read(1 << 20):
            writer.write(piece)
    sha256 = files.sha256_of(tagged)
    path = layout.audio_path(package.id, sha256)
    return _put(shop.store, "audio", path, tagged, sha256), key


def _tag_meta(package: Package, show: Show, cover: bytes) -> tags.TagMeta:
    """What the tag says of a package; the address in it is the article's, else the page's."""
    page = layout.page_url(show.base_url, layout.page_path(package.id))
    return tags.TagMeta(
        title=package.title,
        album=show.title,
        artist=show.author,
        published=package.published,
        duration_ms=package.duration_ms,
        language=package.language,
        comment=package.summary,
        copyright=show.copyright,
        url=package.link or page,
        number=package.number,
        cues=package.cues,
        chapters=package.chapters,
        cover=cover,
    )


def _put(store: Store, role: Role, path: str, data: bytes | Path, sha256: str) -> PackageFile:
    """Writes the file unless one of this content-hashed name and length is there."""
    length = data.stat().st_size if isinstance(data, Path) else len(data)
    mime = layout.media_type(path)
    present = store.head(path)
    if present is None or present.length_bytes != length:
        store.put(path, data, mime=mime)
    return PackageFile(role, path, mime, length, sha256)
