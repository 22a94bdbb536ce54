"""What a cluster adds and what it costs: two workers against one, scheduling, workers that are killed.

Speed: the same sentences of the default cast spoken through `--cluster`'s own code by one worker of
one core, and by two; and, in turns with them, by one and by two bare processes that speak them with
the same engines and do nothing else. What two bare processes gain over one is all that this machine
has to give: its cores share caches, memory and perhaps their arithmetic, and other programs use them.
Models are loaded before any clock runs. Busy is the share of the time for which workers computed.

Scheduling: batches of seven sentences that nobody speaks; the processor time of client and scheduler
for each, compared with what a batch of the default cast takes to speak (goal: 2 %).

Kills: workers are killed at random while a show is published; the bytes are compared with those of
one machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster, get_task_stream

from benchmarks.processes import write_show
from segmentcast import narration
from segmentcast.benchmark import Row, Task, material
from segmentcast.benchmark.stopwatch import Cost, row_of, timed
from segmentcast.cache import SpeechCache
from segmentcast.errors import BenchmarkFailed, Problem
from segmentcast.model import Spoken, Utterance, Voice
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.publish.workers.cluster import ClusterSpeakers
from segmentcast.publish.workers.cluster_worker import Batch, bare
from segmentcast.workspace.show_folder import locate
from segmentcast.workspace.show_voices import ShowVoices

SENTENCES, ITEMS, KILLS = 60, 2_000, 2
_SENTENCES_IN_A_BATCH = 7
_LONG = "The keeper of the harbour counted {} boats before noon, and nobody asked her for whom."
JOE, HEART, TONE = Voice("piper", "joe"), Voice("hibari", "heart"), Voice("tone", "low")


def run(task: Task) -> Iterator[Row]:
    """Speed, scheduling, kills."""
    yield from _speed(task.folder, round(SENTENCES * task.factor), task.rounds)
    yield from _scheduling(task.folder, round(ITEMS * task.factor))
    yield from _kills(task.folder, max(1, round(KILLS * task.factor)))


@contextmanager
def started(root: Path, workers: int) -> Iterator[tuple[LocalCluster, Client]]:
    """A cluster of so many processes of one thread, as long as the block lasts."""
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            local_directory=str(root),
            silence_logs=50,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield cluster, client


def utterances(count: int, voice: Voice, words: str) -> dict[str, Utterance]:
    """Sentences, no two the same, by key."""
    voices = ShowVoices({}, "")
    by_key = {}
    for number in range(count):
        text = words.format(number)
        utterance = Utterance(0, 0, "", voice, text, Spoken(text), 0)
        by_key[narration.sentence_key(utterance, voices.engine(voice.engine))] = utterance
    return by_key


def _spoken_s(client: Client, folder: Path, wanted: dict[str, Utterance]) -> tuple[float, int]:
    """Seconds until all is in the cache, and how many batches that were."""
    voices = ShowVoices({}, "")
    engines = {
        utterance.voice.engine: voices.engine(utterance.voice.engine)
        for utterance in wanted.values()
    }
    speakers = ClusterSpeakers(client, SpeechCache(folder), lambda _: None, {})
    began = time.perf_counter()
    work = speakers.speak(0, wanted, engines)
    for future in work.futures:
        future.result()
    took_s = time.perf_counter() - began
    speakers.close()
    return took_s, len(work.futures)


def _speed(root: Path, sentences: int, rounds: int) -> Iterator[Row]:
    wanted = utterances(sentences, JOE, _LONG) | utterances(sentences, HEART, _LONG)
    warm = utterances(2, JOE, "It is {} again.") | utterances(2, HEART, "It is {} again.")
    costs: dict[str, list[Cost]] = {}
    busy: dict[str, float] = {}
    batches = 1
    for turn in range(rounds):
        for workers in (1, 2):
            name = ("one", "two")[workers - 1]
            costs.setdefault(f"bare, {name}", []).append(_wall(_bare_s(wanted, warm, workers)))
            with started(root, workers) as (_, client):
                for number in range(3):  # until every worker has its models
                    _spoken_s(client, root / f"warm-{turn}-{workers}-{number}", warm)
                with get_task_stream(client) as stream:
                    done_s, batches = _spoken_s(client, root / f"speech-{turn}-{workers}", wanted)
            way = f"cluster, {name}"
            costs.setdefault(way, []).append(_wall(done_s))
            busy[way] = max(busy.get(way, 0), _computed_s(stream.data) / done_s / workers)
    for way, taken in costs.items():
        floor = f"{way.split(',')[0]}, one"
        load = f"; {batches} batches, busy {busy[way]:.0%}" if way in busy else ""
        yield row_of(
            ("cluster", way), taken, (len(wanted), "sentences"),
            floor=None if way == floor else (floor, costs[floor]), note=f"wall time{load}",
        )  # fmt: skip


def _wall(seconds: float) -> Cost:
    """A cost whose ratio is that of the clock: others do the work."""
    return Cost(seconds, seconds)


def _bare_s(wanted: dict[str, Utterance], warm: dict[str, Utterance], processes: int) -> float:
    """Seconds until so many processes, each with its share and its own models, have spoken all."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    ended = context.Barrier(processes + 1)
    shares = [list(wanted.values())[number::processes] for number in range(processes)]
    running = [
        context.Process(target=_speak_bare, args=(share, list(warm.values()), ready, ended))
        for share in shares
    ]
    for process in running:
        process.start()
    ready.wait()
    began = time.perf_counter()
    ended.wait()
    took_s = time.perf_counter() - began
    for process in running:
        process.join()
    return took_s


def _speak_bare(
    share: list[Utterance], warm: list[Utterance], ready: Barrier, ended: Barrier
) -> None:
    voices = ShowVoices({}, "")
    for utterance in warm:
        narration.say(utterance, voices.engine(utterance.voice.engine))
    ready.wait()
    for utterance in share:
        narration.say(utterance, voices.engine(utterance.voice.engine))
    ended.wait()


def _computed_s(tasks: Sequence[dict[str, Any]]) -> float:
    """Seconds for which workers were at work, whatever else the machine did."""
    steps = (step for task in tasks for step in task["startstops"])
    return float(sum(step["stop"] - step["start"] for step in steps if step["action"] == "compute"))


def _scheduling(root: Path, items: int) -> Iterator[Row]:
    sentences = utterances(_SENTENCES_IN_A_BATCH, TONE, _LONG)
    batch = Batch(tuple(sentences), tuple(map(bare, sentences.values())), (("tone", "{}"),), "")

    def schedule(client: Client, count: int) -> None:
        client.gather([client.submit(_nothing, batch, pure=False) for _ in range(count)])

    spoken = _batch_cost()
    with started(root, 1) as (_, client):
        schedule(client, 200)
        cost = timed(partial(schedule, client, items))
    one = Cost(cost.processor_s / items, cost.wall_s / items)
    yield row_of(("cluster", "a batch spoken"), [spoken], (1, "batches"))
    yield row_of(
        ("cluster", "a batch scheduled"), [one], (1, "batches"),
        floor=("a batch spoken", [spoken]), note=f"mean of {items} batches; goal 0.02",
    )  # fmt: skip


def _batch_cost() -> Cost:
    """What a batch costs, half of it by each voice of the default cast."""
    voices = ShowVoices({}, "")
    costs: list[Cost] = []
    for voice in (JOE, HEART):
        engine = voices.engine(voice.engine)
        first, *others = utterances(1 + _SENTENCES_IN_A_BATCH, voice, _LONG).values()
        narration.say(first, engine)
        costs.append(timed(lambda: [narration.say(one, engine) for one in others]))  # noqa: B023
    return Cost(sum(cost.processor_s for cost in costs) / 2, sum(cost.wall_s for cost in costs) / 2)


def _nothing(batch: Batch) -> int:
    return len(batch.keys)


def _kills(root: Path, kills: int) -> Iterator[Row]:
    deaths: list[int] = []
    now = datetime(2026, 6, 1, tzinfo=UTC)
    pages = {
        f"2026-03-{number + 1:02d}-piece": material.conversation(200, first=number * 500)
        for number in range(4)
    }
    alone, killed = root / "alone", root / "killed"
    for show in (alone, killed):
        write_show(show, pages)
    costs = [timed(lambda: _publish(alone, Options(now=now, workers=2)))]
    with started(root, 2) as (cluster, client):
        ended = threading.Event()
        killer = threading.Thread(target=_kill, args=(cluster, killed, kills, deaths, ended))
        killer.start()
        options = Options(now, 2, cluster=client.scheduler.address)
        try:
            costs.append(timed(lambda: _publish(killed, options)))
        finally:
            ended.set()
            killer.join()
    if _digest(alone) != _digest(killed):
        why = f"the bytes differ after {len(deaths)} workers were killed"
        raise BenchmarkFailed([Problem("cluster", why)])
    work = (len(pages), "episodes")
    yield row_of(("cluster", "published here alone"), costs[:1], work)
    note = f"{len(deaths)} workers killed, every byte is the same"
    yield row_of(("cluster", "published by workers that are killed"), costs[1:], work, note=note)


def _publish(show: Path, options: Options) -> None:
    report = publish(locate(show), options, SilentProgress())
    if report.failed:
        raise BenchmarkFailed(problem for outcome in report.failed for problem in outcome.problems)


def _kill(
    cluster: LocalCluster, show: Path, kills: int, deaths: list[int], ended: threading.Event
) -> None:
    """Kills a worker at random, each time after something more was spoken.

    Which processes there are, this machine says and not the cluster, which may wait for the dead to answer.
    """
    chance = random.Random(11)
    while len(deaths) < kills:
        seen = _count(show)
        while _count(show) <= seen:
            if ended.wait(0.05):
                return
        ended.wait(chance.uniform(0.0, 1.5))
        alive = sorted(
            pid for worker in cluster.workers.values() if (pid := worker.pid) is not None
        )
        if alive and not ended.is_set():
            deaths.append(chance.choice(alive))
            with contextlib.suppress(ProcessLookupError):
                os.kill(deaths[-1], signal.SIGKILL)


def _count(show: Path) -> int:
    return sum(1 for _ in (show / ".segmentcast" / "cache").rglob("*.speech"))


def _digest(show: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(show.rglob("*")):
        if path.is_file() and ".segmentcast" not in path.parts:
            whole.update(path.relative_to(show).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()
