"""ElevenLabs and Azure as their documents describe them, against a real server on this machine.

Neither engine was tried against its service: these tests hold what is sent, and that the answer is read.
"""

from __future__ import annotations

from typing import Any

import pytest

from segmentcast import engines
from segmentcast.errors import EngineError, VoiceError
from segmentcast.model import Spoken, Voice
from segmentcast.ports import Engine
from tests.engines.conftest import StandIn

SENTENCE = 'Ham & eggs cost <$5> at "Joe\'s".'
KEY = "key-very-secret-0123456789"
QUICK = {"attempts": 2, "wait_s": 0.01, "timeout_s": 5.0}
ANA = Voice("elevenlabs", "ana")
SONIA = Voice("azure", "en-GB-SoniaNeural")


@pytest.fixture
def service(service_server: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    monkeypatch.setenv("SEGMENTCAST_ELEVENLABS_KEY", KEY)
    monkeypatch.setenv("SEGMENTCAST_AZURE_KEY", KEY)
    service_server.reset()
    return service_server


def _eleven(service: StandIn, decode: engines.Decode, **more: object) -> Engine:
    given = {"base_url": service.url, "model": "m", "voices": {"ana": "21m00Tcm4TlvDq8ikWAM"}}
    return engines.get("elevenlabs", given | QUICK | more, decode=decode)


def _azure(service: StandIn, decode: engines.Decode, **more: object) -> Engine:
    given = {"base_url": service.url, "voices": [SONIA.name]}
    return engines.get("azure", given | QUICK | more, decode=decode)


@pytest.mark.parametrize("sound_format", ["mp3_44100_128", "pcm_24000"])
def test_elevenlabs_is_asked_as_its_document_says(
    service: StandIn, decode: engines.Decode, sound_format: str
) -> None:
    """The voice's ID in the path, the key in its header, text, model, and seed in JSON."""
    speech = _eleven(service, decode, format=sound_format).synth(Spoken(SENTENCE), ANA)
    [asked] = service.asked
    assert asked.path == f"/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM?output_format={sound_format}"
    assert asked.headers["xi-api-key"] == KEY
    assert asked.body == {
        "text": SENTENCE.replace("<", "< "), "model_id": "m", "seed": 0,
    }  # fmt: skip
    assert speech.samples.size / speech.rate_hz > 1


def test_azure_is_asked_as_its_document_says(service: StandIn, decode: engines.Decode) -> None:
    """Key and format in headers, the escaped text in SSML with language and voice, the pace as prosody."""
    engine = _azure(service, decode)
    engine.synth(Spoken(SENTENCE), SONIA)
    engine.synth(Spoken(SENTENCE), Voice("azure", SONIA.name, pace=1.25))
    plain, slow = service.asked
    assert (plain.path, plain.text) == ("/cognitiveservices/v1", SENTENCE)
    assert plain.headers["Ocp-Apim-Subscription-Key"] == KEY
    assert plain.headers["X-Microsoft-OutputFormat"] == "riff-24khz-16bit-mono-pcm"
    assert plain.headers["Content-Type"] == "application/ssml+xml"
    name = "{http://www.w3.org/2001/10/synthesis}"
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert plain.body["root"].get(language) == "en-GB"
    assert plain.body["root"].find(f"{name}voice").get("name") == SONIA.name
    assert plain.body["root"].find(f".//{name}prosody") is None
    assert slow.body["root"].find(f".//{name}prosody").get("rate") == "0.8"


@pytest.mark.parametrize(("build", "voice"), [(_eleven, ANA), (_azure, SONIA)])
def test_refusals_show_the_services_words_and_never_the_key(
    service: StandIn, decode: engines.Decode, build: Any, voice: Voice
) -> None:
    """A wrong key names its variable; a busy service is asked again."""
    engine = build(service, decode)
    service.answers = [(401, {"Content-Type": "application/json"}, f"no {KEY}".encode())]
    with pytest.raises(EngineError, match=r"no \*\*\*") as caught:
        engine.synth(Spoken(SENTENCE), voice)
    assert f"SEGMENTCAST_{engine.name.upper()}_KEY" in caught.value.problems[0].mend
    service.answers = [(429, {"Retry-After": "0"}, b"")]
    engine.synth(Spoken(SENTENCE), voice)
    shown = f"{caught.value} {engine.fingerprint(voice)} {vars(engine)!r}"
    assert KEY not in shown


@pytest.mark.parametrize(("build", "voice"), [(_eleven, ANA), (_azure, SONIA)])
def test_a_service_without_its_key_says_so(
    service: StandIn,
    decode: engines.Decode,
    build: Any,
    voice: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The variable is named; with a key, plain http to another machine is refused."""
    engine = build(service, decode, base_url="http://voices.example.org")
    assert "unencrypted" in str(engine.unavailable())
    monkeypatch.delenv(f"SEGMENTCAST_{voice.engine.upper()}_KEY")
    assert f"SEGMENTCAST_{voice.engine.upper()}_KEY" in str(build(service, decode).unavailable())
    assert engine.voices()[0].name == voice.name
    assert "not tried against the service" in engine.voices()[0].description


@pytest.mark.parametrize(
    ("name", "settings", "what"),
    [
        ("elevenlabs", {"voices": {"a": "../x"}}, "no voice ID"),
        ("elevenlabs", {"voices": {"a": 5}}, "no voice ID"),
        ("azure", {"region": "west/europe"}, "westeurope"),
        ("azure", {"voices": ["x'/><voice"]}, "en-GB-SoniaNeural"),
        ("azure", {"base_url": "http://user:pw@host"}, "neither a user"),
        ("azure", {"price_per_million": "much"}, "number"),
    ],
)
def test_settings_that_would_lead_elsewhere_are_refused(
    name: str, settings: dict[str, object], what: str
) -> None:
    """Voices, region, and address reach a path, a host, and markup: nothing but names is taken."""
    with pytest.raises(VoiceError, match=what):
        engines.get(name, settings)


def test_a_region_leads_to_microsofts_host(decode: engines.Decode) -> None:
    """The region alone names the server; what decides the sound is in the fingerprint."""
    engine = engines.get("azure", {"region": "westeurope", "voices": [SONIA.name]}, decode=decode)
    key = engine.fingerprint(SONIA)
    assert "https://westeurope.tts.speech.microsoft.com/cognitiveservices/v1" in key
    assert engine.voices()[0].language == "en-GB"
