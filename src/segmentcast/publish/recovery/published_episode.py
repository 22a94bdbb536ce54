"""Recovers published episodes: files from the store, records from the ledger and the feed.

Files are verified by SHA-256. The audio's hash is in the ledger; other files have a prefix of
theirs in their names.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec

from segmentcast import artwork, files, layout, tags
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.errors import SoundError, StoreError
from segmentcast.feed import FEED_PATH
from segmentcast.feed.item_files import ItemFiles, NamedFile, read_item_files
from segmentcast.ledger import Entry
from segmentcast.model import Cue, Package, PackageFile, Role
from segmentcast.publish.identity.retractions import NOTICE
from segmentcast.publish.plan.episode_plan import EpisodePlan, Plan
from segmentcast.publish.plan.own_inputs import NOTHING_KNOWN, OwnInputs, read_own_inputs
from segmentcast.publish.produce.cue_places import placed_in_turns
from segmentcast.publish.produce.tagging import card_key, tag_meta
from segmentcast.publish.published_files import PublishedFiles, sidecars
from segmentcast.publish.recovery.earlier_versions import own_inputs_before
from segmentcast.publish.recovery.stored_copy import StoredCopy
from segmentcast.publish.toolchain import UNKNOWN
from segmentcast.records import Record, Records
from segmentcast.store import DirectoryStore

_ROLES: dict[str, Role] = {
    ".vtt": "vtt",
    ".srt": "srt",
    ".json": "captions-json",
    ".html": "captions-html",
    ".txt": "captions-text",
}


class Recovery:
    """Recovers files and records. Not thread-safe. With `dry_run` nothing is fetched or written."""

    def __init__(
        self,
        output: DirectoryStore,
        show: ShowConfig,
        records: Records,
        published: PublishedFiles,
        copy: StoredCopy | None,
        *,
        is_remade: Callable[[str], bool],
        dry_run: bool,
    ) -> None:
        self._output = output
        self._show = show
        self._records = records
        self._published = published
        self._copy = copy
        self._is_remade = is_remade
        self._dry_run = dry_run
        self._items: dict[str, bytes] | None = None

    def previous(self, plan: Plan, record: Record | None, entry: Entry) -> Record | None:
        """The published version that may be kept, with its files fetched if possible; else None.

        `record` is the episode's record, and `entry` its ledger entry.
        """
        episode = plan.sound_plan
        if episode is None:
            return record
        if self._is_remade(plan.id):
            return None
        if record:
            return self._whole(record, episode)
        return self._of_ledger(episode, entry) or self._with_picture_alone(episode, entry)

    def _whole(self, record: Record, plan: EpisodePlan) -> Record:
        """The record with missing files fetched. An earlier version's gets inferred own inputs."""
        for file in record.package.files:
            if not file.url and not self._is_whole(file):
                self._take(NamedFile(file.path, file.mime, file.sha256))
        if record.own:
            return record
        audio = record.package.file("audio")
        data = self._take(_named(audio)) if audio and not audio.url else None
        fits = data is not None and self._tags_fit(data, plan, record.package)
        before = self._records.get_reading(plan.id)
        reading = before[1] if before else None
        own = own_inputs_before(plan, record, reading, self._show, tags_fit=fits)
        return replace(record, own=str(own), software=UNKNOWN)

    def _of_ledger(self, plan: EpisodePlan, entry: Entry) -> Record | None:
        """A record of the version in the ledger, if the plan's audio is still the same.

        None if it changed, or if its files cannot be obtained.
        """
        current = entry.current
        if current is None or not current.path or not current.sha256:
            return None
        noted = read_own_inputs(current.inputs)
        words = f"{NOTICE}{plan.words}" if plan.config.retraction else plan.words
        if not (
            plan.own.holds("sound", noted)
            or (noted == NOTHING_KNOWN and current.words == words != "")
        ):
            return None
        package = Package(
            id=plan.id,
            guid=entry.guid,
            title=plan.title,
            summary=plan.summary,
            published=entry.published,
            duration_ms=0,
            files=(),
            cues=(),
            chapters=(),
            language=plan.language,
            link=plan.config.link or plan.transcript.page_url,
            number=plan.config.number,
        )
        if self._dry_run and self._copy and not self._output.head(current.path):
            noted = plan.own if noted == NOTHING_KNOWN else noted
        else:
            item = self._item(entry.guid)
            data = self._take(NamedFile(current.path, current.mime, current.sha256))
            cues = self._cues(item) if item else ()
            if data is None or item is None or (plan.transcript.turns and not cues):
                return None
            try:
                tag = tags.read(data)
            except SoundError:
                return None
            sound = PackageFile("audio", current.path, current.mime, len(data), current.sha256)
            package = replace(
                package,
                duration_ms=tag.duration_ms or (cues[-1].end_ms if cues else 0),
                files=(sound, *self._files(item)),
                cues=placed_in_turns(cues, plan.transcript) if plan.transcript.turns else (),
                chapters=tag.chapters,
            )
            if noted == NOTHING_KNOWN:
                noted = self._noted_by_words(plan, package, cues, data)
        return Record(
            plan.id, plan.folder.name, "", {}, "", {}, package, own=str(noted), software=UNKNOWN
        )

    def _with_picture_alone(self, plan: EpisodePlan, entry: Entry) -> Record | None:
        """A record of nothing but the drawn cover, where the sound is made again.

        Subscribers keep the cover that they have as long as the title is the same.
        """
        item = None if self._dry_run or plan.config.artwork else self._item(entry.guid)
        if item is None or item.picture is None or item.title != plan.title:
            return None
        data = self._take(item.picture)
        if data is None or not artwork.looks_drawn(data):
            return None
        picture = item.picture
        sha256 = hashlib.sha256(data).hexdigest()
        file = PackageFile("artwork", picture.path, "image/jpeg", len(data), sha256)
        package = Package(plan.id, entry.guid, plan.title, "", entry.published, 0, (file,), (), ())
        products = {"artwork": card_key(plan.title, self._show.show)}
        return Record(plan.id, plan.folder.name, "", {}, "", products, package, software=UNKNOWN)

    def _noted_by_words(
        self, plan: EpisodePlan, package: Package, cues: tuple[Cue, ...], data: bytes
    ) -> OwnInputs:
        """The own inputs of audio of which the ledger has only the words' hash."""
        own = plan.own
        names = [cue.speaker for cue in cues] == [cue.speaker for cue in package.cues]
        picture = package.file("artwork")
        supplied = plan.inputs.get(plan.config.artwork) if plan.config.artwork else ""
        pictured = picture is not None and supplied in ("", digest([picture.sha256]))
        fits = names and pictured and self._tags_fit(data, plan, package)
        return OwnInputs("", own.sound, own.heard, own.tags if fits else "")

    def _tags_fit(self, data: bytes, plan: EpisodePlan, package: Package) -> bool:
        tagged = replace(
            package,
            title=plan.title,
            summary=plan.summary,
            language=plan.language,
            link=plan.config.link or plan.transcript.page_url,
        )
        try:
            return tags.says(tags.read(data), tag_meta(tagged, self._show.show, b""))
        except SoundError:
            return False

    # --- files ------------------------------------------------------------------------------------

    def _is_whole(self, file: PackageFile) -> bool:
        return self._published.is_whole(file.path, file.length_bytes, file.sha256)

    def _take(self, file: NamedFile) -> bytes | None:
        """The file's bytes, from the output or fetched into it; None if unavailable."""
        if self._output.head(file.path) is not None:
            path = files.inside(self._output.root, file.path)
            # Hash it in chunks first, since a damaged file may have any size.
            # Treat an unreadable file as missing.
            with contextlib.suppress(StoreError):
                if files.sha256_of(path).startswith(file.sha256):
                    return files.read(path, limit_bytes=files.SOUND_LIMIT_BYTES)
        if self._copy is None or self._dry_run:
            return None
        try:
            data = self._copy.fetch(file.path)
        except StoreError:
            return None
        if not _is_of(data, file):
            return None
        self._output.put(file.path, data, mime=file.mime or layout.media_type(file.path))
        return data

    def _files(self, item: ItemFiles) -> Iterator[PackageFile]:
        named: list[tuple[Role, NamedFile]] = [("alternate", file) for file in item.alternates]
        named += [
            (_ROLES[suffix], file)
            for file in item.transcripts
            if (suffix := f".{file.path.rpartition('.')[2]}") in _ROLES
        ]
        if item.chapters:
            named.append(("chapters", item.chapters))
        if item.picture:
            named.append(("artwork", item.picture))
        for role, file in named:
            data = self._take(file)
            if data is not None:
                mime = layout.media_type(file.path)
                sha256 = hashlib.sha256(data).hexdigest()
                yield PackageFile(role, file.path, mime, len(data), sha256)
                if role == "alternate":
                    yield from sidecars([file.path], self._output)

    def published_cues(self, guid: str) -> tuple[Cue, ...]:
        """The sentences of the episode as subscribers have them; none if they can't be had."""
        item = self._item(guid)
        return self._cues(item) if item else ()

    def _cues(self, item: ItemFiles) -> tuple[Cue, ...]:
        """The cues as published."""
        file = next(
            (transcript for transcript in item.transcripts if transcript.path.endswith(".json")),
            None,
        )
        data = self._take(file) if file else None
        if data is None:
            return ()
        try:
            return tuple(
                Cue(
                    round(segment["startTime"] * 1000),
                    round(segment["endTime"] * 1000),
                    segment.get("speaker", ""),
                    segment["body"],
                    0,
                )
                for segment in json.loads(data)["segments"]
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return ()

    # --- documents ----------------------------------------------------------------------------------

    def _item(self, guid: str) -> ItemFiles | None:
        if self._items is None:
            self._items = {}
            for data in (*self._documents_there(), *self._documents_here()):
                # Kept as text, since an archive may have a hundred thousand items.
                self._items |= {
                    guid: msgspec.json.encode(item) for guid, item in read_item_files(data)
                }
        known = self._items.get(guid)
        return msgspec.json.decode(known, type=ItemFiles) if known else None

    def _documents_here(self) -> Iterator[bytes]:
        root = self._output.root
        for path in (*sorted(root.glob("archive/*.xml")), root / FEED_PATH):
            if path.is_file():
                yield files.read(path)

    def _documents_there(self) -> Iterator[bytes]:
        for path in self._copy.documents if self._copy else ():
            try:
                yield self._copy.fetch(path)  # type: ignore[union-attr]
            except StoreError:
                continue


def _named(file: PackageFile) -> NamedFile:
    return NamedFile(file.path, file.mime, file.sha256)


def _is_of(data: bytes, file: NamedFile) -> bool:
    return hashlib.sha256(data).hexdigest().startswith(file.sha256)
