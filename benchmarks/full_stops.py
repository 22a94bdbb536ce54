"""Publishing a text without full stops against the same text with them.

    python -m benchmarks.full_stops [--characters 100000] [--rounds 1] [--voices]

Both shows have one episode of one paragraph: the same words, once in sentences of fourteen words and
once in a single one, as a recogniser of speech writes them. The ratio of processor times is printed,
and the most memory that any of them needed. Without `--voices` the tone engine speaks, which takes no time;
with it the default voices do.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.narration import NOUNS, SHOW, VERBS, Cost, run
from segmentcast.benchmark.machine import describe

GOAL = 1.5
TONES = '\n[voices]\nhost = "tone/low@0.5"\n'
_WORDS_A_SENTENCE = 14


def main() -> None:
    """Publish both in turn and print the ratio."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--characters", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=1)
    asked.add_argument("--voices", action="store_true", help="the default voices, not tones")
    given = asked.parse_args()
    print("; ".join(f"{name}: {value}" for name, value in describe().items()))
    sentences = _sentences(given.characters)
    texts = {
        "with": ". ".join(sentence.capitalize() for sentence in sentences) + ".",
        "without": " ".join(sentences),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in texts}
    for _ in range(given.rounds):
        for name, text in texts.items():
            with tempfile.TemporaryDirectory(prefix="full-stops-") as folder:
                root = Path(folder)
                _make_show(root, text, "" if given.voices else TONES)
                command = [sys.executable, "-m", "segmentcast", "publish", str(root), "--quiet"]
                costs[name].append(run(command))
                shutil.rmtree(root / "feed")
    for name, rows in costs.items():
        print(
            f"  {name:8} full stops {median(row.processor_s for row in rows):8.1f} processor s"
            f"   {median(row.wall_s for row in rows):8.1f} s"
        )
    with_s, without_s = (median(row.processor_s for row in costs[name]) for name in texts)
    print(f"  without / with: {without_s / with_s:.2f} in processor time (goal {GOAL:.2f})")
    print(f"  the most memory of all: {max(row.peak_mb for row in costs['without']):.0f} MB")


def _sentences(characters: int) -> list[str]:
    chance = random.Random(11)
    words = [word for noun in NOUNS for word in ("the", noun, "and")] + VERBS
    sentences: list[str] = []
    length = 0
    while length < characters:
        sentences.append(" ".join(chance.choice(words) for _ in range(_WORDS_A_SENTENCE)))
        length += len(sentences[-1]) + 1
    return sentences


def _make_show(root: Path, text: str, voices: str) -> None:
    episode = root / "episodes" / "2026-03-14-talk"
    episode.mkdir(parents=True)
    (root / "episodes" / "show.toml").write_text(SHOW + voices, encoding="utf-8")
    talk = f"A long talk\n\nPETER AUNE, HOST: {text}\n"
    (episode / "transcript.txt").write_text(talk, encoding="utf-8")


if __name__ == "__main__":
    main()
