"""Finding engines by name, and their settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentcast import engines
from segmentcast.errors import EngineError, VoiceError
from segmentcast.model import Spoken, Voice

PACKAGE = {
    "loud/__init__.py": (
        "from segmentcast.engines.tone import Tone\n"
        "def build(settings, decode):\n    engine = Tone()\n    engine.name = settings['as']\n    return engine\n"
    ),
    "loud-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: loud\nVersion: 1.0\n",
    "loud-1.0.dist-info/entry_points.txt": (
        "[segmentcast.engines]\nloud = loud:build\nbroken = loud.nowhere:build\ntone = loud:build\n"
    ),
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in PACKAGE.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))


def test_names_the_built_in_engines() -> None:
    """The nine engines are there in a fixed order, the default first."""
    assert engines.names()[:9] == (
        "hibari", "piper", "espeak", "gtts", "http", "kokoro", "tone", "elevenlabs", "azure",
    )  # fmt: skip


@pytest.mark.usefixtures("installed")
def test_finds_installed_engines() -> None:
    """An installed entry point is listed after the built-in ones, made from its settings, and cannot replace one."""
    assert engines.names()[9:] == ("broken", "loud")
    assert engines.get("loud", {"as": "loudest"}).name == "loudest"
    assert engines.get("tone").name == "tone"


@pytest.mark.usefixtures("installed")
def test_a_broken_installed_engine_is_named() -> None:
    """An entry point that cannot be imported is an error with its package's place."""
    with pytest.raises(VoiceError, match=r"loud\.nowhere"):
        engines.get("broken")


def test_unknown_engine_gets_a_hint() -> None:
    """A misspelt name is answered with the nearest one, a strange one with the list."""
    with pytest.raises(VoiceError, match='did you mean "piper"'):
        engines.get("pipr")
    with pytest.raises(VoiceError, match="hibari, piper"):
        engines.get("../../etc/passwd")


def test_all_wrong_settings_at_once() -> None:
    """Each wrong value and each unknown key is told, with where it stands."""
    with pytest.raises(VoiceError) as caught:
        engines.get("gtts", {"timeout": 3, "attempts": "many", "wait_s": -1, "pause_s": True})
    text = str(caught.value)
    assert len(caught.value.problems) == 4
    assert (
        'engines.gtts.timeout: is not a setting of this engine. Fix: did you mean "timeout_s"?'
        in text
    )
    assert all(f"engines.gtts.{key}:" in text for key in ("attempts", "wait_s", "pause_s"))


@pytest.mark.parametrize("name", engines.BUILT_IN)
def test_every_engine_refuses_unknown_settings(name: str) -> None:
    """No engine lets a misspelt setting pass."""
    with pytest.raises(VoiceError, match="not a setting"):
        engines.get(name, {"colour": "red"})


def test_kokoro_says_what_would_mend_it() -> None:
    """Without its extra or its files kokoro is listed, unavailable, and tells what to do."""
    engine = engines.get(
        "kokoro", {"model": "/nowhere/kokoro.onnx", "voices": "/nowhere/voices.bin"}
    )
    trouble = engine.unavailable()
    assert trouble is not None
    assert "kokoro" in trouble.mend
    assert engine.voices() == ()
    with pytest.raises(VoiceError, match="Fix:"):
        engine.synth(Spoken("Hello."), Voice("kokoro", "af_heart"))


def test_voice_that_is_not_on_this_machine_is_not_listed(tmp_path: Path) -> None:
    """hibari lists a further voice only when its model is there, and refuses a wrong file."""
    engine = engines.get("hibari", {"home": str(tmp_path)})
    assert [info.name for info in engine.voices()] == ["heart"]
    (tmp_path / "bf_emma.int8.onnx").write_bytes(b"not this one")
    assert [info.name for info in engine.voices()] == ["heart", "emma"]
    with pytest.raises(EngineError, match="expected f709f0488ee6"):
        engine.synth(Spoken("Hello."), Voice("hibari", "emma"))
