"""What a published file says of itself: the C2PA manifest definition of an episode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from segmentcast.digest import digest
from segmentcast.vocabulary.digital_sources import CAPTURED, iptc_address

PARENT = "previous-version"
"""The id by which a definition names the version that it replaces."""
_SCHEMA = "claim-1"
_MOST_CHARACTERS = 500
_MARKED = "c2pa.watermarked.unbound"
"""A watermark that is not meant to find the credentials again (C2PA 2.2, actions)."""
_CONTEXT = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
}


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A part of the audio in milliseconds, in which one speaker is heard."""

    start_ms: int
    end_ms: int
    speaker: str


@dataclass(frozen=True, slots=True)
class SyntheticVoice:
    """A synthetic voice, `engine/name`, and the people whose words it speaks.

    `source` is the IPTC's term for it. `software` is the engine's fingerprint.
    `ranges` say where it is heard; they are empty if nobody else is.
    """

    voice: str
    source: str
    speakers: tuple[str, ...]
    software: str = ""
    ranges: tuple[TimeRange, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReference:
    """A published file: address, SHA-256 in hex, and media type."""

    url: str
    sha256: str
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed of one audio file. `source` is the IPTC's term for the whole of it.

    `watermark` is name and version of the program that marked the narrated sound.
    """

    title: str
    show: str
    author: str
    guid: str
    page_url: str
    published: datetime
    language: str
    source: str
    mime: str = "audio/mpeg"
    recorded: bool = False
    mastered: bool = True
    voices: tuple[SyntheticVoice, ...] = ()
    transcript: FileReference | None = None
    retracted: bool = False
    version_before: FileReference | None = None
    watermark: str = ""

    def after(self, version_before: FileReference) -> Claim:
        """This claim, with a reference to the version before, of which only the hash is known."""
        return replace(self, version_before=version_before)

    def identity(self) -> str:
        """A hash of what decides the claim.

        Versions of software are left out, so that an update asks for no other signature; so are the
        version before, which is no property of this one, and whether it was mastered here.
        """
        voices = [(v.voice, v.source, v.speakers, v.ranges) for v in self.voices]
        return digest([
            _SCHEMA, self.title, self.show, self.author, self.guid, self.page_url,
            self.published.isoformat(), self.language, self.source, self.mime, self.recorded,
            voices, self.transcript, self.retracted, *([self.watermark.partition(" ")[0]] if self.watermark else []),
        ])  # fmt: skip

    def definition(self, version: str, *, replaces: bool) -> dict[str, Any]:
        """The definition for the C2PA library, without its binding to a file.

        `version` is ours. With `replaces`, the previous version is an ingredient named PARENT.
        """
        assertions: list[dict[str, Any]] = [
            {"label": "c2pa.actions.v2", "data": {"actions": self._actions(version, replaces)}},
            self._metadata(),
        ]
        for file in filter(None, (self.transcript, self.version_before)):
            location = {
                "url": file.url,
                "alg": "sha256",
                "hash": list(bytes.fromhex(file.sha256)),
                "dc:format": file.mime,
            }
            assertions.append({"label": "c2pa.external-reference", "data": {"location": location}})
        return {
            "claim_version": 2,
            "claim_generator_info": [{"name": "segmentcast", "version": version}],
            "title": plain(self.title),
            "format": self.mime,
            "assertions": assertions,
        }

    def _actions(self, version: str, replaces: bool) -> list[dict[str, Any]]:
        agent = {"name": "segmentcast", "version": version}
        source = iptc_address(self.source or CAPTURED)
        first: dict[str, Any] = {
            "action": "c2pa.created",
            "digitalSourceType": source,
            "softwareAgent": agent,
        }
        actions = [first]
        if replaces:
            opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT]}}
            what = "Replaced by a notice of retraction" if self.retracted else "Corrected"
            actions = [opened, {**first, "action": "c2pa.edited", "description": what}]
        actions += [self._spoken_by(voice) for voice in self.voices]
        if self.watermark:
            name, _, release = self.watermark.partition(" ")
            marker = {"name": plain(name), "version": plain(release)}
            what = "Marked with a watermark"
            actions.append({"action": _MARKED, "softwareAgent": marker, "description": what})
        if self.mastered:
            what = "Mastered to a loudness target"
            actions.append({"action": "c2pa.edited", "softwareAgent": agent, "description": what})
        return actions

    def _spoken_by(self, voice: SyntheticVoice) -> dict[str, Any]:
        names = ", ".join(plain(name) for name in voice.speakers if name)
        what = f"The words of {names} are spoken by a synthetic voice" if names else ""
        engine, _, _ = voice.voice.partition("/")
        agent = {"name": plain(engine), **_release(engine, voice.software)}
        action: dict[str, Any] = {
            "action": "c2pa.edited",
            "digitalSourceType": iptc_address(voice.source),
            "softwareAgent": agent,
            "description": what or "Spoken by a synthetic voice",
            "parameters": {"voice": plain(voice.voice)},
        }
        if voice.ranges:
            action["changes"] = [_region(part) for part in voice.ranges]
        return action

    def _metadata(self) -> dict[str, Any]:
        texts = {
            "dc:title": self.title,
            "dc:creator": self.author,
            "dc:identifier": self.guid,
            "dc:language": self.language,
            "dc:source": self.page_url,
            "dcterms:isPartOf": self.show,
            "schema:datePublished": self.published.isoformat(),
        }
        return metadata(texts)


def metadata(texts: Mapping[str, str]) -> dict[str, Any]:
    """The assertion with these texts, each under a key of Dublin Core or schema.org."""
    data = {"@context": _CONTEXT} | {key: plain(text) for key, text in texts.items() if text}
    return {"label": "cawg.metadata", "kind": "Json", "data": data}


def ranges_of(rows: Sequence[TimeRange]) -> tuple[TimeRange, ...]:
    """The ranges with those of one speaker joined where they follow each other."""
    joined: list[TimeRange] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and last.speaker == row.speaker and row.start_ms <= last.end_ms:
            joined[-1] = TimeRange(last.start_ms, max(last.end_ms, row.end_ms), row.speaker)
        else:
            joined.append(row)
    return tuple(joined)


def _release(engine: str, software: str) -> dict[str, str]:
    """The engine's version and the hash of its model, out of its fingerprint.

    The rest of a fingerprint stays private: it may hold the address of a newsroom's own server.
    """
    rows = [row.partition("=") for row in software.split("; ")]
    known = {key: value for key, _, value in rows if value}
    release = {"version": known.get(engine, ""), "model": known.get("model", "")}
    return {key: plain(value) for key, value in release.items() if value}


def _region(part: TimeRange) -> dict[str, Any]:
    time = {"type": "npt", "start": _seconds(part.start_ms), "end": _seconds(part.end_ms)}
    return {
        "region": [{"type": "temporal", "time": time}],
        "name": plain(part.speaker) or "Synthetic voice",
        "description": "Spoken by a synthetic voice",
    }


def _seconds(moment_ms: int) -> str:
    return f"{moment_ms / 1000:.3f}"


def plain(text: str) -> str:
    """Text on one line, of limited length, without control characters."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:_MOST_CHARACTERS]
