"""ElevenLabs' voices, over the network. Not tried against the service: written from its documents.

Protocol: https://elevenlabs.io/docs/api-reference/text-to-speech/convert (November 2026):
`POST /v1/text-to-speech/{voice_id}?output_format=...` with the header `xi-api-key` and JSON of
`text`, `model_id`, and `seed`; the answer is the sound file.

Settings: `voices` (a table of names to voice IDs, or a list of IDs), `model` (such as
"eleven_multilingual_v2"), `language` (of all of them), `format` (of the answer), `revision` (any
text; change it when the voices change), `base_url`, `price_per_million` (of characters; for
`publish --dry-run`), `timeout_s`, `attempts`, `wait_s`, `max_bytes`. The key comes from the
environment variable SEGMENTCAST_ELEVENLABS_KEY. It ignores a lexicon's phonemes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from segmentcast.engines import pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.online.received_sound import pcm_of, sound_of
from segmentcast.engines.online.speech_server import SpeechServer, check_url, server_at
from segmentcast.engines.provenance import fingerprint
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
KEY = "SEGMENTCAST_ELEVENLABS_KEY"
FORMATS = ("mp3_44100_128", "mp3_44100_64", "mp3_22050_32", "pcm_24000", "pcm_16000")
SEED = 0
"""The service tries to say the same text alike; it promises nothing."""
_VOICE_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


class ElevenLabs:
    """See the module."""

    name = "elevenlabs"

    def __init__(
        self,
        server: SpeechServer,
        model: str,
        sound_format: str,
        revision: str,
        voices: Mapping[str, tuple[VoiceInfo, str]],
        decode: Decode | None,
    ) -> None:
        self._server = server
        self._model = model
        self._format = sound_format
        self._revision = revision
        self._voices = dict(voices)
        self._decode = decode

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a setting or the key is missing. Only a request can test the service."""
        model = 'set engines.elevenlabs.model = "eleven_multilingual_v2"'
        return self._server.unavailable(
            (self._voices, "no voice is named", "list voice IDs in engines.elevenlabs.voices"),
            (self._model, "no model is named", model),
            (self._server.key, "there is no key", f"set the environment variable {KEY}"),
            decode=self._decode,
        )

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that the settings name."""
        return tuple(info for info, _ in self._voices.values())

    def fingerprint(self, voice: Voice) -> str:
        """URL, model, format, seed, the voice's ID, pitch, pace, revision."""
        quality.known(voice, self.voices(), self.name)
        return fingerprint(
            self.name, schema=SCHEMA, url=self._server.url, model=self._model, format=self._format,
            seed=SEED, id=self._voices[voice.name][1], pitch=pitch.ratio(voice.pitch),
            pace=voice.pace, revision=self._revision,
        )  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Asks the service for a sentence, without the times of the words. See `ports.Engine`."""
        quality.usable(self)
        assert self._decode is not None
        quality.known(voice, self.voices(), self.name)
        text = quality.plain(spoken.text, self.name)
        # the service reads some tags, such as <break>; the space breaks them
        question = {"text": text.replace("<", "< "), "model_id": self._model, "seed": SEED}
        headers = {"Content-Type": "application/json", "xi-api-key": self._server.key}
        url = f"{self._server.url}/{self._voices[voice.name][1]}?output_format={self._format}"
        data = self._server.ask(url, headers, json.dumps(question).encode(), text)
        with quality.guarded(self.name, text):
            kind, rate, *_ = self._format.split("_")
            samples, rate_hz = (
                pcm_of(data, int(rate)) if kind == "pcm" else sound_of(data, self._decode)
            )
            length = voice.pace * float(pitch.ratio(voice.pitch))
            samples = pitch.shifted(pitch.stretched(samples, rate_hz, length), voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)


def build(settings: Mapping[str, object], decode: Decode | None = None) -> ElevenLabs:
    """The engine; see the module for its settings."""
    reader = SettingsReader("elevenlabs", settings)
    base_url = reader.text("base_url", "https://api.elevenlabs.io")
    check_url(base_url, reader, KEY)
    language = reader.text("language", "en")
    model = reader.text("model")
    sound_format = reader.choice("format", FORMATS[0], FORMATS)
    revision = reader.text("revision")
    server = server_at(f"{base_url.rstrip('/')}/v1/text-to-speech", reader, KEY)
    reader.price()
    voices: dict[str, tuple[VoiceInfo, str]] = {}
    for name, given in reader.table("voices").items():
        voice_id = given or name
        if not (isinstance(voice_id, str) and _VOICE_ID.fullmatch(voice_id)):
            reader.wrong("voices", f"{name}: {voice_id!r} is no voice ID")
            continue
        about = "ElevenLabs, online, not tried against the service"
        info = VoiceInfo("elevenlabs", name, language, about, "ElevenLabs' terms of service")
        voices[name] = (info, voice_id)
    reader.done()
    return ElevenLabs(server, model, sound_format, revision, voices, decode)
