"""segmentcast beside its peers on the same pages, sounds and files, in one run.

    python -m benchmarks.peers [--output benchmarks/peers.md] [--only text feed sound] [--validator COMMAND]

Needs `ffmpeg` and a package index: each peer is installed into an environment of its own in a
temporary folder (`--environments` keeps them). COMMAND is given a feed file and prints the
messages of the W3C's feed validator, one a line.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers import feeding, sounding, speaking
from benchmarks.peers.environments import versions
from benchmarks.processes import watched
from segmentcast.benchmark.machine import describe

INTRODUCTION = """\
# Beside other programs

Written by `python -m benchmarks.peers`; run it to have your own figures. Every program stood in an
environment of its own, in the best configuration that works without a network and an account, on
the same pages, sounds and files, in one run. Processor seconds are of all its processes; wall time
depends on what else the machine did. Memory is that of its largest process. Compare within a part:
the machine may have been busier during another.
"""
TEXT = """\
## Text to audio

castmd 0.1.0 turns labelled dialogue into one audio file. It does not read a newsroom's page: the
pages were rewritten in its language for it, which is not counted. Its voices come from a service
on the network; none was asked. Its documented seam for other voices was given the very voice that
segmentcast uses, so that the work around the voice is what differs. It brings sound to no
loudness, and writes a transcript with times; segmentcast also wrote tags, captions in four
formats, chapters, artwork, listening pages with a search, and the feed. The voice speaks fast, so
that this shows: with a slower one the share of all the rest is smaller.

Words lost and added compare the page's words with those that each program says it spoke.

In short: for a first rendering segmentcast takes more processor time and more memory than castmd,
which does less; for an edited word it takes less, as it speaks one sentence again and not a section.
"""
FEED = """\
## Audio to feed

The clock has each program at the same work, a folder of tagged files to a feed, but they do not do the
same: folderpodgen, podcats and the script write one XML file. segmentcast copies the sounds to
addresses that never change their meaning, writes a page for each episode, a search and people's
pages, and keeps a ledger; its episode folders were made from the tags before, which is not counted.

Rules broken are different ones, of those that `segmentcast check` knows; they are ours, so the W3C's
messages stand beside them. One message is due to the title that looks like HTML, in all of them.

In short: for a feed alone the others take a fraction of the time. What they give is a feed whose
items are new to every subscriber when a file is renamed.
"""
SOUND = """\
## Sound

Speech with swings of 14 dB, clipped claps and music, stereo at 44.1 kHz, to an MP3 of 128 kbit/s.
The floor is ffmpeg decoding and encoding it without any work on loudness. pydub's recipe is
`effects.normalize`, which moves the highest sample to full scale: it aims at no loudness and
measures no true peak. ffmpeg-normalize makes two passes of EBU R128.
"""


def main() -> None:
    """Runs what is asked for and writes the document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, help="the document (default: printed)")
    parser.add_argument(
        "--only", nargs="+", choices=["text", "feed", "sound"], default=["text", "feed", "sound"]
    )
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--words", type=int, default=600, help="words of a page")
    parser.add_argument("--files", type=int, default=300, help="MP3 files for the feed")
    parser.add_argument("--minutes", type=float, default=5, help="length of the hard sound")
    parser.add_argument("--environments", type=Path, help="keep the environments here")
    parser.add_argument("--validator", default="", metavar="COMMAND")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peers-") as temporary:
        root = Path(temporary)
        environments = (options.environments or root / "environments").resolve()
        environments.mkdir(parents=True, exist_ok=True)
        parts: list[str] = []
        if "text" in options.only:
            parts += [
                TEXT,
                *speaking.report(_folder(root, "text"), environments, options.pages, options.words),
            ]
        if "feed" in options.only:
            parts += [
                "",
                FEED,
                *feeding.report(
                    _folder(root, "feed"), environments, options.files, options.validator
                ),
            ]
        if "sound" in options.only:
            parts += [
                "",
                SOUND,
                *sounding.report(_folder(root, "sound"), environments, options.minutes),
            ]
        document = "\n".join([INTRODUCTION, *parts, "", *_stated(environments)]) + "\n"
    if options.output:
        options.output.write_text(document, encoding="utf-8")
    else:
        print(document)


def _folder(root: Path, name: str) -> Path:
    folder = root / name
    folder.mkdir()
    return folder


def _stated(environments: Path) -> list[str]:
    ffmpeg = (
        watched(["ffmpeg", "-version"], check=True).out.split("\n", 1)[0].split(" Copyright")[0]
    )
    return [
        "## Machine and versions",
        "",
        f"Made {datetime.now(UTC):%Y-%m-%d}. {ffmpeg}.",
        "",
        *(f"- {name}: {value}" for name, value in describe().items()),
        *(f"- environment of {peer}: {what}" for peer, what in versions(environments).items()),
    ]


if __name__ == "__main__":
    main()
