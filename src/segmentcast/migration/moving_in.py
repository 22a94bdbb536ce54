"""Imports a running feed into a show's folder without disturbing its subscribers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin

from segmentcast import chapters, files, layout
from segmentcast.config import load_episode, load_show
from segmentcast.config.podcasting import Enclosure, HostedFile
from segmentcast.errors import FeedError, Problem, SoundError, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.migration import download
from segmentcast.migration.acceptance import accepted
from segmentcast.migration.feed_documents import read_feed
from segmentcast.migration.folders import (
    episode_toml,
    folder_names,
    ledger_of,
    show_toml,
)
from segmentcast.migration.imported_show import FeedEpisode, Losses, ReadFeed
from segmentcast.migration.items import TRANSCRIPT_SUFFIXES, identity
from segmentcast.migration.web import Unreachable, Web
from segmentcast.model import Chapter, Finding
from segmentcast.ports import Progress
from segmentcast.visitor import shown
from segmentcast.vocabulary.media_types import named_as_other_picture

MAX_PICTURE_BYTES = 20 << 20
MAX_TEXT_BYTES = 16 << 20
_PICTURES = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
_GIVING_UP = 5
"""This many consecutive unresponsive hosts mean that there is no network."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of an import. `small_files` are transcripts, chapters and pictures."""

    base_url: str = ""
    download: bool = False
    small_files: bool = True


@dataclass(frozen=True, slots=True)
class MovedIn:
    """The result of an import: the show's place, what was imported, and what was lost."""

    folder: Path
    title: str
    guid: str
    old_url: str
    new_url: str
    episodes: int
    documents: int
    downloaded: int
    transcripts: int
    chapters: int
    pictures: int
    findings: tuple[Finding, ...]


def move_in(source: str, folder: Path | None, wishes: Wishes, progress: Progress) -> MovedIn:
    """Imports a running feed to `folder` (by default named after the show).

    show.toml is written last: without it, the import is unfinished, and the same call resumes.
    Raises FeedError, UsageError or StoreError.
    """
    if folder is not None:
        _refuse_show(folder)
    web = Web(source)
    source = shown(source) if "://" in source else source
    feed = read_feed(source, web)
    root = folder or Path(layout.slug(feed.show.title) or "show")
    _refuse_show(root)
    return _Import(source, feed, root, wishes, web, progress).run()


def _refuse_show(root: Path) -> None:
    for existing in (root / "show.toml", root / "episodes" / "show.toml"):
        if existing.exists():
            raise UsageError(
                Problem(str(existing), "there already is a show here", "choose another folder")
            )


class _Import:
    """A running import: counts what is kept and records losses."""

    def __init__(
        self, source: str, feed: ReadFeed, root: Path, wishes: Wishes, web: Web, progress: Progress
    ) -> None:
        self.source = source
        self.feed = feed
        self.root = root
        self.episodes = root / "episodes"
        self.wishes = wishes
        self.web = web
        self.progress = progress
        self.losses = Losses(source)
        self.failures: list[Problem] = []
        self.silent = self.unmeasured = 0
        self.counts = {"transcripts": 0, "chapters": 0, "pictures": 0, "downloaded": 0}

    def run(self) -> MovedIn:
        names = folder_names(self.feed.episodes)
        files.ensure_folder(self.episodes)
        sounds = self._fetch(names)
        if self.failures:
            raise FeedError(self.failures)
        base_url = self._base_url()
        picture, picture_url = self._show_picture()
        ledger = ledger_of(self.feed, names, sounds, base_url)
        LedgerFolder(self.episodes / "ledger").write(ledger)
        if not (self.root / ".gitignore").exists():
            files.write(self.root / ".gitignore", b"/feed/\n/.segmentcast/\nprivate.toml\n")
        text = show_toml(
            self.feed.show, base_url, picture, picture_url, self.feed.self_url or self.source
        )
        where = self.episodes / "show.toml"
        files.write(where, accepted(text, load_show, str(where), self.losses))
        return MovedIn(
            folder=self.root,
            title=self.feed.show.title,
            guid=self.feed.show.guid,
            old_url=self.feed.self_url,
            new_url=f"{base_url}feed.xml",
            episodes=len(names),
            documents=self.feed.documents,
            findings=(*self.feed.findings, *self.losses.all()),
            **self.counts,
        )

    def _base_url(self) -> str:
        """The requested URL; else the folder of the old feed, which the user must confirm."""
        if self.wishes.base_url:
            given = self.wishes.base_url
            return given if given.endswith("/") else given + "/"
        old = self.feed.self_url.partition("?")[0]
        guess = urljoin(old, ".") if old else "https://podcast.example/"
        if not old.endswith("/feed.xml"):
            self.losses.warn(
                "base-url",
                f"base_url is only a guess: {guess}",
                "set the final address of the new feed in show.toml",
                str(self.episodes / "show.toml"),
            )
        return guess

    # --- files ----------------------------------------------------------------------------------

    def _fetch(self, names: dict[str, FeedEpisode]) -> dict[str, Enclosure]:
        sounds: dict[str, Enclosure] = {}
        task = "Moving in"
        self.progress.start(task, len(names), "episodes")
        for name, episode in names.items():
            folder = self.episodes / name
            sound, picture = self._episode(name, folder, episode)
            sounds[name] = sound
            text = episode_toml(episode, self.feed.show, sound, picture)
            where = folder / "episode.toml"
            content = accepted(text, load_episode, str(where), self.losses)
            files.write_if_changed(where, content)
            self.progress.advance(task, 1)
        self.progress.finish(task)
        return sounds

    def _episode(self, name: str, folder: Path, episode: FeedEpisode) -> tuple[Enclosure, str]:
        sound = Enclosure(
            url=episode.enclosure.url,
            length=episode.enclosure.length_bytes,
            type=episode.enclosure.mime,
            duration_ms=episode.duration_ms,
            synthetic=episode.synthetic,
            guid=episode.guid,
        )
        if self.wishes.download:
            sound = self._download(name, folder, episode, sound)
        if not sound.length:
            sound = replace(sound, length=self._length(name, sound.url))
        sound = replace(sound, transcripts=self._transcripts(name, folder, episode))
        sound = self._chapters(name, folder, episode, sound)
        picture, picture_url = self._picture(name, folder, episode)
        return replace(sound, artwork_url=picture_url), picture

    def _download(
        self, name: str, folder: Path, episode: FeedEpisode, sound: Enclosure
    ) -> Enclosure:
        task = f"Downloading {name}"
        partial = self.root / ".segmentcast" / "import" / f"{identity(episode)}.part"
        try:
            media = download.known(folder)
            if media is None:
                self.progress.start(task, float(sound.length or 0), "bytes")
                media = download.download(self.web, sound.url, folder, partial, self.progress, task)
                self.progress.finish(task)
        except Unreachable as error:
            if error.temporary:
                self.failures += [
                    replace(problem, mend="run the same command again: it resumes here")
                    for problem in error.problems
                ]
            else:
                self.losses.warn("download", f"{name}: {error}", "its audio stays at its host")
            return sound
        except SoundError as error:
            self.losses.warn(
                "download", f"{name}: the download is not audio: {error.problems[0].what}",
                "its audio stays at its host; check the address", sound.url,
            )  # fmt: skip
            return sound
        if sound.length and media.length_bytes != sound.length:
            self.losses.note(
                "length",
                f"{name}: the feed says {sound.length:,} bytes, the file has {media.length_bytes:,}",
            )
        self.counts["downloaded"] += 1
        return replace(
            sound,
            file=media.path.name,
            length=media.length_bytes,
            type=media.mime,
            duration_ms=sound.duration_ms or media.duration_ms,
        )

    def _length(self, name: str, url: str) -> int:
        length = 0
        if self.unmeasured < _GIVING_UP:
            length = self.web.length_of(url)
            self.unmeasured = 0 if length else self.unmeasured + 1
        if not length:
            self.losses.warn(
                "length",
                f"{name}: neither the feed nor the host gives the length of the audio, so the feed"
                " will state 0",
                "set length = ... (bytes) in its episode.toml, or import with --download",
            )
        return length

    def _transcripts(self, name: str, folder: Path, episode: FeedEpisode) -> tuple[HostedFile, ...]:
        hosted: list[HostedFile] = []
        for number, remote in enumerate(episode.transcripts, 1):
            ending = TRANSCRIPT_SUFFIXES[remote.mime]
            file = f"transcript{'' if number == 1 else f'-{number}'}{ending}"
            data = self._small(name, folder / file, remote.url, MAX_TEXT_BYTES)
            here = file if data is not None else ""
            hosted.append(
                HostedFile(here, "" if here else remote.url, remote.mime, remote.language)
            )
            self.counts["transcripts"] += 1
        return tuple(hosted)

    def _chapters(
        self, name: str, folder: Path, episode: FeedEpisode, sound: Enclosure
    ) -> Enclosure:
        if episode.chapters_url:
            self.counts["chapters"] += 1
            data = self._small(name, folder / "chapters.json", episode.chapters_url, MAX_TEXT_BYTES)
            if data is None:
                return replace(sound, chapters_url=episode.chapters_url)
            try:
                json.loads(data)
            except (ValueError, RecursionError):
                files.remove(folder / "chapters.json")
                self.losses.warn("chapters", f"{name}: its chapters are not JSON and are lost")
                return sound
            return replace(sound, chapters="chapters.json")
        if episode.marks:
            self.counts["chapters"] += 1
            ends = [mark.start_ms for mark in episode.marks[1:]]
            last = max(sound.duration_ms, episode.marks[-1].start_ms)
            marks = [
                Chapter(mark.start_ms, end_ms, mark.title)
                for mark, end_ms in zip(episode.marks, [*ends, last], strict=True)
            ]
            files.write_if_changed(
                folder / "chapters.json", chapters.render_json(marks, title=episode.title)
            )
            return replace(sound, chapters="chapters.json")
        return sound

    def _picture(self, name: str, folder: Path, episode: FeedEpisode) -> tuple[str, str]:
        """The picture's file, or its URL if it stays at its host; both empty without one."""
        url = episode.artwork_url
        if not url or url == self.feed.show.artwork_url:
            return "", ""
        self.counts["pictures"] += 1
        file, fault = self._saved_picture(name, folder, "artwork", url)
        if file and not fault:
            return file, ""
        if file:
            files.remove(folder / file)
        if not named_as_other_picture(url):
            return "", url
        self.counts["pictures"] -= 1
        self.losses.warn(
            "artwork",
            f"{name}: its picture is lost: {fault or 'it could not be fetched'}",
            where=url,
        )
        return "", ""

    def _show_picture(self) -> tuple[str, str]:
        """The picture's file, or its URL if it stays at its host; both empty without one."""
        url = self.feed.show.artwork_url
        if not url:
            return "", ""
        file, fault = self._saved_picture("the show", self.episodes, "artwork", url)
        if file and not fault:
            self.counts["pictures"] += 1
            return file, ""
        if file:
            files.remove(self.episodes / file)
        stays = not named_as_other_picture(url)
        then = (
            "stays at its host: {}; pages show a card with the title"
            if stays
            else "is not used: {}; a card with the title is drawn instead"
        )
        self.losses.warn(
            "artwork",
            f"the show's picture {then.format(fault or 'it could not be fetched')}",
            "put a square JPEG or PNG of 1400 to 3000 pixels next to show.toml, and set artwork there"
            + (" instead of artwork_url" if stays else ""),
            url,
        )
        return "", url if stays else ""

    def _saved_picture(self, name: str, folder: Path, stem: str, url: str) -> tuple[str, str]:
        """The file name of a saved picture, and why podcast apps would reject it, if so."""
        from segmentcast import artwork

        for _, suffix in _PICTURES:
            if (folder / f"{stem}{suffix}").is_file():
                data: bytes | None = files.read(folder / f"{stem}{suffix}")
                break
        else:
            data = self._small(name, None, url, MAX_PICTURE_BYTES)
        if data is None:
            return "", ""
        suffix = next((end for mark, end in _PICTURES if data.startswith(mark)), "")
        if not suffix:
            return "", "neither JPEG nor PNG"
        file = f"{stem}{suffix}"
        files.write_if_changed(folder / file, data)
        faults = [f for f in artwork.check(data, file) if f.severity == "error"]
        return file, faults[0].what if faults else ""

    def _small(self, name: str, path: Path | None, url: str, limit_bytes: int) -> bytes | None:
        """A small file, saved at `path`; None if it stays at its host or is unavailable."""
        if path is not None and path.is_file():
            return files.read(path)
        if not self.wishes.small_files or self.silent >= _GIVING_UP:
            return None
        try:
            data = self.web.get(url, limit_bytes).data
        except Unreachable as error:
            self.silent += error.temporary
            self.losses.warn("not-fetched", f"{name}: {error}", "it stays at its host")
            return None
        self.silent = 0
        if path is not None:
            files.write(path, data)
        return data
