"""Decoder, encoder, and the servers that stand in for Google's and for an OpenAI-compatible one."""

from __future__ import annotations

import base64
import io
import json
import ssl
import threading
import time
import wave
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import av
import lameenc
import numpy as np
import pytest
import trustme

from segmentcast import engines
from segmentcast.engines.online.gtts_voices import VOICES
from segmentcast.model import Spoken, Voice
from segmentcast.ports import Engine

QUICK = {"attempts": 3, "wait_s": 0.01, "pause_s": 0.0, "timeout_s": 5.0}


@dataclass
class Asked:
    """One request as the server saw it."""

    host: str
    path: str
    text: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class StandIn:
    """A server's address, what it was asked, and what it is to answer before it behaves well.

    An answer is (status, headers, body); a status of 0 means: say nothing for `body` seconds.
    """

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)

    def reset(self) -> None:
        self.asked.clear()
        self.answers.clear()


def tone(text: str, voice: str, pace: float = 1.0) -> tuple[np.ndarray, int]:
    notes = ("low", "middle", "high", "top")
    note = voice if voice in notes else notes[sum(voice.encode()) % 4]
    speech = engines.get("tone").synth(Spoken(text), Voice("tone", note, pace=pace))
    return speech.samples, speech.rate_hz


def mp3(samples: np.ndarray, rate_hz: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    pcm = (samples * 32767).astype("<i2").tobytes()
    return bytes(encoder.encode(pcm) + encoder.flush())


def wav(samples: np.ndarray, rate_hz: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return out.getvalue()


def pcm(samples: np.ndarray, rate_hz: int) -> bytes:
    return bytes((samples * 32767).astype("<i2").tobytes())


def coded(samples: np.ndarray, rate_hz: int, kind: str) -> bytes:
    container, codec, rate = {
        "flac": ("flac", "flac", rate_hz),
        "opus": ("ogg", "libopus", 48_000),
    }[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        pcm = (samples * 32767).astype("<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = rate_hz
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=rate,
            frame_size=stream.codec_context.frame_size or 4096,
        )  # fmt: skip
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return out.getvalue()


def decoded(data: bytes) -> tuple[np.ndarray, int]:
    with av.open(io.BytesIO(data)) as file:
        rate_hz = file.streams.audio[0].rate
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate_hz)
        parts = [
            part.to_ndarray()[0]
            for frame in [*file.decode(audio=0), None]
            for part in resampler.resample(frame)
        ]
    return np.concatenate(parts), rate_hz


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn
    tls: ssl.SSLContext | None = None
    host = ""

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass

    def do_CONNECT(self) -> None:
        assert self.tls is not None
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        self.connection = self.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self.close_connection = False

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = self.read(body)
        self.stand_in.asked.append(asked)
        if self.stand_in.answers:
            status, headers, payload = self.stand_in.answers.pop(0)
            if status == 0:
                time.sleep(payload)
                self.close_connection = True
                return
        else:
            status, headers, payload = 200, *self.sound(asked)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Transfer-Encoding" not in headers:
            length = len(payload) + (9 if "X-Stall" in headers else 0)
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()
        if float(headers.get("X-Stall", 0)):
            time.sleep(float(headers["X-Stall"]))
        self.close_connection = True

    def read(self, body: bytes) -> Asked:
        raise NotImplementedError

    def sound(self, asked: Asked) -> tuple[dict[str, str], bytes]:
        raise NotImplementedError


class GoogleHandler(Handler):
    def read(self, body: bytes) -> Asked:
        request = json.loads(parse_qs(body.decode())["f.req"][0])
        text, lang, *_ = json.loads(request[0][0][1])
        return Asked(self.host, self.path, text, dict(self.headers), {"lang": lang})

    def sound(self, asked: Asked) -> tuple[dict[str, str], bytes]:
        samples, rate_hz = tone(asked.text, asked.host)
        payload = base64.b64encode(mp3(samples, rate_hz)).decode()
        inner = json.dumps([payload], separators=(",", ":"))
        row = json.dumps(
            [["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":")
        )
        return {"Content-Type": "application/json"}, f")]}}'\n\n{row}\n".encode()


class SpeechHandler(Handler):
    def read(self, body: bytes) -> Asked:
        request = json.loads(body)
        host = self.headers["Host"]
        return Asked(host, self.path, request["input"], dict(self.headers), request)

    def sound(self, asked: Asked) -> tuple[dict[str, str], bytes]:
        kind = asked.body["response_format"]
        made = tone(asked.text, asked.body["voice"], 1 / asked.body.get("speed", 1.0))
        makers: dict[str, Callable[..., bytes]] = {"wav": wav, "mp3": mp3, "pcm": pcm}
        data = makers[kind](*made) if kind in makers else coded(*made, kind)
        return {"Content-Type": f"audio/{kind}"}, data


class ServiceHandler(Handler):
    def read(self, body: bytes) -> Asked:
        headers = dict(self.headers)
        if self.path.startswith("/v1/text-to-speech/"):
            question = json.loads(body)
            return Asked(headers["Host"], self.path, question["text"], headers, question)
        root = ET.fromstring(body)
        return Asked(headers["Host"], self.path, "".join(root.itertext()), headers, {"root": root})

    def sound(self, asked: Asked) -> tuple[dict[str, str], bytes]:
        voice = asked.path.rpartition("/")[2].partition("?")[0]
        pace = 1.0
        if "root" in asked.body:
            voice = asked.body["root"][0].get("name").rpartition("-")[2]
            rates = [element.get("rate") for element in asked.body["root"].iter()]
            pace = 1 / next((float(rate) for rate in rates if rate), 1.0)
        samples, rate_hz = tone(asked.text, voice, pace)
        if "root" in asked.body:
            return {"Content-Type": "audio/x-wav"}, wav(samples, rate_hz)
        if "output_format=pcm_" in asked.path:
            return {"Content-Type": "audio/pcm"}, pcm(samples, rate_hz)
        return {"Content-Type": "audio/mpeg"}, mp3(samples, rate_hz)


def serving(handler: type[Handler], tls: ssl.SSLContext | None) -> Iterator[StandIn]:
    stand_in = StandIn()
    own = type("Own", (handler,), {"stand_in": stand_in, "tls": tls})
    server = ThreadingHTTPServer(("127.0.0.1", 0), own)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Whom the tests trust in place of the system's authorities."""
    return trustme.CA()


@pytest.fixture(scope="session")
def google_server(authority: trustme.CA) -> Iterator[StandIn]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    hosts = {f"translate.google.{row.tld}" for row in VOICES.values()}
    authority.issue_cert(*sorted(hosts)).configure_cert(tls)
    yield from serving(GoogleHandler, tls)


@pytest.fixture(scope="session")
def speech_server() -> Iterator[StandIn]:
    yield from serving(SpeechHandler, None)


@pytest.fixture(scope="session")
def service_server() -> Iterator[StandIn]:
    yield from serving(ServiceHandler, None)


@pytest.fixture(scope="session", autouse=True)
def network(google_server: StandIn, authority: trustme.CA) -> Iterator[None]:
    """Whatever goes to the outside by HTTPS goes to the stand-in, whose authority is trusted."""
    with pytest.MonkeyPatch.context() as patch, authority.cert_pem.tempfile() as trusted:
        patch.setenv("SSL_CERT_FILE", trusted)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "https_proxy"):
            patch.delenv(name, raising=False)
        patch.delenv("SEGMENTCAST_HTTP_KEY", raising=False)
        for name in ("ELEVENLABS", "AZURE"):
            patch.setenv(f"SEGMENTCAST_{name}_KEY", "a key")
        patch.setenv("HTTPS_PROXY", google_server.url)
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        patch.setenv("no_proxy", "127.0.0.1,localhost")
        yield


@pytest.fixture
def google(google_server: StandIn) -> StandIn:
    google_server.reset()
    return google_server


@pytest.fixture
def speech(speech_server: StandIn) -> StandIn:
    speech_server.reset()
    return speech_server


@pytest.fixture(scope="session")
def decode() -> engines.Decode:
    return decoded


@pytest.fixture(scope="session")
def make(speech_server: StandIn, service_server: StandIn) -> Callable[[str], Engine]:
    """Every engine that can speak in a test, with its settings; one instance each."""
    made: dict[str, Engine] = {}
    settings: dict[str, dict[str, object]] = {
        "gtts": dict(QUICK),
        "http": {
            "base_url": speech_server.url, "voices": ["low", "high"], "model": "tts-1",
            "attempts": 3, "wait_s": 0.01, "timeout_s": 5.0,
        },
        "elevenlabs": {"base_url": service_server.url, "model": "m", "voices": ["low", "high"]},
        "azure": {"base_url": service_server.url, "voices": ["en-US-low", "en-US-high"]},
    }  # fmt: skip

    def get(name: str) -> Engine:
        if name not in made:
            made[name] = engines.get(name, settings.get(name, {}), decode=decoded)
        return made[name]

    return get
