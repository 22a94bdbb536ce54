"""Interfaces: what engines, stores, sound sources, and progress displays must provide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from segmentcast.model import LexiconHit, Speech, Spoken, Voice, VoiceInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why something can't be used here, and how to fix that."""

    why: str
    mend: str


@runtime_checkable
class Engine(Protocol):
    """Software that speaks. One instance serves many threads.

    Creating an instance, `unavailable`, `voices`, and `fingerprint` are cheap: they import no model
    runtime and open no model. Only `synth` does.
    """

    name: str

    def unavailable(self) -> Unavailable | None:
        """None if the engine can speak here; otherwise why not, and the fix."""
        ...

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that this engine knows, whether or not they work here."""
        ...

    def fingerprint(self, voice: Voice) -> str:
        """Everything that decides the bytes except the text: versions, model hash, settings, pitch, pace.

        Raises VoiceError if the engine has no such voice.
        """
        ...

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Speaks a sentence. The same arguments give the same samples.

        Raises VoiceError (no such voice, or it can't run here) or EngineError (it failed, or the result
        is empty or silent).
        """
        ...


@runtime_checkable
class WithEarlierFingerprints(Protocol):
    """An engine that had other fingerprints in earlier versions, for the same bytes."""

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints under which the same sentences may be cached, the likeliest first."""
        ...


@runtime_checkable
class WithAddableVoices(Protocol):
    """An engine with voices that aren't on this machine and that `segmentcast voices add` brings."""

    def addable(self) -> tuple[VoiceInfo, ...]:
        """Those voices. An engine raises VoiceMissing when one of them is asked for."""
        ...


@runtime_checkable
class WithVoiceCheck(Protocol):
    """An engine that can check a voice without computing its fingerprint."""

    def check_voice(self, voice: Voice) -> None:
        """Raises what `fingerprint` would raise for this voice."""
        ...


@runtime_checkable
class Pronouncer(Protocol):
    """Knows how words are pronounced; a lexicon is one."""

    def find(self, text: str, language: str) -> tuple[LexiconHit, ...]:
        """The places in `text` that have an entry, in order and without overlap, the longest first."""
        ...


@runtime_checkable
class SoundSource(Protocol):
    """Sound that can be read from its start repeatedly, in blocks and constant memory."""

    rate_hz: int
    channels: int

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 blocks of shape (frames, channels), nominally in [-1, 1]."""
        ...


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sound: its key identifies the content; its length is in frames of the sound."""

    key: str
    frames: int


@runtime_checkable
class SectionedSource(SoundSource, Protocol):
    """Sound that consists of sections, each of which begins and ends in silence."""

    sections: tuple[Section, ...]

    def section(self, number: int) -> NDArray[np.float32]:
        """The samples of a section, shape (frames, channels)."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a store knows about a file. `sha256` is empty if the store can't tell it cheaply.

    `version` changes with every write of the file; it is empty if the store has none. `modified` is
    when it was written, by the store's clock.
    """

    path: str
    length_bytes: int
    sha256: str = ""
    version: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The HTTP headers with which a store that also serves delivers a file; each may be empty."""

    cache_control: str = ""
    disposition: str = ""
    encoding: str = ""


AS_IT_IS = Delivery()


@runtime_checkable
class Store(Protocol):
    """A place for published files. Paths are relative, with forward slashes; none leaves the root."""

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        """Writes the whole file or nothing; readers see the old or the new one, never a part.

        With `if_version`, only if the existing file has this version (empty: if there is none); else
        raises Overtaken and changes nothing. Of two simultaneous writers, one wins.
        """
        ...

    def head(self, path: str) -> StoredFile | None:
        """What the store knows about the file, or None if there is none."""
        ...

    def get(self, path: str) -> bytes:
        """The file's bytes. Raises StoreError if there is no such file."""
        ...

    def delete(self, path: str) -> None:
        """Removes the file, if it exists."""
        ...

    def paths(self) -> Iterator[str]:
        """Every file in the store, in a stable order."""
        ...

    def entries(self) -> Iterator[StoredFile]:
        """The same with what a listing gives: length and time, and perhaps the version."""
        ...

    def digest(self, path: str) -> str:
        """The SHA-256 of the file as it is now, by reading it. Raises StoreError if there is no such file."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A web server's answer. `headers` have lower-case names; `status` 0 means no answer.

    `url` is the final address; `redirects` are the steps to it, each a status and the address that it
    led to. `body` is at most as long as requested; `whole` says whether that is all of it. `trouble`
    says what went wrong; `tls_until` is the certificate's last day.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True
    redirects: tuple[tuple[int, str], ...] = ()
    trouble: str = ""
    tls_until: datetime | None = None


@runtime_checkable
class Visitor(Protocol):
    """Sends requests to web servers, within bounds. Never raises because of a server."""

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = 1 << 20,
    ) -> Answer:
        """The answer, after redirects, with at most `max_bytes` of its body."""
        ...


@runtime_checkable
class Progress(Protocol):
    """Shows people how far a piece of work is. Worker threads call it."""

    def start(self, task: str, total: float, unit: str) -> None:
        """A task of `total` units begins."""
        ...

    def advance(self, task: str, amount: float) -> None:
        """`amount` more units of the task are done."""
        ...

    def finish(self, task: str) -> None:
        """The task has ended."""
        ...

    def say(self, message: str) -> None:
        """Shows one line."""
        ...


class SilentProgress:
    """Progress that shows nothing: for --json and --quiet, and inside a benchmark."""

    def start(self, task: str, total: float, unit: str) -> None:
        """Nothing to show."""

    def advance(self, task: str, amount: float) -> None:
        """Nothing to show."""

    def finish(self, task: str) -> None:
        """Nothing to show."""

    def say(self, message: str) -> None:
        """Nothing to show."""
