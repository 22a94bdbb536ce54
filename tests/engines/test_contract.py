"""What every engine promises. To join: a row in JOINED, and settings in conftest's `make`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest

from segmentcast import engines
from segmentcast.errors import EngineError, VoiceError
from segmentcast.model import Speech, Spoken, Voice
from segmentcast.ports import Engine, WithVoiceCheck


@dataclass(frozen=True)
class Row:
    """An engine, two of its voices, whether it tells the times of words."""

    engine: str
    voice: str
    other: Voice
    tells_times: bool


JOINED = [
    Row("tone", "low", Voice("tone", "high"), True),
    Row("hibari", "heart", Voice("hibari", "heart", pitch=0.8), True),
    Row("piper", "joe", Voice("piper", "joe", pitch=1.18), True),
    Row("espeak", "en-us", Voice("espeak", "en-gb"), False),
    Row("gtts", "com", Voice("gtts", "co.uk"), False),
    Row("http", "low", Voice("http", "high"), False),
    Row("elevenlabs", "low", Voice("elevenlabs", "high"), False),
    Row("azure", "en-US-low", Voice("azure", "en-US-high"), False),
]
SENTENCE = "Rain fell on the harbour, and the ferries stayed in port until noon."
LONG = (
    "The council met in the old hall on the hill above the town because the new one had been flooded in "
    "the spring, and for almost five hours its members, most of whom had never before agreed on anything "
    "of weight, went through the plans for the bridge line by line, asking the engineers about the height "
    "of the river, the price of steel, the noise at night, and whether the old chestnut tree could stay."
)


@pytest.fixture(params=JOINED, ids=lambda row: row.engine)
def row(request: pytest.FixtureRequest) -> Row:
    return request.param


@pytest.fixture
def engine(row: Row, make: Callable[[str], Engine]) -> Engine:
    return make(row.engine)


@pytest.fixture
def voice(row: Row) -> Voice:
    return Voice(row.engine, row.voice)


def seconds(speech: Speech) -> float:
    return speech.samples.size / speech.rate_hz


def test_is_an_engine_that_can_speak_here(engine: Engine, row: Row) -> None:
    """An engine fulfils the port, is available, and its rows are filled in."""
    assert isinstance(engine, Engine)
    assert engine.name == row.engine
    assert engine.unavailable() is None
    rows = engine.voices()
    assert row.voice in [info.name for info in rows]
    assert all(info.engine == row.engine for info in rows)
    assert all(info.name and info.language and info.description and info.licence for info in rows)
    assert len({info.name for info in rows}) == len(rows)


def test_speaks_plausibly(engine: Engine, voice: Voice) -> None:
    """A sentence is mono float32 within full scale, neither silent nor far too short or long."""
    speech = engine.synth(Spoken(SENTENCE), voice)
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert float(np.abs(speech.samples).max()) <= 1.0
    assert float(np.sqrt(np.mean(np.square(speech.samples)))) > 0.01
    assert 2.5 < seconds(speech) < 8.0


def test_same_text_same_bytes_in_every_call_and_thread(engine: Engine, voice: Voice) -> None:
    """The same sentence gives the same samples and times, alone or among others in four threads."""
    texts = [SENTENCE, "Nobody was hurt.", "It was over by nine, Ms. Okonkwo said."]
    alone = [engine.synth(Spoken(text), voice) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: engine.synth(Spoken(text), voice), texts * 3))
    for number, speech in enumerate(together):
        assert speech.samples.tobytes() == alone[number % 3].samples.tobytes()
        assert speech.words == alone[number % 3].words


def test_other_words_other_voice_pitch_and_pace_sound_different(
    engine: Engine, voice: Voice, row: Row
) -> None:
    """Whatever a person can change is heard; the pitch keeps the duration, the pace does not."""
    speech = engine.synth(Spoken(SENTENCE), voice)
    bytes_ = speech.samples.tobytes()
    assert engine.synth(Spoken(SENTENCE.replace("noon", "nine")), voice).samples.tobytes() != bytes_
    assert engine.synth(Spoken(SENTENCE), row.other).samples.tobytes() != bytes_
    higher = engine.synth(Spoken(SENTENCE), replace(voice, pitch=1.1))
    assert higher.samples.tobytes() != bytes_
    assert seconds(higher) == pytest.approx(seconds(speech), rel=0.15)
    slower = engine.synth(Spoken(SENTENCE), replace(voice, pace=1.3))
    assert 1.15 < seconds(slower) / seconds(speech) < 1.45


def test_fingerprint_changes_with_what_changes_the_sound(
    engine: Engine, voice: Voice, row: Row
) -> None:
    """Voice, pitch and pace each change the fingerprint; asking twice does not."""
    prints = {
        engine.fingerprint(voice), engine.fingerprint(row.other),
        engine.fingerprint(replace(voice, pitch=1.3)), engine.fingerprint(replace(voice, pace=1.3)),
    }  # fmt: skip
    assert len(prints) == 4
    assert engine.fingerprint(voice) in prints
    assert "\n" not in engine.fingerprint(voice)


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "?!", "— “ ” —", "[ ]", "\x00\x01", "\ud800", "🙂"]
)
def test_nothing_to_speak_is_an_error(engine: Engine, voice: Voice, text: str) -> None:
    """Empty text and mere punctuation are refused in our own words."""
    with pytest.raises(EngineError, match="nothing to speak"):
        engine.synth(Spoken(text), voice)


def test_endless_text_is_an_error(engine: Engine, voice: Voice) -> None:
    """More characters than any sentence has are refused before they cost memory."""
    with pytest.raises(EngineError, match="as one sentence"):
        engine.synth(Spoken("word " * 2000), voice)


def test_unknown_voice_names_the_known_ones(engine: Engine, row: Row) -> None:
    """A voice that is not there is refused by synth and fingerprint, and the message lists those that are."""
    stranger = Voice(row.engine, "nobody-of-this-name")
    with pytest.raises(VoiceError, match=row.voice):
        engine.synth(Spoken(SENTENCE), stranger)
    with pytest.raises(VoiceError, match=row.voice):
        engine.fingerprint(stranger)
    with pytest.raises(VoiceError, match="not a voice of engine"):
        engine.fingerprint(Voice("other", row.voice))
    if isinstance(engine, WithVoiceCheck):
        with pytest.raises(VoiceError, match=row.voice):
            engine.check_voice(stranger)


@pytest.mark.parametrize("factor", [0.0, -1.0, 9.0, float("nan"), float("inf")])
def test_absurd_pitch_and_pace_are_errors(engine: Engine, voice: Voice, factor: float) -> None:
    """Factors that no person sounds like are refused, both at once."""
    with pytest.raises(VoiceError) as caught:
        engine.fingerprint(replace(voice, pitch=factor, pace=factor))
    assert len(caught.value.problems) == 2
    if isinstance(engine, WithVoiceCheck):
        with pytest.raises(VoiceError) as checked:
            engine.check_voice(replace(voice, pitch=factor, pace=factor))
        assert checked.value.problems == caught.value.problems


@pytest.mark.parametrize(
    "text",
    [
        "He saw [one](/tˈu/) ship.",
        "He saw [[tˈuː]] ships.",
        "<speak>He saw <break time='60s'/> ships & boats</speak>",
        "He saw {ships} -v fr --help; `id` $(id) \\n %s",
        "He\x00saw\x07 ships\u200b\u202e \ud83d and \U000e0041 boats.",
        "He saw [laughter] [[unclosed ships (twice.",
    ],
)
def test_markup_in_the_text_is_only_text(engine: Engine, voice: Voice, text: str) -> None:
    """What strangers write is never read as phonemes, tags or options."""
    assert 0.8 < seconds(engine.synth(Spoken(text), voice)) < 12


def test_a_long_sentence_is_spoken_whole(engine: Engine, voice: Voice) -> None:
    """A sentence of 400 characters takes about as long as its letters ask for."""
    assert 380 <= len(LONG) <= 420
    assert 16 < seconds(engine.synth(Spoken(LONG), voice)) < 45


def test_word_times_follow_the_text(engine: Engine, voice: Voice, row: Row) -> None:
    """Times are in order, inside the sound, one for each word, at the word's own characters."""
    speech = engine.synth(Spoken(SENTENCE), voice)
    assert (speech.words is not None) == row.tells_times
    if speech.words is None:
        return
    found = [SENTENCE[word.start : word.end].strip(",.") for word in speech.words]
    assert found == SENTENCE.replace(",", "").replace(".", "").split()
    assert all(word.start_ms <= word.end_ms for word in speech.words)
    edges = [edge for word in speech.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= seconds(speech) * 1000 + 1


def test_looking_at_engines_imports_nothing_heavy() -> None:
    """Listing engines and voices, and fingerprints, import no runtime, no network, no numpy."""
    program = """
import json, sys
from segmentcast import engines
from segmentcast.model import Voice
names = engines.names()
for name in engines.BUILT_IN:
    engine = engines.get(name, {"base_url": "http://localhost", "voices": ["a"]} if name == "http" else {})
    engine.unavailable()
    for info in engine.voices()[:1]:
        engine.fingerprint(Voice(name, info.name))
print(json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    heavy = {
        "numpy",
        "onnxruntime",
        "scipy",
        "requests",
        "gtts",
        "hibari",
        "piper",
        "av",
        "subprocess.run",
    }
    assert not heavy & set(json.loads(done.stdout))


def test_every_built_in_engine_has_joined() -> None:
    """Only kokoro, whose model is not to be had here, stands outside the contract."""
    assert {row.engine for row in JOINED} | {"kokoro"} == set(engines.BUILT_IN)
