"""The OpenAI-compatible engine against a real server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from segmentcast import engines
from segmentcast.audio_io import decode_bytes
from segmentcast.errors import EngineError, VoiceError
from segmentcast.model import Speech, Spoken, Voice
from tests.engines.conftest import wav

SENTENCE = "The bridge was closed."
KEY = "sk-very-secret-0123456789"


@pytest.fixture
def say(speech: Any, decode: engines.Decode) -> Callable[..., Speech]:
    def say(text: str = SENTENCE, pace: float = 1.0, **settings: object) -> Speech:
        given = {
            "base_url": speech.url, "voices": ["low"], "model": "tts-1", "attempts": 3, "wait_s": 0.01, "timeout_s": 5.0,
        } | settings  # fmt: skip
        engine = engines.get("http", given, decode=decode)
        return engine.synth(Spoken(text), Voice("http", "low", pace=pace))

    return say


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "opus", "pcm"])
def test_takes_each_format(say: Callable[..., Speech], speech: Any, kind: str) -> None:
    """Sound comes back the same length whatever the format."""
    made = say(format=kind)
    assert made.samples.size / made.rate_hz == pytest.approx(1.28, abs=0.15)
    assert speech.asked[0].body["response_format"] == kind


def test_asks_as_openai_does(say: Callable[..., Speech], speech: Any) -> None:
    """Path, model, voice, text and speed are where every such server looks for them."""
    say(pace=1.25, model="kokoro")
    say(base_url=f"{speech.url}/v1/")
    say(base_url=f"{speech.url}/api")
    assert [asked.path for asked in speech.asked] == [
        "/v1/audio/speech", "/v1/audio/speech", "/api/v1/audio/speech",
    ]  # fmt: skip
    assert speech.asked[0].body == {
        "model": "kokoro", "input": SENTENCE, "voice": "low", "response_format": "wav", "speed": 0.8,
    }  # fmt: skip
    assert "speed" not in speech.asked[1].body


def test_no_markup_reaches_the_server(say: Callable[..., Speech], speech: Any) -> None:
    """Neither tags nor the brackets that some servers read as phonemes are sent."""
    say("He said <break time='9s'/> [one](/tu/) {x}.")
    sent = speech.asked[0].text
    assert "<b" not in sent
    assert not set("[]{}") & set(sent)


def test_the_key_goes_to_the_server_and_nowhere_else(
    speech: Any, say: Callable[..., Speech], monkeypatch: pytest.MonkeyPatch, decode: engines.Decode
) -> None:
    """The key is sent as a bearer; no fingerprint, representation or message shows it."""
    monkeypatch.setenv("SEGMENTCAST_HTTP_KEY", KEY)
    say()
    assert speech.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    speech.answers = [(401, {"Content-Type": "text/plain"}, f"bad key {KEY}".encode())]
    with pytest.raises(EngineError) as caught:
        say()
    engine = engines.get(
        "http", {"base_url": speech.url, "voices": ["low"], "model": "tts-1"}, decode=decode
    )
    shown = [str(caught.value), engine.fingerprint(Voice("http", "low")), repr(vars(engine))]
    assert not any(KEY in text for text in shown)
    assert "SEGMENTCAST_HTTP_KEY" in caught.value.problems[0].mend


def test_the_key_never_travels_in_the_clear(
    monkeypatch: pytest.MonkeyPatch, decode: engines.Decode
) -> None:
    """With a key, plain http to another machine is refused; https is not."""
    monkeypatch.setenv("SEGMENTCAST_HTTP_KEY", KEY)

    def trouble(url: str) -> object:
        return engines.get(
            "http", {"base_url": url, "voices": ["a"], "model": "kokoro"}, decode=decode
        ).unavailable()

    assert "unencrypted" in str(trouble("http://voices.example.org"))
    assert trouble("https://voices.example.org") is None
    assert trouble("http://127.0.0.1:8880") is None
    assert trouble("http://[::1]:8880") is None


def test_does_not_follow_redirects(say: Callable[..., Speech], speech: Any) -> None:
    """A redirect is an error: the text and the key stay with the server that was named."""
    speech.answers = [(307, {"Location": f"{speech.url}/elsewhere"}, b"")]
    with pytest.raises(EngineError, match="307"):
        say()
    assert len(speech.asked) == 1


def test_tries_again_when_the_server_is_busy(say: Callable[..., Speech], speech: Any) -> None:
    """429 and 5xx are asked again, other refusals are not."""
    speech.answers = [(429, {"Retry-After": "0"}, b""), (502, {}, b"")]
    say()
    assert len(speech.asked) == 3
    speech.reset()
    speech.answers = [(500, {}, b"")] * 5
    with pytest.raises(EngineError, match="3 attempts: HTTP 500"):
        say()
    assert len(speech.asked) == 3
    speech.reset()
    speech.answers = [(400, {"Content-Type": "application/json"}, b'{"error": "no such model"}')]
    with pytest.raises(EngineError, match="no such model"):
        say()
    assert len(speech.asked) == 1


@pytest.mark.parametrize(
    ("headers", "payload", "said"),
    [
        ({"Content-Type": "text/html"}, b"<html>welcome</html>", "text/html"),
        ({"Content-Type": "audio/wav"}, b"", "without any sound"),
        ({"Content-Type": "audio/wav"}, b"RIFFnonsense", "failed on"),
        ({"Content-Type": "audio/wav"}, b"\0" * 20_001, "more than 20000 bytes"),
    ],
)
def test_what_is_no_sound_is_an_error(
    say: Callable[..., Speech], speech: Any, headers: dict[str, str], payload: bytes, said: str
) -> None:
    """Pages, empty and broken files and files without end are refused in our own words."""
    speech.answers = [(200, headers, payload)]
    with pytest.raises(EngineError, match=said):
        say(max_bytes=20_000)


def test_works_with_the_decoder_that_publishing_uses(speech: Any) -> None:
    """The project's own decoder fits; what it cannot read is this engine's error."""
    settings = {"base_url": speech.url, "voices": ["low"], "model": "tts-1", "format": "mp3"}
    engine = engines.get("http", settings, decode=decode_bytes)
    made = engine.synth(Spoken(SENTENCE), Voice("http", "low"))
    assert made.samples.size / made.rate_hz == pytest.approx(1.28, abs=0.15)
    speech.answers = [(200, {"Content-Type": "audio/mpeg"}, b"no sound at all" * 99)]
    with pytest.raises(EngineError, match="not a sound"):
        engine.synth(Spoken(SENTENCE), Voice("http", "low"))


def test_silence_is_an_error(say: Callable[..., Speech], speech: Any) -> None:
    """A server that never answers runs into the timeout."""
    speech.answers = [(0, {}, 30)] * 4
    with pytest.raises(EngineError, match=r"no answer within 0\.2 s"):
        say(timeout_s=0.2, attempts=2)


def test_a_server_that_is_not_there(say: Callable[..., Speech]) -> None:
    """A refused connection names the host and the setting."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(EngineError, match=f"127.0.0.1:{port} cannot be reached") as caught:
        say(base_url=f"http://127.0.0.1:{port}")
    assert "base_url" in caught.value.problems[0].mend


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x",
        "x",
        "http://",
        "http://user:pw@host",
        "http://host?a=b",
        "http://host:x",
        "http://[",
    ],
)
def test_wrong_urls_are_refused(url: str) -> None:
    """Only plain http and https URLs are taken, without a password in them."""
    with pytest.raises(VoiceError) as caught:
        engines.get("http", {"base_url": url, "voices": ["a"]})
    assert "pw" not in str(caught.value)


def test_says_what_the_settings_lack(decode: engines.Decode) -> None:
    """Without URL, voices, or model the engine is unavailable, and names the setting."""
    assert "base_url" in str(engines.get("http", decode=decode).unavailable())
    bare = engines.get("http", {"base_url": "http://localhost"}, decode=decode)
    assert "voices" in str(bare.unavailable())
    silent = {"base_url": "http://localhost", "voices": ["a"]}
    assert "engines.http.model" in str(engines.get("http", silent, decode=decode).unavailable())


def test_voices_may_have_languages(decode: engines.Decode) -> None:
    """A table gives each voice its language; a revision changes the fingerprint."""
    settings = {
        "base_url": "http://localhost",
        "voices": {"ana": "es-MX", "bob": ""},
        "language": "en-IE",
    }
    engine = engines.get("http", settings, decode=decode)
    assert [info.language for info in engine.voices()] == ["es-MX", "en-IE"]
    newer = engines.get("http", settings | {"revision": "2"}, decode=decode)
    assert newer.fingerprint(Voice("http", "ana")) != engine.fingerprint(Voice("http", "ana"))


def test_a_server_that_stalls_within_its_answer_is_asked_again(
    say: Callable[..., Speech], speech: Any
) -> None:
    """What began and didn't end counts as no answer; after the last attempt the message says so."""
    stalled = (200, {"Content-Type": "audio/wav", "X-Stall": "30"}, b"RIFF")
    speech.answers = [stalled]
    say(timeout_s=2)
    assert len(speech.asked) >= 2
    speech.reset()
    speech.answers = [stalled] * 2
    with pytest.raises(EngineError, match=r"began and wasn't complete within 2 s"):
        say(timeout_s=2, attempts=2)
    assert len(speech.asked) == 2


def test_the_servers_words_are_shown_for_its_failures(
    say: Callable[..., Speech], speech: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded, on one line, without control characters, never with the key."""
    monkeypatch.setenv("SEGMENTCAST_HTTP_KEY", KEY)
    words = f"out of\x1b[31m memory\n for {KEY} " + "x" * 5_000
    speech.answers = [(503, {}, words.encode())] * 3
    with pytest.raises(EngineError, match=r"HTTP 503 .*out of \[31m memory for \*\*\*") as caught:
        say()
    message = str(caught.value)
    assert KEY not in message
    assert message.isprintable()
    assert len(message) < 600


def test_a_minute_and_a_half_for_four_words_is_refused(
    say: Callable[..., Speech], speech: Any
) -> None:
    """A server that answers with another text's sound, or babbles on, doesn't get into an episode."""
    rate_hz = 8_000
    seconds = 90
    quarter = np.sin(np.arange(rate_hz * seconds) * 0.3).astype(np.float32) / 2
    speech.answers = [(200, {"Content-Type": "audio/wav"}, wav(quarter, rate_hz))]
    with pytest.raises(EngineError, match="returned 90 s of sound, too much"):
        say()


def test_speed_and_instructions_are_sent_and_change_the_key(
    say: Callable[..., Speech], speech: Any, decode: engines.Decode
) -> None:
    """Both are part of the fingerprint, but only where they are set: keys of before stay."""
    say(speed=1.25, instructions="Calm, like a newsreader.")
    assert speech.asked[0].body["speed"] == 1.25
    assert speech.asked[0].body["instructions"] == "Calm, like a newsreader."
    settings = {"base_url": speech.url, "voices": ["low"], "model": "tts-1"}

    def key(**more: object) -> str:
        return engines.get("http", settings | more, decode=decode).fingerprint(Voice("http", "low"))

    keys = [key(), key(speed=1.25), key(instructions="Calm."), key(format="pcm")]
    assert len(set(keys)) == 4
    assert key(speed=1.0, price_per_million=15) == key()
    assert "instructions" not in key()


def test_half_a_sample_is_no_sound(say: Callable[..., Speech], speech: Any) -> None:
    """An odd number of bytes of bare samples was cut off on the way."""
    speech.answers = [(200, {"Content-Type": "audio/pcm"}, b"\1" * 20_001)]
    with pytest.raises(EngineError, match="half a sample"):
        say(format="pcm")


def test_a_server_that_wants_an_hour_is_told_as_such(
    say: Callable[..., Speech], speech: Any
) -> None:
    """We don't wait for it, and don't say that we tried often."""
    speech.answers = [(429, {"Retry-After": "3600"}, b"slow down")]
    with pytest.raises(EngineError, match="alone for 60 minutes: HTTP 429") as caught:
        say()
    assert "publish again in 60 minutes" in caught.value.problems[0].mend
    assert len(speech.asked) == 1
