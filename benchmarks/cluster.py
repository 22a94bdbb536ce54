"""What a cluster adds and what it costs: two workers against one, scheduling, workers that are killed.

    python -m benchmarks.cluster [--sentences 120] [--rounds 2] [--items 10000] [--kills 6] [--only speed ...]

`speed`: the same sentences of the default cast spoken through `--cluster`'s own code by one worker of
one core, and by two; and, by turns with them, by one and by two bare processes that speak them with
the same engines and do nothing else. What two bare processes gain over one is all that this machine
has to give: its cores share caches, memory and perhaps their arithmetic, and other programs use them.
The goal is of the first ratio; the second says how much of it was to be had. Models are loaded before any clock
runs, and what is spoken is put into the cache of this machine. Busy is the share of the time for which workers were at work. `scheduling`: so many batches of
seven sentences that nobody speaks; the processor time of client and scheduler for each, as a share of
what a batch of the default cast takes to speak. `kills`: workers are killed at random while a
show is published; the bytes are compared with those of one machine.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import multiprocessing
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster, get_task_stream

from benchmarks.narration import make_show
from segmentcast import narration
from segmentcast.benchmark.machine import describe
from segmentcast.benchmark.quiet import QUIET
from segmentcast.cache import SpeechCache
from segmentcast.model import Spoken, Utterance, Voice
from segmentcast.publish import Options, publish
from segmentcast.publish.workers.cluster import ClusterSpeakers
from segmentcast.publish.workers.cluster_worker import Batch, bare
from segmentcast.workspace.show_folder import locate
from segmentcast.workspace.voices import ShowVoices

PARTS = ("speed", "scheduling", "kills")
_SENTENCES_IN_A_BATCH = 7
JOE, HEART, TONE = Voice("piper", "joe"), Voice("hibari", "heart"), Voice("tone", "low")


def main() -> None:
    """Run the parts that are asked for, and print what they found."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--sentences", type=int, default=120)
    asked.add_argument("--rounds", type=int, default=2)
    asked.add_argument("--items", type=int, default=10_000)
    asked.add_argument("--kills", type=int, default=6)
    asked.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = asked.parse_args()
    print("; ".join(f"{name}: {value}" for name, value in describe().items()))
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
        root = Path(folder)
        if "speed" in given.only:
            _speed(root, given.sentences, given.rounds)
        if "scheduling" in given.only:
            _scheduling(root, given.items)
        if "kills" in given.only:
            _kills(root, given.kills)


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


def said(count: int, voice: Voice, words: str) -> dict[str, Utterance]:
    """Sentences, no two the same, by key."""
    desk = ShowVoices({}, "")
    found = {}
    for number in range(count):
        text = words.format(number)
        utterance = Utterance(0, 0, "", voice, text, Spoken(text), 0)
        found[narration.sentence_key(utterance, desk.engine(voice.engine))] = utterance
    return found


def _spoken_s(client: Client, folder: Path, wanted: dict[str, Utterance]) -> tuple[float, int]:
    """Seconds until all is in the cache, and how many batches that were."""
    desk = ShowVoices({}, "")
    engines = {each.voice.engine: desk.engine(each.voice.engine) for each in wanted.values()}
    speakers = ClusterSpeakers(client, SpeechCache(folder), lambda _: None, {})
    began = time.perf_counter()
    asked = speakers.speak(0, wanted, engines)
    for future in asked.futures:
        future.result()
    took_s = time.perf_counter() - began
    speakers.close()
    return took_s, len(asked.futures)


def _speed(root: Path, sentences: int, rounds: int) -> None:
    long = "The keeper of the harbour counted {} boats before noon, and nobody asked her for whom."
    wanted = said(sentences, JOE, long) | said(sentences, HEART, long)
    warm = said(2, JOE, "It is {} again.") | said(2, HEART, "It is {} again.")
    took: dict[tuple[str, int], list[float]] = {}
    busy: dict[int, list[float]] = {}
    batches = 1
    for turn in range(rounds):
        for workers in (1, 2):
            took.setdefault(("bare", workers), []).append(_bare_s(wanted, warm, workers))
            with started(root, workers) as (_, client):
                for number in range(3):  # until every worker has its models
                    _spoken_s(client, root / f"warm-{turn}-{workers}-{number}", warm)
                with get_task_stream(client) as stream:
                    done_s, batches = _spoken_s(client, root / f"speech-{turn}-{workers}", wanted)
            took.setdefault(("cluster", workers), []).append(done_s)
            share = _computed_s(stream.data) / done_s / workers
            busy.setdefault(workers, []).append(share)
    best = {how: min(times) for how, times in took.items()}
    cluster = best["cluster", 1] / best["cluster", 2]
    bare = best["bare", 1] / best["bare", 2]
    print(
        f"speed: {len(wanted)} sentences in {batches} batches, the best of {rounds} rounds;"
        f" one worker {best['cluster', 1]:.1f} s, two {best['cluster', 2]:.1f} s:"
        f" {cluster:.2f} times as fast (goal 1.8); busy {max(busy[1]):.0%} and {max(busy[2]):.0%} of the time"
    )
    print(
        f"speed: one bare process {best['bare', 1]:.1f} s, two {best['bare', 2]:.1f} s: {bare:.2f}"
        f" times as fast; the cluster reaches {cluster / bare:.0%} of that"
    )


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
    desk = ShowVoices({}, "")
    for utterance in warm:
        narration.say(utterance, desk.engine(utterance.voice.engine))
    ready.wait()
    for utterance in share:
        narration.say(utterance, desk.engine(utterance.voice.engine))
    ended.wait()


def _computed_s(tasks: Sequence[dict[str, Any]]) -> float:
    """Seconds for which workers were at work, whatever else the machine did."""
    steps = (step for task in tasks for step in task["startstops"])
    return float(sum(step["stop"] - step["start"] for step in steps if step["action"] == "compute"))


def _scheduling(root: Path, items: int) -> None:
    sentences = said(
        _SENTENCES_IN_A_BATCH,
        TONE,
        "The keeper of the harbour counted {} boats before noon and after it.",
    )
    batch = Batch(tuple(sentences), tuple(map(bare, sentences.values())), (("tone", "{}"),), "")
    with started(root, 1) as (_, client):
        client.gather([client.submit(_nothing, batch, pure=False) for _ in range(200)])
        began, worked = time.perf_counter(), time.process_time()
        client.gather([client.submit(_nothing, batch, pure=False) for _ in range(items)])
        took_s, worked_s = time.perf_counter() - began, time.process_time() - worked
    batch_s = _batch_cpu_s()
    print(
        f"scheduling: {items} items that do nothing take {took_s:.1f} s there and back; client and scheduler,"
        f" which are one process here, work {worked_s / items * 1000:.2f} ms for each; a batch of the"
        f" default cast takes {batch_s * 1000:.0f} ms of processor time:"
        f" {worked_s / items / batch_s:.2%} of one (goal 2 %)"
    )


def _batch_cpu_s() -> float:
    """Processor seconds of a batch, half of it by each voice of the default cast."""
    desk = ShowVoices({}, "")
    long = "The keeper of the harbour counted {} boats before noon, and nobody asked her for whom."
    took_s = 0.0
    for voice in (JOE, HEART):
        engine = desk.engine(voice.engine)
        first, *others = said(1 + _SENTENCES_IN_A_BATCH, voice, long).values()
        narration.say(first, engine)
        began = time.process_time()
        for utterance in others:
            narration.say(utterance, engine)
        took_s += (time.process_time() - began) / 2
    return took_s


def _nothing(batch: Batch) -> int:
    return len(batch.keys)


def _kills(root: Path, kills: int) -> None:
    digests: list[str] = []
    deaths: list[int] = []
    for name in ("alone", "killed"):
        show = root / name
        make_show(show, 4, 6)
        options = Options(now=datetime(2026, 6, 1, tzinfo=UTC), workers=2)
        began = time.perf_counter()
        if name == "alone":
            report = publish(locate(show), options, QUIET)
        else:
            with started(root, 2) as (cluster, client):
                ended = threading.Event()
                killer = threading.Thread(target=_kill, args=(cluster, show, kills, deaths, ended))
                killer.start()
                address = client.scheduler.address
                try:
                    report = publish(locate(show), Options(options.now, 2, cluster=address), QUIET)
                finally:
                    ended.set()
                    killer.join()
        if report.failed:
            raise SystemExit(f"{name}: {report.failed}")
        print(f"kills: {name}: {time.perf_counter() - began:.0f} s", flush=True)
        digests.append(_digest(show))
    same = "every byte is the same" if digests[0] == digests[1] else "THE BYTES DIFFER"
    print(f"kills: {len(deaths)} workers killed while 4 episodes were made: {same}")
    if digests[0] != digests[1]:
        raise SystemExit(1)


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
        alive = sorted(pid for each in cluster.workers.values() if (pid := each.pid) is not None)
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


if __name__ == "__main__":
    main()
