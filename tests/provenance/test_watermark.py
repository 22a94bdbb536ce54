"""A program of the newsroom's that marks narrated sound before mastering."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from segmentcast.audio_io import open_source
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.errors import ConfigError, SoundError
from segmentcast.provenance import watermark as seam
from segmentcast.provenance.trial_key import TrialKey
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.trust_list import TrustList
from segmentcast.provenance.watermark import Watermark, open_watermark
from tests.provenance.test_signing import states
from tests.showcase import ShowUnderTest

PROGRAM = """
import sys, wave
if sys.argv[1:] == ["--version"]:
    print("marker 1.0")
    raise SystemExit
given, out = sys.argv[-2:]
with wave.open(given) as r, wave.open(out, "wb") as w:
    w.setparams(r.getparams())
    data = bytearray(r.readframes(r.getnframes()))
    data[0::4000] = bytes(len(data[0::4000]))
    w.writeframes(bytes(data)CHANGE)
"""


class Tone:
    """Half a second of sound."""

    rate_hz, channels = 24_000, 1

    def blocks(self):  # type: ignore[no-untyped-def]
        yield (0.25 * np.sin(np.arange(12_000) * 0.1, dtype=np.float32)).reshape(-1, 1)


def program(folder: Path, change: str = "", body: str = PROGRAM) -> tuple[str, ...]:
    (folder / "mark.py").write_text(body.replace("CHANGE", change))
    return (sys.executable, "mark.py")


def test_marked_narrations_say_so_and_stay(
    show: ShowUnderTest, trial: TrialKey, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark is in the sound; name and version are in the credentials, not the secret argument.

    Switching it on changes nothing that is published, and `--remake` marks it.
    """
    monkeypatch.setenv("SEGMENTCAST_SIGNING_KEY", str(trial.key))
    show.settings("\n[provenance]\n")
    show.episode()
    show.publish()
    (bare,) = (show.feed / "audio").iterdir()
    python, script = program(show.folder)
    show.settings(f"\n[provenance]\nwatermark = \"'{python}' {script} s3cret\"\n")
    assert not show.publish().failed
    assert [path.name for path in (show.feed / "audio").iterdir()] == [bare.name]
    assert show.publish(dry_run=True).outdated == 1
    assert not show.publish(remake=True).failed
    (marked,) = {*(show.feed / "audio").iterdir()} - {bare}
    verdict = read_credentials(marked, trust)
    (said,) = [row for row in verdict.statements if row.action.startswith("c2pa.watermarked")]
    assert (said.software, said.version) == ("mark.py", "marker 1.0")
    assert states(marked, trial.anchor) == ("Trusted", "valid")
    assert b"s3cret" not in marked.read_bytes()
    assert show.publish(dry_run=True).outdated == 0
    assert [o.status for o in show.publish().outcomes] == ["unchanged"]


def test_the_program_gets_a_wav_file_and_its_result_is_the_sound(tmp_path: Path) -> None:
    """It is run once for all passes; placeholders say where its paths go."""
    command = (*program(tmp_path), "{in}", "{out}")
    marked = Watermark(command, tmp_path, "mark", "1").marked(Tone(), tmp_path)
    first, second = (np.concatenate(list(marked.blocks())) for _ in range(2))
    (tmp_path / "mark.py").unlink()
    assert len(first) == 12_000
    assert np.array_equal(first, second)
    assert not np.array_equal(first, next(Tone().blocks()))
    assert open_source(tmp_path / "marked.wav").rate_hz == 24_000


@pytest.mark.parametrize(
    ("change", "body", "why"),
    [
        ("[:-2000]", PROGRAM, "0.458 s instead of 0.500 s"),
        ("", PROGRAM.replace("w.setparams(r.getparams())", "w.setparams((1,2,16000,0,'NONE',''))"),
         "16000 Hz and 1 channels instead of 24000 Hz and 1"),
        ("[:0] + bytes(24000)", PROGRAM, "changed the level by"),
        ("", "import sys\nprint('no licence')\nsys.exit(3)", "exited with 3: no licence"),
        ("", "pass", "wrote no file"),
        ("", "import sys\nopen(sys.argv[-1], 'w').write('x')", "marked.wav"),
        ("", "import time\ntime.sleep(60)", "did not finish within 1 seconds"),
    ],
    ids=["length", "rate", "silence", "exit", "nothing", "garbage", "hang"],
)  # fmt: skip
def test_what_a_program_may_not_do(
    tmp_path: Path, change: str, body: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another length, rate or level, no sound, an error or a hang are refused in words."""
    monkeypatch.setattr(seam, "_LEAST_SECONDS", 1.0 if "sleep" in body else 60.0)
    monkeypatch.setattr(seam, "_SECONDS_PER_SECOND", 0)
    marked = Watermark(program(tmp_path, change, body), tmp_path, "mark", "1").marked(
        Tone(), tmp_path
    )
    with pytest.raises(SoundError, match=why):
        list(marked.blocks())


def test_an_update_of_the_program_is_noticed(tmp_path: Path) -> None:
    """A process that publishes again and again asks for the version when the program is another."""
    command = program(tmp_path)
    config = ProvenanceConfig(watermark=command)
    versions = []
    for release in ("marker 1.0", "marker 2.0"):
        program(tmp_path, body=PROGRAM.replace("marker 1.0", release))
        os.utime(tmp_path / "mark.py", ns=(0, len(versions)))
        opened = open_watermark(config, tmp_path)
        versions.append(opened.version if opened else "")
    assert versions == ["marker 1.0", "marker 2.0"]


def test_a_missing_program_stops_a_publish_before_anything_is_made(
    show: ShowUnderTest, trial: TrialKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message has the setting, and says how to go on."""
    monkeypatch.setenv("SEGMENTCAST_SIGNING_KEY", str(trial.key))
    show.settings('\n[provenance]\nwatermark = "no-such-marker"\n')
    show.episode()
    with pytest.raises(ConfigError, match=r"watermark.*no-such-marker --version: could not start"):
        show.publish()
    assert not (show.feed / "audio").exists()
