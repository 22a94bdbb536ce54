"""The seams: what an engine, a store, a sound source and a progress display are asked for."""

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
    """Why something cannot be used here, and what would mend that."""

    why: str
    mend: str


@runtime_checkable
class Engine(Protocol):
    """Software that speaks. One instance serves many threads.

    Making an instance, `unavailable`, `voices` and `fingerprint` are cheap: they import no model
    runtime and open no model. Only `synth` loads.
    """

    name: str

    def unavailable(self) -> Unavailable | None:
        """None when the engine can speak here; otherwise why not, and the remedy."""
        ...

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that this engine knows, whether usable here or not."""
        ...

    def fingerprint(self, voice: Voice) -> str:
        """All but the text that decides the bytes: versions, model hash, settings, pitch, pace.

        Raises VoiceError when the engine has no such voice.
        """
        ...

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Say it. The same arguments give the same samples.

        Raises VoiceError (no such voice, cannot run here) or EngineError (it ran and failed, or
        what came back is empty or silent).
        """
        ...


@runtime_checkable
class WithEarlierFingerprints(Protocol):
    """An engine whose fingerprints were others before, for the same bytes."""

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints under which the same sentences may be kept, the likeliest first."""
        ...


@runtime_checkable
class Pronouncer(Protocol):
    """Knows how words are pronounced; a lexicon is one."""

    def find(self, text: str, language: str) -> tuple[LexiconHit, ...]:
        """The places in `text` that have an entry: in order, not overlapping, longest first."""
        ...


@runtime_checkable
class SoundSource(Protocol):
    """Sound that can be read from its start as often as wanted, in blocks, in constant memory."""

    rate_hz: int
    channels: int

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 blocks of shape (frames, channels), nominally in [-1, 1]."""
        ...


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sound: what it holds is told by its key, its length is in frames of the sound."""

    key: str
    frames: int


@runtime_checkable
class SectionedSource(SoundSource, Protocol):
    """Sound that is made of sections, each of which begins and ends in silence."""

    sections: tuple[Section, ...]

    def section(self, number: int) -> NDArray[np.float32]:
        """The samples of a section, shape (frames, channels)."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a store knows of a file. `sha256` may be empty where the store cannot tell cheaply.

    `version` changes with every write of the file; empty where the store does not tell it.
    `modified` is when it was written, by the store's clock.
    """

    path: str
    length_bytes: int
    sha256: str = ""
    version: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a store that also serves is to hand a file out: HTTP headers, each may be empty."""

    cache_control: str = ""
    disposition: str = ""
    encoding: str = ""


AS_IT_IS = Delivery()


@runtime_checkable
class Store(Protocol):
    """Where published files go. Paths are relative, with forward slashes; nothing leaves the root."""

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        """Write the whole file or nothing; readers see the old or the new one, never a part.

        With `if_version` only when what is there has this version (empty: when nothing is there);
        else raises Overtaken and leaves what is there. Of two writers at once one wins.
        """
        ...

    def head(self, path: str) -> StoredFile | None:
        """What is there, or None."""
        ...

    def get(self, path: str) -> bytes:
        """The file's bytes. Raises StoreError when it is not there."""
        ...

    def delete(self, path: str) -> None:
        """Remove the file; nothing happens when it is not there."""
        ...

    def paths(self) -> Iterator[str]:
        """Every file in the store, in a stable order."""
        ...

    def entries(self) -> Iterator[StoredFile]:
        """The same with what a listing tells: length and time, and the version where it does."""
        ...

    def digest(self, path: str) -> str:
        """The SHA-256 of what is there now, by reading it. Raises StoreError when it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a web server answered. `headers` have lower-case names; `status` 0 means no answer.

    `url` is the address in the end; `redirects` are the steps to it, each the status and the
    address that it led to. `body` is at most as long as was asked for; `whole` says whether that
    is all of it. `trouble` says what went wrong; `tls_until` is the certificate's last day.
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
    """Asks web servers, within bounds. Never raises for what a server does."""

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = 1 << 20,
    ) -> Answer:
        """The answer, after redirects; of its body at most so many bytes, as they were sent."""
        ...


@runtime_checkable
class Progress(Protocol):
    """Tells a person how far a piece of work is. Called from worker threads."""

    def start(self, task: str, total: float, unit: str) -> None:
        """A task begins: `total` units of work are known."""
        ...

    def advance(self, task: str, amount: float) -> None:
        """So much more of it is done."""
        ...

    def finish(self, task: str) -> None:
        """The task has ended."""
        ...

    def say(self, message: str) -> None:
        """One line for the person."""
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
