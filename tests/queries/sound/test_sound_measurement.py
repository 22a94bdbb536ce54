"""segmentcast measure: the numbers of a file, and its picture."""

import json
import subprocess
import sys
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from segmentcast.cli.measure import command
from segmentcast.errors import SoundError, UsageError


def run(*arguments: str) -> Any:
    return CliRunner().invoke(command, arguments, catch_exceptions=False, standalone_mode=False)


def test_numbers_are_those_of_the_standard(write: Any, tmp_path: Any) -> None:
    """A stereo sine of 1 kHz at -23 dBFS reads -23 LUFS (EBU Tech 3341, case 1), mono 3 dB less."""
    time = np.arange(48_000 * 20) / 48_000
    sine = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    stereo = write(tmp_path / "stereo.flac", np.stack((sine, sine), axis=1), 48_000)
    mono = write(tmp_path / "mono.wav", sine, 48_000)
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "measure", str(stereo), str(mono), "--json"],
        capture_output=True,
        check=True,
    )
    both, one = json.loads(done.stdout)["results"]
    assert both["integrated_lufs"] == pytest.approx(-23, abs=0.1)
    assert one["integrated_lufs"] == pytest.approx(-26, abs=0.1)
    assert both["true_peak_dbtp"] == pytest.approx(-23, abs=0.2)
    assert (both["codec"], both["rate_hz"], both["channels"]) == ("flac", 48_000, 2)
    assert both["same_sides"]
    assert both["duration_seconds"] == pytest.approx(20, abs=0.001)


def test_a_table_names_every_file(
    write: Any, spoken: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line a file with loudness, peak, length and format; silence is called so."""
    write(tmp_path / "talk.mp3", spoken.turn(1))
    write(tmp_path / "still.wav", np.zeros(48_000, np.float32))
    monkeypatch.chdir(tmp_path)
    output = run("talk.mp3", "still.wav").output
    talk, still = output.splitlines()[1:3]
    assert "mp3, 24 kHz, mono" in talk
    assert "silent" in still


def test_a_bad_file_hides_no_good_one(
    write: Any, spoken: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be measured is printed, what cannot is named, and the exit code says so."""
    write(tmp_path / "talk.wav", spoken.turn(1))
    (tmp_path / "bad.mp3").write_bytes(b"no sound" * 99)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, ["bad.mp3", "talk.wav"], standalone_mode=False)
    assert "talk.wav" in result.output
    assert isinstance(result.exception, SoundError)
    assert "bad.mp3" in str(result.exception)
    with pytest.raises(UsageError):
        run("a.wav", "b.wav", "--waveform", str(tmp_path / "x.png"))


def test_the_waveform_is_high_where_it_is_loud(write: Any, tmp_path: Any) -> None:
    """Silence is a thin line, sound is as high as its peak, on both sides of the middle."""
    time = np.arange(48_000 * 5) / 48_000
    sound = (0.8 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)
    path = write(tmp_path / "half.wav", np.concatenate((sound, np.zeros_like(sound))), 48_000)
    out = tmp_path / "half.png"
    run(str(path), "--waveform", str(out))
    first = out.read_bytes()
    picture = np.asarray(Image.open(BytesIO(first)).convert("RGB")).astype(int)
    height, width = picture.shape[:2]
    red = (picture[..., 0] - picture[..., 1]) > 30
    loud, still = red[:, width // 4].sum(), red[:, width * 3 // 4].sum()
    assert still <= 3
    assert loud > 0.6 * height
    run(str(path), "--waveform", str(out))
    assert out.read_bytes() == first
