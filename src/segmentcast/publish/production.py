"""An episode's files: sound, captions, chapters, artwork and tags, from its plan.

Each product has a key of what it is made from. When the key is that of the last time and the
file is still there, the product is kept as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from segmentcast import artwork, captions, chapters, files, layout, master, recording, tags
from segmentcast.audio_io import Format
from segmentcast.cache import Record, SpeechCache, digest
from segmentcast.config import ShowConfig
from segmentcast.errors import ArtworkError, Problem
from segmentcast.model import Credit, Cue, Finding, Loudness, Package, PackageFile, Role, Show
from segmentcast.ports import Engine, Progress, Store
from segmentcast.publish import alternates
from segmentcast.publish.notices import NOTICE_TURN
from segmentcast.publish.planning import EpisodePlan
from segmentcast.publish.sound import Bench, Talk, make_talk, sections_of
from segmentcast.publish.sources import Narrated
from segmentcast.store import DirectoryStore
from segmentcast.timing import samples_to_ms


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
    """A finished package, the keys of its products, and how many sentences were spoken for it.

    `findings` say what was found in the sound.
    """

    package: Package
    products: dict[str, str]
    spoken: int
    reused: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sound:
    frames: Path
    cues: tuple[Cue, ...]
    duration_ms: int
    loudness: Loudness
    spoken: int
    reused: int
    bare: Mapping[Format, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


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
        sections = sections_of(plan, sound.cues, sound.duration_ms)
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
            narrated=bool(plan.spoken.utterances),
            notice=plan.notice,
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
        products = {"sound": plan.sound, "heard": plan.heard}
        picture, products["artwork"] = _artwork(plan, show, shop, previous)
        audio, products["tags"] = _audio(package, show, shop, previous, sound, plan.sound, picture)
        others = _others(package, show, shop, previous, sound, products["tags"], picture)
        small = _thumbnail(plan, shop, previous, picture)
        made = [picture, small, audio, *others, *_texts(package, shop.store)]
    return Produced(
        replace(package, files=tuple(made)), products, sound.spoken, sound.reused, sound.findings
    )


def credits_of(plan: EpisodePlan) -> tuple[Credit, ...]:
    """Who is heard, with the synthetic voice where one speaks the words."""
    heard = {turn.speaker for turn in plan.transcript.turns}
    return tuple(
        Credit(
            name=speaker.name,
            part=speaker.part.value,
            role=speaker.role,
            voice=str(plan.voices.get(speaker.key, "")),
        )
        for speaker in plan.transcript.speakers
        if speaker.key in plan.voices or speaker.key in heard
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
        bench = Bench(plan, show, engines, shop.speech, shop.workers, shop.progress)
        kept = _kept_sound(bench, shop, previous, Path(folder))
        yield kept or _mastered(bench, shop, make_talk(bench), Path(folder))


def _kept_sound(
    bench: Bench, shop: Workshop, previous: Record | None, folder: Path
) -> _Sound | None:
    """The published sound, when nothing of what decides it has changed; None when it has."""
    plan, formats = bench.plan, bench.show.audio.formats
    published = _published(previous, "audio", shop.store)
    if previous is None or published is None or previous.products.get("sound") != plan.sound:
        return None
    others = alternates.published(previous.package, shop.store) if formats else {}
    if any(kind not in others for kind in formats):
        return None
    frames = folder / "frames.mp3"
    recording.copy_frames(published, frames)
    cues = _cues_of_before(previous, plan)
    findings: tuple[Finding, ...] = ()
    if cues is None:
        talk = make_talk(bench)
        cues, findings = talk.cues, talk.findings
    return _Sound(
        frames,
        cues,
        previous.package.duration_ms,
        previous.package.loudness or Loudness(0.0, 0.0),
        0,
        len(plan.spoken.utterances),
        {kind: others[kind] for kind in formats},
        findings,
    )


def _mastered(bench: Bench, shop: Workshop, talk: Talk, folder: Path) -> _Sound:
    """The talk brought to the target and encoded; an MP3 that is there already stays as it is."""
    audio, frames = bench.show.audio, folder / "frames.mp3"
    if talk.untouched and talk.loudness:
        recording.copy_frames(talk.untouched, frames)
        duration_ms = samples_to_ms(talk.frames, talk.source.rate_hz)
        loudness, gain_db, channels = talk.loudness, 0.0, talk.source.channels
    else:
        done = master.encode_mp3(
            talk.source,
            frames,
            target=audio.target,
            bitrate_kbps=audio.bitrate_kbps,
            quality=audio.quality,
            workers=shop.workers,
            progress=shop.progress,
            where=str(bench.plan.folder.path),
        )
        duration_ms, loudness = done.duration_ms, done.loudness
        gain_db, channels = done.gain_db, done.channels
    bare = alternates.encode(
        talk.source,
        folder,
        audio.formats,
        gain_db=gain_db,
        channels=channels,
        ceiling_dbtp=audio.target.true_peak_dbtp,
        progress=shop.progress,
    )
    return _Sound(
        frames, talk.cues, duration_ms, loudness, talk.spoken, talk.reused, bare, talk.findings
    )


def _cues_of_before(previous: Record, plan: EpisodePlan) -> tuple[Cue, ...] | None:
    """The times of before with the names of now; None when sentences have to be placed anew."""
    cues = previous.package.cues
    if isinstance(plan.source, Narrated):
        return _respelt(cues, plan)
    if previous.products.get("heard") != plan.heard:
        return None
    return tuple(replace(cue, speaker=_name(plan, cue.turn)) for cue in cues)


def _respelt(cues: tuple[Cue, ...], plan: EpisodePlan) -> tuple[Cue, ...]:
    """The times of before with the words and names of now: the same sound may be spelt anew."""
    return tuple(
        replace(
            cue,
            speaker=_name(plan, utterance.turn),
            text=utterance.text,
            turn=utterance.turn,
            paragraph=utterance.paragraph,
            word_times=cue.word_times if cue.text == utterance.text else (),
        )
        for cue, utterance in zip(cues, plan.spoken.utterances, strict=True)
    )


def _name(plan: EpisodePlan, turn: int) -> str:
    """The name to show for a turn; the spoken notice has none."""
    if turn == NOTICE_TURN:
        return ""
    return plan.transcript.speaker(plan.transcript.turns[turn].speaker).name


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


def _thumbnail(
    plan: EpisodePlan, shop: Workshop, previous: Record | None, picture: PackageFile
) -> PackageFile:
    """A small copy of the episode's picture for its page."""
    kept = previous.package.file("thumbnail") if previous else None
    if (
        kept
        and previous
        and previous.package.file("artwork") == picture
        and _published(previous, "thumbnail", shop.store)
    ):
        return kept
    data = artwork.scaled(
        shop.store.get(picture.path), artwork.THUMBNAIL_PX, max_bytes=artwork.THUMBNAIL_BYTES
    )
    sha256 = hashlib.sha256(data).hexdigest()
    path = layout.artwork_path(f"{plan.id}-{artwork.THUMBNAIL_PX}", sha256, ".jpg")
    return _put(shop.store, "thumbnail", path, data, sha256)


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


def _others(
    package: Package,
    show: ShowConfig,
    shop: Workshop,
    previous: Record | None,
    sound: _Sound,
    key: str,
    picture: PackageFile,
) -> list[PackageFile]:
    """The sound in the other formats that are asked for; `key` tells sound and tags."""
    formats = show.audio.formats
    if not formats:
        return []
    if previous and previous.products.get("tags") == key:
        there = alternates.published(previous.package, shop.store)
        kept = alternates.kept(previous.package, formats)
        if len(kept) == len(formats) and all(kind in there for kind in formats):
            return kept
    meta = _tag_meta(package, show.show, artwork.cover(shop.store.get(picture.path)))
    made = []
    for kind, path in alternates.dress(sound.bare, sound.frames.parent, meta).items():
        sha256 = files.sha256_of(path)
        target = alternates.path_of(package.id, sha256, kind)
        made.append(_put(shop.store, "alternate", target, path, sha256))
    return made


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
