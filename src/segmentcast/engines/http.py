"""Any server with OpenAI's interface `POST /v1/audio/speech`, as many local engines have.

Settings: `base_url` (with or without `/v1`), `model`, `voices` (a list of names, or a table of
name to language), `language` (of voices that name none), `format` (wav, mp3, flac, opus, or pcm:
16-bit mono at `pcm_rate_hz`, 24000), `speed` (1 is the server's own), `instructions` (how to speak, for
servers that take any), `licence`, `revision` (any text; change it when the server's voices change),
`price_per_million` (of characters; for `publish --dry-run`), `timeout_s`, `attempts`, `wait_s`,
`max_bytes`. The key comes from the environment variable SEGMENTCAST_HTTP_KEY. It ignores a lexicon's
phonemes.

No model is taken by default: the one that all such servers once knew, tts-1, ends in January 2027.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentcast.engines import pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.online.received_sound import pcm_of, sound_of
from segmentcast.engines.online.speech_server import SpeechServer, check_url, server_at
from segmentcast.engines.provenance import earlier_fingerprints, fingerprint
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
KEY = "SEGMENTCAST_HTTP_KEY"
FORMATS = ("wav", "mp3", "flac", "opus", "pcm")
SLOWEST, FASTEST = 0.25, 4.0
"""The range of `speed` in OpenAI's interface."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What every request says beside the text and the voice."""

    model: str
    format: str
    revision: str
    speed: float
    instructions: str
    pcm_rate_hz: int


class Http:
    """See the module."""

    name = "http"

    def __init__(
        self,
        server: SpeechServer,
        manner: Manner,
        voices: tuple[VoiceInfo, ...],
        decode: Decode | None,
    ) -> None:
        self._server = server
        self._manner = manner
        self._voices = voices
        self._decode = decode

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a setting is missing. Only a request can test the server."""
        model = 'set engines.http.model, such as "kokoro" or "gpt-4o-mini-tts"'
        return self._server.unavailable(
            (self._server.url, "no server is named", "set engines.http.base_url"),
            (self._voices, "no voice is named", "list the server's voices in engines.http.voices"),
            (self._manner.model, "no model is named", model),
            decode=self._decode,
        )

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that the settings name."""
        return self._voices

    def fingerprint(self, voice: Voice) -> str:
        """URL, model, format, revision, voice, pitch, pace, and what else the requests say."""
        manner = self._manner
        own = {
            "speed": (manner.speed, 1.0),
            "instructions": (manner.instructions, ""),
            "pcm_rate_hz": (manner.pcm_rate_hz if manner.format == "pcm" else 0, 0),
        }
        parts = {name: value for name, (value, usual) in own.items() if value != usual}
        return fingerprint(self.name, **self._parts(voice), **parts)

    def earlier_fingerprints(self, voice: Voice) -> tuple[str, ...]:
        """Fingerprints of 0.1.0, which named the versions of the decoder and scipy."""
        return earlier_fingerprints(self.name, self._parts(voice), "av", "scipy")

    def _parts(self, voice: Voice) -> dict[str, object]:
        quality.known(voice, self.voices(), self.name)
        manner = self._manner
        return {
            "schema": SCHEMA, "url": self._server.url, "model": manner.model, "voice": voice.name,
            "pitch": pitch.ratio(voice.pitch), "pace": voice.pace, "format": manner.format,
            "revision": manner.revision,
        }  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Asks the server for a sentence, without the times of the words. See `ports.Engine`."""
        quality.usable(self)
        assert self._decode is not None
        quality.known(voice, self.voices(), self.name)
        text = quality.plain(spoken.text, self.name)
        headers = {"Content-Type": "application/json"}
        if self._server.key:
            headers["Authorization"] = f"Bearer {self._server.key}"
        body = json.dumps(self._body(text, voice)).encode()
        data = self._server.ask(self._server.url, headers, body, text)
        with quality.guarded(self.name, text):
            if self._manner.format == "pcm":
                samples, rate_hz = pcm_of(data, self._manner.pcm_rate_hz)
            else:
                samples, rate_hz = sound_of(data, self._decode)
            samples = pitch.shifted(samples, voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)

    def _body(self, text: str, voice: Voice) -> dict[str, Any]:
        length = voice.pace * float(pitch.ratio(voice.pitch)) / self._manner.speed
        body: dict[str, Any] = {
            "model": self._manner.model,
            # a server may interpret SSML; the space breaks every tag
            "input": text.replace("<", "< "),
            "voice": voice.name,
            "response_format": self._manner.format,
        }
        if length != 1:
            body["speed"] = min(FASTEST, max(SLOWEST, round(1 / length, 4)))
        if self._manner.instructions:
            body["instructions"] = self._manner.instructions
        return body


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Http:
    """The engine; see the module for its settings."""
    reader = SettingsReader("http", settings)
    base_url = reader.text("base_url")
    if base_url:
        check_url(base_url, reader, KEY)
    language = reader.text("language", "en")
    licence = reader.text("licence", "as the server says")
    manner = Manner(
        model=reader.text("model"),
        format=reader.choice("format", "wav", FORMATS),
        revision=reader.text("revision"),
        speed=reader.number("speed", 1.0, SLOWEST, FASTEST),
        instructions=reader.text("instructions"),
        pcm_rate_hz=reader.count("pcm_rate_hz", 24_000, 8_000, 192_000),
    )
    server = server_at(_speech_url(base_url) if base_url else "", reader, KEY)
    reader.price()
    rows = []
    for name, tag in reader.table("voices").items():
        if not isinstance(tag, str):
            reader.wrong("voices", f"{name} needs a language tag, not {tag!r}")
            continue
        rows.append(
            VoiceInfo("http", name, tag or language, f"{manner.model} on a server", licence)
        )
    reader.done()
    return Http(server, manner, tuple(rows), decode)


def _speech_url(base_url: str) -> str:
    base = base_url.rstrip("/")
    return f"{base}/audio/speech" if base.endswith("/v1") else f"{base}/v1/audio/speech"
