"""What stands around a talk decides its sound: whatever changes there is heard after the next publish."""

import math
import struct
import wave
from pathlib import Path
from typing import Any

import pytest

JINGLE = '\n[around]\nintro = "jingle.wav"\ncrossfade_ms = 0\n'


def write_jingle(path: Path, pitch_hz: int) -> None:
    """Half a second of a sine."""
    samples = [round(9000 * math.sin(2 * math.pi * pitch_hz * n / 24_000)) for n in range(12_000)]
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(24_000)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def sound(show: Any) -> str:
    """The published sound, whose name tells its bytes."""
    (episode,) = show.publish().outcomes
    assert episode.status in ("made", "unchanged")
    (package,) = [path for path in (show.feed / "feed.xml").read_text("utf-8").split('"')
                  if path.endswith(".mp3")]  # fmt: skip
    return package


@pytest.mark.parametrize("own", [False, True], ids=["the show's", "the episode's"])
def test_another_jingle_is_heard(show: Any, own: bool) -> None:
    """A jingle that is added, exchanged under its name, faded otherwise or taken out gives another sound."""
    folder = show.publish_first()
    settings = folder / "episode.toml" if own else show.folder / "show.toml"
    bare = "" if own else settings.read_text("utf-8")
    jingle = settings.with_name("jingle.wav")
    plain = sound(show)
    write_jingle(jingle, 440)
    settings.write_text(bare + JINGLE, "utf-8")
    first = sound(show)
    assert first != plain
    write_jingle(jingle, 660)
    second = sound(show)
    assert second not in (plain, first)
    settings.write_text(bare + JINGLE.replace("= 0", "= 200"), "utf-8")
    third = sound(show)
    assert third not in (plain, first, second)
    settings.write_text(bare, "utf-8")
    assert sound(show) == plain
