"""What one edited sentence costs in a long narrated episode, against making it whole.

One episode of distinct sentences is published into a new folder; then one sentence after another is
changed, one a round, the first in the middle, and it is published again each time, and once more
with nothing changed. In the end the edited episode is made from nothing, and its sound must be the
same file: what is kept decides nothing.

The gain of an episode has steps of 0.1 dB. An edit that takes it over the border of a step, in an
hour about one in a hundred, encodes all sections again, though it speaks none: the note says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Run, published, write_show
from segmentcast.benchmark import Row, Task, material
from segmentcast.benchmark.stopwatch import row_of
from segmentcast.errors import BenchmarkFailed, Problem

MINUTES = 10.0
WORDS_A_MINUTE = 165
EPISODE = "2026-03-14-wall"


def run(task: Task) -> Iterator[Row]:
    """The whole, so many edits as there are rounds, nothing changed, the edited one from nothing."""
    minutes = MINUTES * task.factor
    text = material.conversation(round(minutes * WORDS_A_MINUTE)).decode()
    root, again = task.folder / "first", task.folder / "second"
    write_show(root, {EPISODE: text})
    whole = published(root)

    def row(way: str, cost: Run, note: str = "") -> Row:
        floor = None if cost is whole else ("whole", [whole])
        return row_of(("edit", way), [cost], (minutes, "minutes"), floor=floor, note=note)

    yield row("whole", whole)
    for number in range(task.rounds):
        before, pieces = sound_of(root), pieces_of(root)
        text = edited(text, (0.5 + number * 0.29) % 0.95)
        (root / "episodes" / EPISODE / "transcript.txt").write_text(text, encoding="utf-8")
        cost = published(root)
        yield row("one sentence edited", cost, f"{pieces_of(root) - pieces} new pieces of sound")
    yield row("nothing changed", published(root))
    after = sound_of(root) - before
    write_show(again, {EPISODE: text})
    yield row("the edited one, from nothing", published(again), "the sound is the same file")
    if after != sound_of(again):
        why = "the edited episode and the one from nothing differ in their sound"
        raise BenchmarkFailed([Problem("edit", why)])


def edited(text: str, share: float = 0.5) -> str:
    """The same with other words in the sentence after that share of the text."""
    at = text.index("The ", int(len(text) * share))
    return f"{text[:at]}Nobody knows why the {text[at + 4 :]}"


def pieces_of(root: Path) -> int:
    """How many pieces of sound the show keeps."""
    return sum(1 for _ in (root / ".segmentcast" / "cache").rglob("*.mp3"))


def sound_of(root: Path) -> frozenset[str]:
    """The names of the published sound files, which hold the hash of their bytes."""
    return frozenset(path.name for path in (root / "feed" / "audio").glob("*.mp3"))
