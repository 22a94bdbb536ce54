"""How long it takes to read transcripts of an hour, and how much memory.

    python benchmarks/reading.py [--transcripts N] [--runs N]

N transcripts of an hour (9,500 words each, every sentence and every name another, half of them
without labels) are made, read, composed into readings and proved, in one process on one core.
Reported: processor time for each step, what 10,000 of them would take, and the peak of memory
after the first hundred and at the end. Then two of them are given to `segmentcast read` in
processes of their own: the processor time of several runs, and whether an engine or a numerical
library was loaded.
"""

from __future__ import annotations

import argparse
import os
import platform
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
EARLY = 100
"""Transcripts after which nothing that is kept may grow any more."""
_ASKED = (
    "How did the {thing} hold?",
    "And, {guest}, what happened to the {thing} after that {event}?",
    "Why is the {body} so slow about the {thing}?",
    "What do you say to people who doubt the {thing}?",
    "Is there any help from the {body}, {guest}?",
    "You wrote about the {event} of {year}. What has changed since?",
)
_SAID = (
    "The {thing} came over the {thing} in the night and stayed until the weekend.",
    "We had {count:,} people on the {thing}, and nobody from the {body} had told them where to go.",
    "I think that it is a fair question, but the {thing} does not bear it out.",
    "Dr. {person} of the {place} {body} measured the damage at ${sum} million.",
    "Basically, it was a very difficult {event}, you know, for everybody who lives by the {thing}.",
    "They've been waiting — some of them for years — to hear from the {body}.",
    '"Nobody saw the {thing}," she said, and she meant it.',
    "My brother kept the {thing} for as long as he could see the {thing}.",
    "So we took what we could carry, and the rest of the {thing} is still there, under the silt.",
    "That was in {year}, before the {thing} was built.",
    "It’s a good {thing}, and we’re proud of it; the {body} isn’t.",
    "About {share}% of the {thing} went to {place}, and the rest to the {body}.",
)
_THINGS = (
    "water wall road harbor lamp boat bridge orchard mill school clinic ferry roof field river gate engine "
    "library market kitchen tower archive garden bakery station letter map signal stove well rope dike"
).split()
_EVENTS = (
    "storm flood fire strike drought winter vote trial march festival blackout landslide".split()
)
_BODIES = (
    "ministry council institute union parish hospital court museum company harbor office".split()
)
_FIRST = (
    "Alex Marta Ruben Ines Tomas Wanda Felix Nora Oskar Lena Hugo Ida Jonas Vera Emil Clara".split()
)
_LAST = (
    "Poe Vale Lind Brand Rowe Holm Quist Marsh Dorn Keel Falk Stone Winter Sand Berg Moor".split()
)
_HEAVY = ("numpy", "onnxruntime", "av", "PIL", "scipy", "lxml")


def talk(number: int, *, labelled: bool) -> bytes:
    """A conversation of an hour; the same for the same number."""
    chance = random.Random(number)
    host, guest = (f"{first} {chance.choice(_LAST)}" for first in chance.sample(_FIRST, 2))

    def sentence(forms: tuple[str, ...]) -> str:
        words = dict.fromkeys(("guest",), guest.split()[0])
        form = chance.choice(forms)
        while "{thing}" in form:
            form = form.replace("{thing}", chance.choice(_THINGS), 1)
        return form.format(
            event=chance.choice(_EVENTS), body=chance.choice(_BODIES),
            place=chance.choice(_LAST) + "en", person=f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
            year=chance.randint(1950, 2030), count=chance.randint(200, 90_000),
            share=chance.randint(2, 98), sum=chance.randint(11, 99) / 10, **words,
        )  # fmt: skip

    parts = [
        f"The wall that held, part {number}",
        f"{guest}, who keeps the sea wall in Velden, joins {host} to discuss the flood.",
        "Read the Full Transcript",
        "",
    ]
    words = turn = 0
    while words < WORDS_IN_AN_HOUR:
        if turn % 2 == 0:
            paragraphs = [sentence(_ASKED)]
        else:
            paragraphs = [
                " ".join(sentence(_SAID) for _ in range(chance.randint(2, 6)))
                for _ in range(chance.randint(1, 3))
            ]
        words += sum(len(paragraph.split()) for paragraph in paragraphs)
        name = (f"{host}, HOST", guest)[turn % 2].upper()
        label = f"{name}: " if labelled else ""
        parts.append("    " + label + "\n\n    ".join(paragraphs) + "\n")
        turn += 1
    return "\n\n".join(parts).encode()


def run(transcripts: int) -> tuple[dict[str, float], int, int]:
    """Processor seconds by step, and the peak of memory after the first hundred and at the end, in bytes."""
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
        if number < EARLY:
            early_bytes = _peak_bytes()
    return spent, early_bytes, _peak_bytes()


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def fresh(data: bytes, runs: int) -> tuple[list[float], list[str]]:
    """Processor seconds of `segmentcast read` in new processes, and the heavy libraries that one loaded.

    The first run compiles the modules, as an installation does, and is not counted.
    """
    program = (
        "import sys; from segmentcast.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)"
    )
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transcript.txt"
        path.write_bytes(data)
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        for _ in range(runs + 1):
            before = os.times()
            done = subprocess.run(
                [sys.executable, "-c", program, "read", str(path)],
                capture_output=True, text=True, check=True,
                env={**kept, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"},
            )  # fmt: skip
            after = os.times()
            seconds.append(
                after.children_user + after.children_system
                - before.children_user - before.children_system
            )  # fmt: skip
    loaded = set(done.stderr.splitlines()[-1].split())
    return seconds[1:], [name for name in _HEAVY if name in loaded]


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--transcripts", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5, help="new processes of each kind")
    chosen = parser.parse_args(arguments)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    spent, early_bytes, peak_bytes = run(chosen.transcripts)
    each = {step: 1000 * seconds / chosen.transcripts for step, seconds in spent.items()}
    print(f"{chosen.transcripts} transcripts of an hour, milliseconds each: ", end="")
    print(", ".join(f"{step} {ms:.1f}" for step, ms in each.items()), end="")
    print(f", together {sum(each.values()):.1f}")
    print(f"10,000 of them: {sum(each.values()) / 6:.1f} minutes of one core")
    print(
        f"peak of memory: {early_bytes / 1e6:.1f} MB after {min(EARLY, chosen.transcripts)},"
        f" {peak_bytes / 1e6:.1f} MB after {chosen.transcripts}"
    )
    for labelled in (False, True):
        seconds, heavy = fresh(talk(1, labelled=labelled), chosen.runs)
        kind = "labelled" if labelled else "unlabelled"
        shown = ", ".join(f"{second:.2f}" for second in seconds)
        print(
            f"segmentcast read, {kind}, new processes: {shown} s; loaded: {heavy or 'nothing heavy'}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
