"""How the stored show was made: `python make_show.py FOLDER`, run once with segmentcast 0.1.0.

Two publishes with a fixed clock; times of change are whole seconds, which an archive keeps. It is
kept to be read: later software makes another show.
"""

import io
import os
import sys
import tarfile
import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image

from segmentcast import engines
from segmentcast.model import Spoken, Voice
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate

SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"
copyright = "2026 Harbour News"
owner = { name = "Harbour News", email = "podcast@news.example" }
artwork = "show.png"

[audio]
bitrate_kbps = 64
formats = ["opus"]

[pauses]
sentence_ms = 60
paragraph_ms = 80
turn_ms = 100

[voices]
host = "tone/low@0.5"
guest = "tone/high@0.5"

[lexicon]
"Aune" = "Owner"
"""
FERRY = """\
The ferry that came back

After nine years a ferry crosses the bay again. Rosa Lind joins Peter Aune to discuss the first week.

Read the Full Transcript


    The bay has a ferry again. I am Peter Aune, and with me is Rosa Lind. Rosa, how was it?


    It was crowded. One man brought his cow.


    Did the cow pay?


    She did not.

Listen to this Segment
"""
BRIDGE = """\
A bridge closes for {weeks} weeks

The old bridge gets new planks. Karl Moe joins Peter Aune to discuss the way round.

Read the Full Transcript


    The old bridge closes for {weeks} weeks. Karl Moe, which way do we go?


    Take the ferry.

Listen to this Segment
"""
MARKET = """\
Peter Aune: The market opens at six.

Inger Dahl: Bring a bag, we have none.
"""
MARKET_TOML = """\
title = "The market opens at six"
recording = "recording.wav"
artwork = "cover.png"
"""
BRIDGE_TOML = """\
artwork = "cover.png"
"""
CORRECTION = """\

[[corrections]]
date = 2026-05-03
note = "The bridge closes for six weeks, not for three."
"""


def picture(colour: tuple[int, int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (1400, 1400), colour).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def wav(samples: np.ndarray, rate_hz: int) -> bytes:
    """A mono sound of 16 bits."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((samples * 32767).round().astype("<i2").tobytes())
    return stream.getvalue()


def recording() -> bytes:
    """The market's words by an offline voice: stands for people in a room."""
    parts, rate_hz = [], 24_000
    for text in ("The market opens at six.", "Bring a bag, we have none."):
        speech = engines.get("hibari").synth(Spoken(text), Voice("hibari", "heart"))
        rate_hz = speech.rate_hz
        parts += [speech.samples, np.zeros(rate_hz // 4, np.float32)]
    return wav(0.5 * np.concatenate(parts), rate_hz)


class Quiet:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


def put(path: Path, data: bytes | str, day: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    when = datetime(2026, 5, day, 8, tzinfo=UTC).timestamp()
    os.utime(path, (when, when))


def publish_at(root: Path, day: int) -> None:
    now = datetime(2026, 5, day, 12, tzinfo=UTC)
    report = publish(locate(root), Options(now=now, workers=2), Quiet())
    for outcome in report.outcomes:
        sys.stdout.write(f"{day} {outcome.folder} {outcome.status}\n")


def main(root: Path) -> None:
    episodes = root / "episodes"
    put(episodes / "show.toml", SHOW, 1)
    put(episodes / "show.png", picture((20, 60, 90)), 1)
    put(episodes / "2026-03-14-ferry" / "transcript.txt", FERRY, 1)
    put(episodes / "2026-04-02-market" / "transcript.txt", MARKET, 1)
    put(episodes / "2026-04-02-market" / "episode.toml", MARKET_TOML, 1)
    put(episodes / "2026-04-02-market" / "recording.wav", recording(), 1)
    put(episodes / "2026-04-02-market" / "cover.png", picture((120, 60, 20)), 1)
    put(episodes / "2026-05-01-bridge" / "transcript.txt", BRIDGE.format(weeks="three"), 1)
    put(episodes / "2026-05-01-bridge" / "episode.toml", BRIDGE_TOML, 1)
    put(episodes / "2026-05-01-bridge" / "cover.png", picture((20, 110, 60)), 1)
    publish_at(root, 2)
    put(episodes / "2026-05-01-bridge" / "transcript.txt", BRIDGE.format(weeks="six"), 3)
    put(episodes / "2026-05-01-bridge" / "episode.toml", BRIDGE_TOML + CORRECTION, 3)
    publish_at(root, 3)
    with tarfile.open(root.with_suffix(".tar.xz"), "w:xz", preset=9) as archive:
        for name in ("episodes", "feed", ".segmentcast"):
            archive.add(root / name, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
