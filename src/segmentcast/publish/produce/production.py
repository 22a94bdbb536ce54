"""Produces an episode's files from its plan: audio, captions, chapters, artwork and tags.

Each product has a key computed from its inputs. A product stays if its key is unchanged and its
file is intact.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from segmentcast import artwork, captions, chapters, files, layout, tags
from segmentcast.audio_io import Format
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.model import CAPTIONS, Credit, Finding, Package, PackageFile, Role
from segmentcast.ports import Engine
from segmentcast.provenance.file_front import store_in_picture
from segmentcast.provenance.session import EarlierAudio, SignedFile
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.produce import alternate_formats
from segmentcast.publish.produce.audio_claim import audio_claim, synthetic_parts
from segmentcast.publish.produce.context import Resources
from segmentcast.publish.produce.mastering import Sound, finished_sound
from segmentcast.publish.produce.pictures import cover_of, social_card_of, thumbnail_of
from segmentcast.publish.produce.programme import sections_of
from segmentcast.publish.produce.signatures import Signatures, published_credentials
from segmentcast.publish.produce.tagging import tag_meta
from segmentcast.publish.produce.unheard_sentences import unheard_of
from segmentcast.publish.published_files import put_file, sidecars, whole_file
from segmentcast.publish.toolchain import maker, with_signature
from segmentcast.records import Record
from segmentcast.transcript.review.machine_draft import MARK
from segmentcast.vocabulary.media_types import SIDECAR

_WRITING = "Writing"


@dataclass(frozen=True, slots=True)
class Produced:
    """A finished package, the keys of its products, and how many sentences were spoken for it.

    `software` identifies what produced the audio.
    """

    package: Package
    products: dict[str, str]
    spoken: int
    reused: int
    findings: tuple[Finding, ...] = ()
    software: str = ""


def produce(
    plan: EpisodePlan,
    show: ShowConfig,
    engines: dict[str, Engine],
    resources: Resources,
    previous: Record | None,
    *,
    guid: str,
    earlier: EarlierAudio | None = None,
) -> Produced:
    """Produces what is missing and writes it to the store. Intact files are left alone.

    `earlier` is the audio that subscribers have. Raises a SegmentcastError; the published version
    then stays in place.
    """
    with finished_sound(plan, show, engines, resources, previous) as sound:
        # An untouched episode keeps its tags, captions and pictures, whatever this version would make.
        same = previous if sound.is_published and plan.keeps_files(previous) else None
        package = _described(plan, show, sound, same, guid)
        package = replace(package, synthetic_parts=synthetic_parts(package, plan))
        products = {"sound": plan.sound, "heard": plan.heard}
        resources.progress.advance(_WRITING, 0.0)
        picture, products["artwork"] = cover_of(plan, package, show, resources, previous, earlier)
        texts = _texts(package, resources, same)
        voices = {utterance.voice for utterance in plan.spoken.utterances}
        mark = resources.watermark
        by = (
            previous.software
            if previous and sound.is_published
            else maker(voices, engines, mark.identity if mark else "")
        )
        sign = None
        if resources.signing:
            claim = audio_claim(
                package, plan, show.show, by, texts, mime="audio/mpeg", mastered=sound.is_mastered
            )
            sign = Signatures(resources.signing, claim, earlier)
        audio, products["tags"], signed = _audio(
            package, show, resources, previous, sound, plan, picture, sign
        )
        if signed:
            products["credentials"] = signed.credentials
            package = replace(package, signed_by=signed.signed_by)
        signed_cover = resources.signing is not None and bool(
            store_in_picture(resources.store.get(picture.path))
        )
        by = with_signature(by, signed=signed is not None, cover=signed_cover)
        beside = sign if signed else None
        others = _others(
            package, show, resources, previous, sound, products["tags"], picture, beside
        )
        small = thumbnail_of(plan, resources, previous, picture)
        social = social_card_of(plan, package, show, resources, previous)
        package_files = [picture, small, social, audio, *others, *texts]
    return Produced(
        replace(package, files=tuple(package_files)),
        products,
        sound.spoken,
        sound.reused,
        sound.findings,
        by,
    )


def _described(
    plan: EpisodePlan, show: ShowConfig, sound: Sound, same: Record | None, guid: str
) -> Package:
    """The package without its files. If `same` is a record, its chapters are kept."""
    explicit = plan.config.explicit
    return Package(
        id=plan.id,
        guid=guid,
        title=plan.title,
        summary=plan.summary,
        published=plan.published,
        duration_ms=sound.duration_ms,
        files=(),
        cues=sound.cues,
        unheard=unheard_of(plan, sound.cues),
        chapters=same.package.chapters
        if same
        else sound.chapters or sections_of(plan, sound.cues, sound.duration_ms),
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
        explicit=explicit if explicit is not None else show.show.explicit,
        tags=plan.config.tags,
        show_notes=plan.show_notes,
        notes=plan.transcript.notes,
        unchecked=plan.unchecked,
    )


def credits_of(plan: EpisodePlan) -> tuple[Credit, ...]:
    """The speakers, each with the synthetic voice that speaks their words, if any."""
    if not plan.transcript.turns and plan.config.people:
        return ()
    heard = {turn.speaker for turn in plan.transcript.turns}
    return tuple(
        Credit(
            name=speaker.name,
            part=speaker.part.value,
            role=speaker.role,
            voice=str(plan.voices.get(speaker.key, "")),
        )
        for speaker in plan.transcript.speakers
        if speaker.key in plan.voices or speaker.key in heard or not plan.transcript.turns
    )


def _texts(package: Package, resources: Resources, same: Record | None) -> list[PackageFile]:
    """Captions in four formats and the chapters, from the same cues; those of `same` if intact."""
    roles = (*(CAPTIONS if package.cues else ()), *(("chapters",) if package.chapters else ()))
    previous_files = [
        file for file in (same.package.files if same else ()) if file.role in roles and not file.url
    ]
    if len(previous_files) == len(roles) and all(
        whole_file(resources.store, file) for file in previous_files
    ):
        return previous_files
    cues, language, title = package.cues, package.language, package.title
    remark = MARK if package.unchecked else ""
    rendered: list[tuple[Role, str, Callable[[], bytes]]] = [
        (
            "vtt",
            ".vtt",
            lambda: captions.render_vtt(cues, language=language, title=title, remark=remark),
        ),
        ("srt", ".srt", lambda: captions.render_srt(cues, remark=remark)),
        ("captions-json", ".json", lambda: captions.render_json(cues, remark=remark)),
        (
            "captions-html",
            ".html",
            lambda: captions.render_html(cues, language=language, title=title, remark=remark),
        ),
    ]
    texts = []
    for role, suffix, render in rendered if cues else ():
        resources.progress.advance(_WRITING, 0.0)  # raises if the publish was interrupted
        path_of = partial(layout.caption_path, package.id, suffix=suffix)
        texts.append(put_file(resources.store, role, path_of, render()))
    if package.chapters:
        data = chapters.render_json(package.chapters, title=package.title)
        path_of = partial(layout.chapters_path, package.id)
        texts.append(put_file(resources.store, "chapters", path_of, data))
    return texts


def _audio(
    package: Package,
    show: ShowConfig,
    resources: Resources,
    previous: Record | None,
    sound: Sound,
    plan: EpisodePlan,
    picture: PackageFile,
    sign: Signatures | None,
) -> tuple[PackageFile, str, SignedFile | None]:
    """The MP3 with its tags, named after its hash; the key of the tags; its credentials, if any."""
    published = previous.package.file("audio") if previous else None
    root = resources.store.root
    if previous and published and sound.is_published and plan.keeps_files(previous):
        key = previous.products.get("tags", "")
        return published, key, published_credentials(previous, root)
    cover = artwork.cover(resources.store.get(picture.path))
    tag = tags.build(tag_meta(package, show.show, cover))
    key = digest([plan.sound, hashlib.sha256(tag.data).hexdigest()])
    is_noted = previous is not None and previous.products.get("tags") == key
    if published and is_noted and whole_file(resources.store, published):
        return published, key, published_credentials(previous, root)
    tagged = sound.frames.with_name("tagged.mp3")
    with files.explained(tagged), tagged.open("wb") as writer, sound.frames.open("rb") as reader:
        writer.write(tag.data)
        while piece := reader.read(1 << 20):
            writer.write(piece)
    path_of = partial(layout.audio_path, package.id)
    signed = sign.mp3(tagged) if sign else SignedFile(tagged)
    file = put_file(resources.store, "audio", path_of, signed.path, sha256=signed.sha256)
    return file, key, signed if signed.credentials else None


def _others(
    package: Package,
    show: ShowConfig,
    resources: Resources,
    previous: Record | None,
    sound: Sound,
    key: str,
    picture: PackageFile,
    sign: Signatures | None,
) -> list[PackageFile]:
    """The audio in the other configured formats. `key` identifies audio and tags."""
    formats = show.audio.formats
    if not formats:
        return []
    if previous and previous.products.get("tags", "") == key:
        there = alternate_formats.published(previous.package, resources.store)
        published = alternate_formats.unchanged(previous.package, formats)
        if len(published) == len(formats) and all(kind in there for kind in formats):
            for file in published:
                noted = any(row.path == file.path + SIDECAR for row in previous.package.files)
                if sign and noted and resources.store.head(file.path + SIDECAR) is None:
                    copy = sound.frames.parent / "published.opus"
                    shutil.copyfile(there[_format_of(file)], copy)
                    _put_sidecar(resources, file, sign.alternate(copy, "opus")[1])
            return [*published, *sidecars((file.path for file in published), resources.store)]
    meta = tag_meta(package, show.show, artwork.cover(resources.store.get(picture.path)))
    others = []
    for kind, path in alternate_formats.dress(sound.bare, sound.frames.parent, meta).items():
        path_of = partial(alternate_formats.path_of, package.id, kind=kind)
        final, sidecar = sign.alternate(path, kind) if sign else (path, None)
        others.append(put_file(resources.store, "alternate", path_of, final))
        _put_sidecar(resources, others[-1], sidecar)
    return [*others, *sidecars((file.path for file in others), resources.store)]


def _format_of(file: PackageFile) -> Format:
    return file.path.rpartition(".")[2]  # type: ignore[return-value]


def _put_sidecar(resources: Resources, file: PackageFile, sidecar: Path | None) -> None:
    """Publishes the credentials of a file that cannot hold them, at its address and `.c2pa`."""
    if sidecar:
        put_file(resources.store, "credentials", lambda _: file.path + SIDECAR, sidecar)
