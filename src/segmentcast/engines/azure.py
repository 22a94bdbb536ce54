"""Microsoft Azure's voices, over the network. Not tried against the service: written from its documents.

Protocol: https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech
(November 2026): `POST /cognitiveservices/v1` at the region's host with the headers
`Ocp-Apim-Subscription-Key` and `X-Microsoft-OutputFormat` and a body in SSML; the answer is the
sound file. SSML and its prosody: .../speech-service/speech-synthesis-markup-voice.

Settings: `region` (such as "westeurope"), `voices` (a list of names such as
"en-GB-SoniaNeural", or a table of name to language), `format` (of the answer), `revision` (any text;
change it when the voices change), `base_url` (of another cloud, in place of the region's),
`price_per_million` (of characters; for `publish --dry-run`), `timeout_s`, `attempts`, `wait_s`,
`max_bytes`. The key comes from the environment variable SEGMENTCAST_AZURE_KEY. It ignores a
lexicon's phonemes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from segmentcast.engines import pitch, quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.online.received_sound import sound_of
from segmentcast.engines.online.speech_server import SpeechServer, check_url, server_at
from segmentcast.engines.provenance import fingerprint
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    from segmentcast.engines import Decode

SCHEMA = 1
KEY = "SEGMENTCAST_AZURE_KEY"
FORMATS = (
    "riff-24khz-16bit-mono-pcm", "riff-48khz-16bit-mono-pcm", "audio-24khz-96kbitrate-mono-mp3",
    "audio-48khz-192kbitrate-mono-mp3",
)  # fmt: skip
SLOWEST, FASTEST = 0.5, 2.0
"""The range of a prosody's rate, relative to the voice's own."""
_REGION = re.compile(r"[a-z0-9]{2,40}")
_NAME = re.compile(r"([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){1,2})-[A-Za-z0-9:]{1,80}")


class Azure:
    """See the module."""

    name = "azure"

    def __init__(
        self,
        server: SpeechServer,
        sound_format: str,
        revision: str,
        voices: tuple[VoiceInfo, ...],
        decode: Decode | None,
    ) -> None:
        self._server = server
        self._format = sound_format
        self._revision = revision
        self._voices = voices
        self._decode = decode

    def unavailable(self) -> Unavailable | None:
        """Why it can't speak: a setting or the key is missing. Only a request can test the service."""
        return self._server.unavailable(
            (self._server.url, "no region is named", "set engines.azure.region"),
            (self._voices, "no voice is named", "list voices in engines.azure.voices"),
            (self._server.key, "there is no key", f"set the environment variable {KEY}"),
            decode=self._decode,
        )

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that the settings name."""
        return self._voices

    def fingerprint(self, voice: Voice) -> str:
        """Address, format, voice, language, pitch, pace, revision."""
        info = quality.known(voice, self.voices(), self.name)
        return fingerprint(
            self.name, schema=SCHEMA, url=self._server.url, format=self._format, voice=voice.name,
            language=info.language, pitch=pitch.ratio(voice.pitch), pace=voice.pace,
            revision=self._revision,
        )  # fmt: skip

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """Asks the service for a sentence, without the times of the words. See `ports.Engine`."""
        quality.usable(self)
        assert self._decode is not None
        info = quality.known(voice, self.voices(), self.name)
        text = quality.plain(spoken.text, self.name)
        headers = {
            "Content-Type": "application/ssml+xml",
            "Ocp-Apim-Subscription-Key": self._server.key,
            "X-Microsoft-OutputFormat": self._format,
        }
        length = voice.pace * float(pitch.ratio(voice.pitch))
        body = ssml(text, voice.name, info.language, length).encode()
        data = self._server.ask(self._server.url, headers, body, text)
        with quality.guarded(self.name, text):
            samples, rate_hz = sound_of(data, self._decode)
            samples = pitch.shifted(samples, voice.pitch)
        return Speech(quality.checked(samples, rate_hz, text, self.name), rate_hz)


def ssml(text: str, voice: str, language: str, length: float) -> str:
    """The request's body; every mark of the text is escaped. `length` is that of the sound, 1 the voice's own."""
    words = escape(text, quote=False)
    if length != 1:
        rate = min(FASTEST, max(SLOWEST, round(1 / length, 4)))
        words = f'<prosody rate="{rate:g}">{words}</prosody>'
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
        f'xml:lang="{escape(language)}"><voice name="{escape(voice)}">{words}</voice></speak>'
    )


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Azure:
    """The engine; see the module for its settings."""
    reader = SettingsReader("azure", settings)
    region = reader.text("region")
    if region and not _REGION.fullmatch(region):
        reader.wrong("region", f"is {region!r}", 'write a region such as "westeurope"')
        region = ""
    base_url = reader.text("base_url")
    if base_url:
        check_url(base_url, reader, KEY)
    elif region:
        base_url = f"https://{region}.tts.speech.microsoft.com"
    sound_format = reader.choice("format", FORMATS[0], FORMATS)
    revision = reader.text("revision")
    url = f"{base_url.rstrip('/')}/cognitiveservices/v1" if base_url else ""
    server = server_at(url, reader, KEY)
    reader.price()
    rows = []
    for name, tag in reader.table("voices").items():
        match = _NAME.fullmatch(name)
        if match is None or not isinstance(tag, str):
            reader.wrong("voices", f"{name} is no name such as en-GB-SoniaNeural")
            continue
        about = "Azure, online, not tried against the service"
        rows.append(VoiceInfo("azure", name, tag or match[1], about, "Microsoft's terms"))
    reader.done()
    return Azure(server, sound_format, revision, tuple(rows), decode)
