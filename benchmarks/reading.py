"""How long it takes to read transcripts of an hour, and how much memory.

    python benchmarks/reading.py [--transcripts N]

N transcripts of an hour (9,500 words each, all different, half of them without labels) are made,
read, composed into readings and proved, in one process on one core. Reported: processor time for
each step, what 10,000 of them would take, and the growth of memory from the first tenth to the
end. Then one of them is given to `segmentcast read` in a process of its own: its processor time,
and whether an engine or a numerical library was loaded.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from segmentcast import lexicon, reading, transcript
from segmentcast.model import Voice

WORDS_IN_AN_HOUR = 9_500
_ASKED = (
    "How did the wall hold?",
    "And, Alex, what happened to the harbor after that storm?",
    "Why is the ministry so slow?",
    "What do you say to people who doubt the count?",
    "Is there any help from abroad?",
)
_SAID = (
    "The water came over the wall in the night and stayed until the weekend.",
    "We had 48,000 people on the road, and nobody had told them where to go.",
    "I think that it is a fair question, but the numbers do not bear it out.",
    "Dr. Marten Vale of the Harbor Institute measured the damage at $4.5 million.",
    "Basically, it was a very difficult situation, you know, for everybody who lives there.",
    "They've been waiting — some of them for years — to hear from anybody at all.",
    '"Nobody came," she said, and she meant it.',
    "My brother kept the lamp for as long as he could see the boats.",
    "So we took what we could carry, and the rest is still there, under the silt.",
    "That was in 1998, before the road was built.",
)
_HEAVY = ("numpy", "onnxruntime", "av", "PIL", "scipy", "lxml")


def talk(number: int, *, labelled: bool) -> bytes:
    """A conversation of an hour; the same for the same number."""
    chance = random.Random(number)
    parts = [
        f"The wall that held, part {number}",
        "Alex Poe, who keeps the sea wall in Velden, joins Jane Roe to discuss the flood.",
        "Read the Full Transcript",
        "",
    ]
    words = turn = 0
    while words < WORDS_IN_AN_HOUR:
        if turn % 2 == 0:
            paragraphs = [chance.choice(_ASKED)]
        else:
            paragraphs = [
                " ".join(chance.choice(_SAID) for _ in range(chance.randint(2, 6)))
                for _ in range(chance.randint(1, 3))
            ]
        words += sum(len(paragraph.split()) for paragraph in paragraphs)
        label = ("JANE ROE, HOST: ", "ALEX POE: ")[turn % 2] if labelled else ""
        parts.append("    " + label + "\n\n    ".join(paragraphs) + "\n")
        turn += 1
    return "\n\n".join(parts).encode()


def run(transcripts: int) -> tuple[dict[str, float], int]:
    """Processor seconds by step, and the growth of the peak of memory after the first tenth, in bytes."""
    entries = lexicon.Lexicon(lexicon.default_lexicon())
    spent: dict[str, float] = defaultdict(float)
    early_bytes = 0
    for number in range(transcripts):
        data = talk(number, labelled=number % 2 == 1)
        start = time.process_time()
        read = transcript.read(data, "transcript.txt")
        after_read = time.process_time()
        voices = {speaker.key: Voice("tone", "a") for speaker in read.speakers}
        spoken = reading.compose(read, voices, entries)
        after_compose = time.process_time()
        assert not reading.prove(read, spoken)
        spent["read"] += after_read - start
        spent["compose"] += after_compose - after_read
        spent["prove"] += time.process_time() - after_compose
        if number == transcripts // 10:
            early_bytes = _peak_bytes()
    return spent, _peak_bytes() - early_bytes


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def fresh(data: bytes) -> tuple[float, list[str]]:
    """Processor seconds of `segmentcast read` in a new process, and the heavy libraries it loaded.

    It runs twice, and the second is counted: the first may have to compile.
    """
    program = (
        "import sys; from segmentcast.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transcript.txt"
        path.write_bytes(data)
        for _ in range(2):
            before = os.times()
            done = subprocess.run(
                [sys.executable, "-c", program, "read", str(path)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            after = os.times()
    seconds = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    return seconds, [name for name in _HEAVY if name in loaded]


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--transcripts", type=int, default=200)
    chosen = parser.parse_args(arguments)
    spent, grown_bytes = run(chosen.transcripts)
    each = {step: 1000 * seconds / chosen.transcripts for step, seconds in spent.items()}
    print(f"{chosen.transcripts} transcripts of an hour, milliseconds each: ", end="")
    print(", ".join(f"{step} {ms:.1f}" for step, ms in each.items()))
    print(f"10,000 of them: {sum(each.values()) / 6:.1f} minutes of one core")
    print(f"memory grew by {grown_bytes / 1e6:.1f} MB after the first tenth")
    for labelled in (False, True):
        seconds, heavy = fresh(talk(1, labelled=labelled))
        kind = "labelled" if labelled else "unlabelled"
        print(
            f"segmentcast read, {kind}, a new process: {seconds:.2f} s; loaded: {heavy or 'nothing heavy'}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
