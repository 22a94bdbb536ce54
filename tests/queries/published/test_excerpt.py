"""`segmentcast clip`: a part of a published episode as an MP3 and a film, as other programs read them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import av
import pytest

from segmentcast.errors import UsageError
from segmentcast.queries.published.excerpt import make_excerpt, moment

NAME = "2026-03-14-ferry"


@pytest.fixture
def published(show: Any) -> Any:
    show.episode(NAME)
    assert not show.publish().failed
    return show


def probed(path: Path) -> dict[str, Any]:
    """What ffprobe says of a file."""
    program = shutil.which("ffprobe")
    assert program, "these tests need ffprobe"
    done = subprocess.run(
        [program, "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_turn_becomes_sound_and_film(published: Any, tmp_path: Path) -> None:
    """Whole sentences of the turn, as long in both files, with the notice in picture and metadata."""
    excerpt = make_excerpt(NAME, published.folder, turn=2, folder=tmp_path / "clips")
    assert [cue.turn for cue in excerpt.cues] == [1] * len(excerpt.cues)
    length = (excerpt.end_ms - excerpt.start_ms) / 1000
    assert "synthetic voice" in excerpt.notice
    assert excerpt.address.endswith(
        f"/#t={excerpt.start_ms / 1000:.10g},{excerpt.end_ms / 1000:.10g}"
    )

    sound, film = probed(excerpt.sound), probed(excerpt.film)
    assert abs(float(sound["format"]["duration"]) - length) < 0.15
    tags = sound["format"]["tags"]
    assert tags["comment"] == excerpt.notice
    assert tags["DigitalSourceType"].endswith("algorithmicMedia")
    assert excerpt.cues[0].text in tags["lyrics-Transcript-eng"]

    streams = {stream["codec_type"]: stream for stream in film["streams"]}
    assert (streams["video"]["codec_name"], streams["audio"]["codec_name"]) == ("h264", "aac")
    assert (streams["video"]["width"], streams["video"]["height"]) == (1080, 1080)
    assert streams["video"]["pix_fmt"] == "yuv420p"
    for stream in streams.values():
        assert abs(float(stream["duration"]) - length) < 0.15
    assert excerpt.notice in film["format"]["tags"]["comment"]

    with av.open(str(excerpt.film)) as container:
        first = next(container.decode(video=0)).to_image()
    foot = first.crop((76, 944, 1004, 1010)).convert("L")
    words = first.crop((76, 372, 1004, 750)).convert("L")
    assert min(foot.getextrema()) < 140  # the notice is drawn
    assert min(words.getextrema()) < 60

    again = make_excerpt(NAME, published.folder, turn=2, folder=tmp_path / "again")
    assert again.film.read_bytes() == excerpt.film.read_bytes()
    assert again.sound.read_bytes() == excerpt.sound.read_bytes()


def test_times_are_widened_to_whole_sentences(published: Any, tmp_path: Path) -> None:
    """A part that begins and ends within sentences has all their words; its sound alone if asked."""
    whole = make_excerpt(NAME, published.folder, turn=1, folder=tmp_path, with_film=False)
    inside = (whole.cues[0].end_ms - 40, whole.cues[1].start_ms + 40)
    excerpt = make_excerpt(NAME, published.folder, span=inside, folder=tmp_path, with_film=False)
    assert excerpt.cues == whole.cues[:2]
    assert excerpt.film is None
    assert list(tmp_path.glob("*.mp4")) == []
    cover = probed(excerpt.sound)["streams"][1]
    assert (cover["width"], cover["height"]) == (1080, 1080)


def test_what_cannot_be_is_refused(published: Any, tmp_path: Path) -> None:
    """The message says why and what can be chosen; nothing is written."""
    choices: list[tuple[dict[str, Any], str]] = [
        ({"turn": 99}, "there is no turn 99"),
        ({"span": (900_000, 910_000)}, "is no part of this episode"),
        ({"span": (3_000, 2_000)}, "is no part of this episode"),
    ]
    for choice, why in choices:
        with pytest.raises(UsageError, match=why):
            make_excerpt(NAME, published.folder, folder=tmp_path / "clips", **choice)
    with pytest.raises(UsageError, match="no episode with this name"):
        make_excerpt("nosuch", published.folder, turn=1, folder=tmp_path / "clips")
    assert not (tmp_path / "clips").exists()


def test_moments_are_written_as_people_write_them() -> None:
    """Seconds, minutes and seconds, and with units."""
    assert [moment(text) for text in ("83", "83.5", "1:23", "0:01:23", "1m23s", "1h", "90s")] == [
        83_000, 83_500, 83_000, 83_000, 83_000, 3_600_000, 90_000,
    ]  # fmt: skip
    for text in ("", "later", "1:99", "m"):
        with pytest.raises(ValueError, match=r"."):
            moment(text)
