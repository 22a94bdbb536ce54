"""gTTS against a server that stands in for Google's, over TLS, through a proxy."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import gtts.lang
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import engines
from segmentcast.engines.gtts import MOST_CHARACTERS, packed
from segmentcast.engines.online.gtts_voices import VOICES
from segmentcast.errors import EngineError
from segmentcast.model import Speech, Spoken, Voice

SENTENCE = "The bridge was closed."
LONG = (
    "The bridge was closed on Monday, after divers found cracks below the water line; "
    "it will open again in the spring, the harbour office said, unless the winter is a hard one."
)


@pytest.fixture
def say(google: Any, decode: engines.Decode) -> Callable[..., Speech]:
    def say(text: str, voice: str = "com", **settings: object) -> Speech:
        given = {"attempts": 3, "wait_s": 0.01, "pause_s": 0.0, "timeout_s": 5.0} | settings
        return engines.get("gtts", given, decode=decode).synth(Spoken(text), Voice("gtts", voice))

    return say


def test_asks_the_host_of_the_accent(say: Callable[..., Speech], google: Any) -> None:
    """Each accent is asked for at its own domain, other languages by their code."""
    for voice in ("com", "co.uk", "com.au", "co.in", "ca", "ie", "co.za", "fr", "pt-br"):
        say(SENTENCE, voice)
    assert [(asked.host, asked.body["lang"]) for asked in google.asked] == [
        ("translate.google.com", "en"), ("translate.google.co.uk", "en"),
        ("translate.google.com.au", "en"), ("translate.google.co.in", "en"),
        ("translate.google.ca", "en"), ("translate.google.ie", "en"),
        ("translate.google.co.za", "en"), ("translate.google.com", "fr"),
        ("translate.google.com.br", "pt"),
    ]  # fmt: skip
    assert {asked.path for asked in google.asked} == {"/_/TranslateWebserverUi/data/batchexecute"}


def test_long_sentences_go_in_pieces_cut_at_clauses(
    say: Callable[..., Speech], google: Any
) -> None:
    """A sentence over 100 characters is asked for in pieces, and no word is lost."""
    speech = say(LONG)
    texts = [asked.text for asked in google.asked]
    assert " ".join(texts) == LONG
    assert len(texts) == 2
    assert texts[0].endswith(";")
    assert speech.samples.size / speech.rate_hz > 8


def test_waits_as_long_as_the_server_asks(say: Callable[..., Speech], google: Any) -> None:
    """After 429 with Retry-After the same piece is asked for again, not sooner than told."""
    google.answers = [(429, {"Retry-After": "1"}, b"")]
    started = time.monotonic()
    say(SENTENCE)
    assert time.monotonic() - started >= 1
    assert [asked.text for asked in google.asked] == [SENTENCE, SENTENCE]


def test_understands_a_date_in_retry_after(say: Callable[..., Speech], google: Any) -> None:
    """Retry-After may be a date; one in the past means at once."""
    past = format_datetime(datetime.now(UTC) - timedelta(minutes=1), usegmt=True)
    google.answers = [(503, {"Retry-After": past}, b"")]
    say(SENTENCE)
    assert len(google.asked) == 2


def test_an_hour_of_patience_is_told_as_such(say: Callable[..., Speech], google: Any) -> None:
    """Asked to stay away for longer than we wait, we stop at once and say for how long."""
    google.answers = [(429, {"Retry-After": "3600"}, b"")]
    with pytest.raises(EngineError, match="alone for 60 minutes") as caught:
        say("It rains.")
    assert "publish again in 60 minutes" in caught.value.problems[0].mend
    assert len(google.asked) == 1


def test_gives_up_after_as_many_attempts_as_set(say: Callable[..., Speech], google: Any) -> None:
    """503 again and again is an error that says what was asked for, how often, and what to do."""
    google.answers = [(503, {}, b"")] * 9
    with pytest.raises(EngineError) as caught:
        say(SENTENCE)
    assert len(google.asked) == 3
    problem = caught.value.problems[0]
    assert SENTENCE in problem.where
    assert "3 attempts" in problem.what
    assert "503" in problem.what
    assert "offline voice" in problem.mend


def test_names_the_piece_that_failed(say: Callable[..., Speech], google: Any) -> None:
    """When the second piece fails, the message says that it is the second, and its words."""
    say(LONG)
    first = google.asked[0].text
    second = google.asked[1].text
    google.reset()

    def refuse_second() -> None:
        google.answers = [(200, *_answer(first)), (403, {}, b"")]

    refuse_second()
    with pytest.raises(EngineError) as caught:
        say(LONG)
    assert "piece 2 of 2" in caught.value.problems[0].where
    assert second in caught.value.problems[0].where
    assert "403" in caught.value.problems[0].what


def test_a_consent_page_is_an_error(say: Callable[..., Speech], google: Any) -> None:
    """200 with a page instead of sound is never taken for speech, nor asked for again."""
    google.answers = [(200, {"Content-Type": "text/html"}, b"<html>Before you continue</html>")]
    with pytest.raises(EngineError, match="consent page"):
        say(SENTENCE)
    assert len(google.asked) == 1


@pytest.mark.parametrize(
    "payload",
    [
        b'[["wrb.fr","jQ1olc",null]]',
        b'[["wrb.fr","jQ1olc","[\\"%%%%\\"]"]]',
        b'[["wrb.fr","jQ1olc","[\\"AAAA\\"]"]]',
        b'[["wrb.fr","jQ1olc","[\\"\xff\\"]"]]',
    ],
)
def test_a_broken_answer_is_an_error(
    say: Callable[..., Speech], google: Any, payload: bytes
) -> None:
    """No payload, bad base64, bytes that are no MP3, bad UTF-8: each ends in our own error."""
    google.answers = [(200, {}, payload)]
    with pytest.raises(EngineError):
        say(SENTENCE)


def test_silence_from_the_server_is_an_error(say: Callable[..., Speech], google: Any) -> None:
    """A server that accepts and says nothing runs into the timeout, as often as set."""
    google.answers = [(0, {}, 30)] * 4
    with pytest.raises(EngineError, match=r"no answer within 1 s"):
        say(SENTENCE, timeout_s=1, attempts=2)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    say: Callable[..., Speech], google: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is to be spoken is not handed to somebody who only stands in for the server."""
    with trustme.CA().cert_pem.tempfile() as another:
        monkeypatch.setenv("SSL_CERT_FILE", another)
        with pytest.raises(EngineError, match="certificate is not valid"):
            say(SENTENCE)
    assert google.asked == []


def test_an_answer_without_end_is_given_up(say: Callable[..., Speech], google: Any) -> None:
    """Neither memory nor time are the server's to take."""
    google.answers = [(200, {}, b"x" * 9_000_000)] * 3
    with pytest.raises(EngineError):
        say(SENTENCE, timeout_s=5.0)


def test_offline_is_said_at_once(
    say: Callable[..., Speech], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a network the error comes with the first attempt and offers offline voices."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    with pytest.raises(EngineError, match="cannot be reached") as caught:
        say(SENTENCE, wait_s=60)
    assert "offline voice" in caught.value.problems[0].mend


def test_requests_are_paced_across_threads(google: Any, decode: engines.Decode) -> None:
    """However many threads ask, requests start at least the pause apart."""
    engine = engines.get("gtts", {"pause_s": 0.2}, decode=decode)
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(lambda n: engine.synth(Spoken(f"Number {n}."), Voice("gtts", "com")), range(4))
        )
    assert time.monotonic() - started >= 0.6


def test_needs_a_decoder() -> None:
    """Without a decoder the engine says so instead of failing later."""
    trouble = engines.get("gtts").unavailable()
    assert trouble is not None
    assert "decode" in trouble.why


def test_voices_are_languages_that_gtts_knows() -> None:
    """Every voice asks for a language in the package's own list, from a host under google."""
    known = set(gtts.lang.tts_langs())
    assert {row.lang for row in VOICES.values()} <= known
    assert all(row.tld.replace(".", "").isalpha() and row.tld.islower() for row in VOICES.values())


@given(st.text(alphabet=st.sampled_from("ab c.,;—é漢\n\t"), max_size=600))
def test_packing_loses_no_word(text: str) -> None:
    """Pieces hold the text's letters in order, none is over the limit, none is mere punctuation."""
    pieces = packed(text)
    assert all(0 < len(piece) <= MOST_CHARACTERS for piece in pieces)
    assert all(any(char.isalnum() for char in piece) for piece in pieces)
    kept = "".join(char for piece in pieces for char in piece if char.isalnum())
    assert kept == "".join(char for char in text if char.isalnum())


def _answer(text: str) -> tuple[dict[str, str], bytes]:
    """What a well-behaved server answers, made without one."""
    import base64
    import json

    import lameenc
    import numpy as np

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(24_000)
    encoder.set_channels(1)
    encoder.silence()
    speech = engines.get("tone").synth(Spoken(text), Voice("tone", "low"))
    pcm = (speech.samples * 32767).astype(np.int16).tobytes()
    payload = base64.b64encode(bytes(encoder.encode(pcm) + encoder.flush())).decode()
    inner = json.dumps([payload])
    return {}, json.dumps([["wrb.fr", "jQ1olc", inner]], separators=(",", ":")).encode()
