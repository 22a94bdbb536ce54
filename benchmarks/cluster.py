"""What a cluster adds and what it costs: two workers against one, scheduling, workers that are killed.

    python -m benchmarks.cluster [--sentences 120] [--items 10000] [--kills 6] [--only speed ...]

`speed`: the same sentences of the default cast spoken through `--cluster`'s own code by one worker of
one core, and by two; the ratio of the times, and the
share of the time for which workers were at work: on a machine that others use too, twice the share of
two workers is what two cores of their own would give. The models are loaded before the clock runs, and what is
spoken is put into the cache of this machine. `scheduling`: so many batches of
seven sentences that nobody speaks; what client, scheduler and the way there and back take for each, as
a share of what a batch of the default cast takes to speak. `kills`: workers are killed at random while a
show is published; the bytes are compared with those of one machine.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
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
from segmentcast.publish.cluster import ClusterSpeakers
from segmentcast.publish.cluster_work import Batch, bare
from segmentcast.publish.desk import VoiceDesk
from segmentcast.publish.place import locate

PARTS = ("speed", "scheduling", "kills")
JOE, HEART, TONE = Voice("piper", "joe"), Voice("hibari", "heart"), Voice("tone", "low")


def main() -> None:
    """Run the parts that are asked for, and print what they found."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--sentences", type=int, default=120)
    asked.add_argument("--items", type=int, default=10_000)
    asked.add_argument("--kills", type=int, default=6)
    asked.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = asked.parse_args()
    print("; ".join(f"{name}: {value}" for name, value in describe().items()))
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
        root = Path(folder)
        batch_s = _speed(root, given.sentences) if "speed" in given.only else 0.0
        if "scheduling" in given.only:
            _scheduling(root, given.items, batch_s)
        if "kills" in given.only:
            _kills(root, given.kills)


@contextmanager
def started(root: Path, workers: int) -> Iterator[Client]:
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
        yield client


def said(count: int, voice: Voice, words: str) -> dict[str, Utterance]:
    """Sentences, no two the same, by key."""
    desk = VoiceDesk({}, "")
    found = {}
    for number in range(count):
        text = words.format(number)
        utterance = Utterance(0, 0, "", voice, text, Spoken(text), 0)
        found[narration.sentence_key(utterance, desk.engine(voice.engine))] = utterance
    return found


def _spoken_s(client: Client, folder: Path, wanted: dict[str, Utterance]) -> tuple[float, int]:
    """Seconds until all is in the cache, and how many batches that were."""
    desk = VoiceDesk({}, "")
    engines = {each.voice.engine: desk.engine(each.voice.engine) for each in wanted.values()}
    speakers = ClusterSpeakers(client, SpeechCache(folder), lambda _: None, {})
    began = time.perf_counter()
    asked = speakers.speak(0, wanted, engines)
    for future in asked.futures:
        future.result()
    took_s = time.perf_counter() - began
    speakers.close()
    return took_s, len(asked.futures)


def _speed(root: Path, sentences: int) -> float:
    long = "The keeper of the harbour counted {} boats before noon, and nobody asked her for whom."
    wanted = said(sentences, JOE, long) | said(sentences, HEART, long)
    warm = said(2, JOE, "It is {} again.") | said(2, HEART, "It is {} again.")
    took: dict[int, float] = {}
    busy: dict[int, float] = {}
    batches = 1
    for workers in (1, 2):
        with started(root, workers) as client:
            for number in range(3):  # until every worker has its models
                _spoken_s(client, root / f"warm-{workers}-{number}", warm)
            with get_task_stream(client) as stream:
                took[workers], batches = _spoken_s(client, root / f"speech-{workers}", wanted)
            busy[workers] = _computed_s(stream.data) / took[workers] / workers
    print(
        f"speed: {len(wanted)} sentences in {batches} batches; one worker {took[1]:.1f} s, two"
        f" {took[2]:.1f} s: {took[1] / took[2]:.2f} times as fast (goal 1.8);"
        f" busy {busy[1]:.0%} and {busy[2]:.0%} of the time"
    )
    return took[1] / batches


def _computed_s(tasks: Sequence[dict[str, Any]]) -> float:
    """Seconds for which workers were at work, whatever else the machine did."""
    steps = (step for task in tasks for step in task["startstops"])
    return float(sum(step["stop"] - step["start"] for step in steps if step["action"] == "compute"))


def _scheduling(root: Path, items: int, batch_s: float) -> None:
    sentences = said(
        7, TONE, "The keeper of the harbour counted {} boats before noon and after it."
    )
    batch = Batch(tuple(sentences), tuple(map(bare, sentences.values())), (("tone", "{}"),), "")
    with started(root, 1) as client:
        client.gather([client.submit(_nothing, batch, pure=False) for _ in range(200)])
        began = time.perf_counter()
        client.gather([client.submit(_nothing, batch, pure=False) for _ in range(items)])
        took_s = time.perf_counter() - began
    each_ms = took_s / items * 1000
    share = f": {each_ms / batch_s / 10:.2f} % of one (goal 2 %)" if batch_s else ""
    print(
        f"scheduling: {items} items that do nothing take {took_s:.1f} s, {each_ms:.2f} ms each,"
        f" there and back; a batch of the default cast takes {batch_s * 1000:.0f} ms{share}"
    )


def _nothing(batch: Batch) -> int:
    return len(batch.keys)


def _kills(root: Path, kills: int) -> None:
    digests: list[str] = []
    deaths: list[int] = []
    for name in ("alone", "killed"):
        show = root / name
        make_show(show, 4, 10)
        options = Options(now=datetime(2026, 6, 1, tzinfo=UTC), workers=2)
        if name == "alone":
            publish(locate(show), options, QUIET)
        else:
            with started(root, 2) as client:
                ended = threading.Event()
                killer = threading.Thread(target=_kill, args=(client, show, kills, deaths, ended))
                killer.start()
                address = client.scheduler.address
                publish(locate(show), Options(options.now, 2, cluster=address), QUIET)
                ended.set()
                killer.join()
        digests.append(_digest(show))
    same = "every byte is the same" if digests[0] == digests[1] else "THE BYTES DIFFER"
    print(f"kills: {len(deaths)} workers killed while 4 episodes were made: {same}")
    if digests[0] != digests[1]:
        raise SystemExit(1)


def _kill(
    client: Client, show: Path, kills: int, deaths: list[int], ended: threading.Event
) -> None:
    """Kills a worker at random, each time after something more was spoken."""
    chance = random.Random(11)
    while len(deaths) < kills:
        seen = _count(show)
        while _count(show) <= seen:
            if ended.wait(0.05):
                return
        ended.wait(chance.uniform(0.0, 1.5))
        workers = client.run(os.getpid, on_error="ignore")
        if workers and not ended.is_set():
            deaths.append(chance.choice(sorted(workers.values())))
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
