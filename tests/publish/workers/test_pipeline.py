"""Episodes made side by side: the same bytes, each failing alone, stopped and gone on with."""

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from segmentcast import engines
from segmentcast.cache import SpeechCache
from segmentcast.cache.settings import open_cache
from segmentcast.errors import EngineError
from segmentcast.ledger import Entry
from segmentcast.model import Speech, Spoken, Utterance, Voice
from segmentcast.publish import Options, read_show
from segmentcast.publish.cache_settings import cache_plan
from segmentcast.publish.plan.hosted_planning import plan_hosted
from segmentcast.publish.produce.production import Produced
from segmentcast.publish.workers import pipeline
from segmentcast.publish.workers.opening import open_workers
from segmentcast.publish.workers.speaking_ahead import PoolSpeakers
from segmentcast.publish.workers.thread_pool import PriorityPool
from segmentcast.workspace.episode_folder import episode_folders
from segmentcast.workspace.show_folder import locate
from tests.interruption import interrupted
from tests.showcase import NOW, Quiet

TALK = """\
Piece {number} of the harbour

Read the Full Transcript


    Rosa Lind, who captains the ferry, joins Peter Aune. Rosa, how was day {number}?


    {answer}


    Rosa Lind, thank you for being with us.
"""

HOSTED = """\
title = "Elsewhere"

[enclosure]
url = "https://cdn.example/elsewhere.mp3"
length = 1000
type = "audio/mpeg"
duration = 60
"""


def talk(number: int, sentences: int = 3) -> str:
    answer = " ".join(
        f"On crossing {n} of day {number} we carried {number * 7 + n} people and no cows."
        for n in range(sentences)
    )
    return TALK.format(number=number, answer=answer)


def everything(root: Path) -> dict[str, str]:
    """Hashes of all that a publish leaves, but for what may be deleted at any time."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".segmentcast" not in path.parts
    }


def test_the_same_bytes_whatever_the_number_of_workers(new_show: Callable) -> None:
    """One worker or five: feed, sounds, pages, ledger and cast are the same."""
    left: list[dict[str, str]] = []
    for workers in (1, 5):
        show = new_show(f"with-{workers}")
        for number in range(3):
            show.episode(f"2026-03-{number + 1:02d}-day", talk(number))
        report = show.publish(workers=workers)
        assert [outcome.status for outcome in report.outcomes] == ["made"] * 3
        left.append(everything(show.root))
    assert left[0] == left[1]


def test_what_was_spoken_ahead_was_spoken_for_its_episode(show: object) -> None:
    """The report counts a sentence where it was first needed; a second publish speaks the new one alone."""
    for number in range(3):
        show.episode(f"2026-03-{number + 1:02d}-day", talk(number))
    first = show.publish()
    assert sum(outcome.spoken for outcome in first.outcomes) >= 9
    assert all(outcome.spoken > 0 for outcome in first.outcomes)
    show.episode("2026-03-02-day", talk(1, sentences=4))
    again = show.publish()
    assert [outcome.spoken for outcome in again.outcomes] == [0, 1, 0]


def test_an_episode_that_fails_among_others_fails_alone(new_show: Callable) -> None:
    """The others are made as if it were not there, and the ledger does not know it."""
    kept: list[set[str]] = []
    for name, broken in (("whole", False), ("broken", True)):
        show = new_show(name)
        for number in (0, 1, 3):
            show.episode(f"2026-03-{number + 1:02d}-day", talk(number))
        if broken:
            (show.episode("2026-03-03-day", talk(2)) / "recording.wav").write_bytes(b"RIFF")
        report = show.publish(workers=3)
        failed = [outcome.folder for outcome in report.outcomes if outcome.status == "failed"]
        assert failed == (["2026-03-03-day"] if broken else [])
        kept.append(set(show.snapshot()))
    assert kept[0] == kept[1]
    assert "2026-03-03" not in (show.folder / "ledger/2026-03.jsonl").read_text()


class Watched:
    """An engine that counts how many threads are in it, and fails at one word."""

    name = "watched"

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.said: list[str] = []
        self._lock = threading.Lock()
        self._tone = engines.get("tone")

    def unavailable(self) -> None:
        return None

    def voices(self) -> tuple[object, ...]:
        return ()

    def fingerprint(self, voice: Voice) -> str:
        return "watched"

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.said.append(spoken.text)
        time.sleep(0.005)
        try:
            if "storm" in spoken.text:
                raise RuntimeError("no wind")
            return self._tone.synth(spoken, Voice("tone", "low"))
        finally:
            with self._lock:
                self.inside -= 1


def utterances(count: int, extra: str = "") -> dict[str, Utterance]:
    return {
        hashlib.sha256(f"{n}{extra}".encode()).hexdigest(): Utterance(
            0, 0, "a", Voice("watched", "one"), f"Boat {n}{extra}.", Spoken(f"Boat {n}{extra}."), 0
        )
        for n in range(count)
    }


@pytest.fixture
def pool() -> Iterator[PriorityPool]:
    produced = PriorityPool(3)
    yield produced
    produced.stop()


def test_no_more_threads_speak_than_there_are_cores(pool: PriorityPool, tmp_path: Path) -> None:
    """Sentences of all episodes together never take more threads than the crew has."""
    engine = Watched()
    speakers = PoolSpeakers(pool, SpeechCache(tmp_path), lambda _: None)
    requests = [
        future
        for order in range(4)
        for future in speakers.speak(
            order, utterances(20, f" of {order}"), {"watched": engine}
        ).futures
    ]
    for future in requests:
        future.result(60)
    assert engine.most <= 3


def test_a_sentence_that_two_episodes_want_is_spoken_once(
    pool: PriorityPool, tmp_path: Path
) -> None:
    """The second episode waits for the first one's sentence."""
    engine = Watched()
    speakers = PoolSpeakers(pool, SpeechCache(tmp_path), lambda _: None)
    wanted = utterances(12)
    first = speakers.speak(0, wanted, {"watched": engine})
    second = speakers.speak(1, wanted, {"watched": engine})
    for future in (*first.futures, *second.futures):
        future.result(60)
    assert (len(first.own), len(second.own)) == (12, 0)
    assert sorted(engine.said) == sorted(each.spoken.text for each in wanted.values())


def test_an_engine_that_breaks_is_an_error_with_its_name(
    pool: PriorityPool, tmp_path: Path
) -> None:
    """What an engine does wrong reaches the episode as an EngineError."""
    speakers = PoolSpeakers(pool, SpeechCache(tmp_path), lambda _: None)
    (requests,) = speakers.speak(0, utterances(1, " in a storm"), {"watched": Watched()}).futures
    with pytest.raises(EngineError, match="engine watched failed: RuntimeError: no wind"):
        requests.result(60)


def test_an_engine_that_fails_is_not_asked_for_every_sentence(
    pool: PriorityPool, tmp_path: Path
) -> None:
    """After the first failure of an episode its other sentences are left, but for those begun."""
    engine = Watched()
    speakers = PoolSpeakers(pool, SpeechCache(tmp_path), lambda _: None)
    begun = pipeline._UnderWay(None)
    begun.requests = speakers.speak(0, utterances(60, " in a storm"), {"watched": engine})
    pipeline._finish_when_spoken(begun, 0, None, 0.0)
    with pytest.raises(EngineError):
        begun.produced.result(60)
    pool.stop()
    assert len(engine.said) <= 20


def test_a_crew_that_stopped_begins_nothing_more(tmp_path: Path) -> None:
    """What waits is cancelled, and what comes later as well."""
    pool = PriorityPool(1)
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        entered.set()
        leave.wait(60)

    running = pool.submit((0,), hold)
    waiting = pool.submit((1,), hold)
    assert entered.wait(60)
    stopper = threading.Thread(target=pool.stop)
    stopper.start()
    assert pool.stopped.wait(60)
    leave.set()
    stopper.join(60)
    assert running.done()
    assert not running.cancelled()
    assert waiting.cancelled()
    assert pool.submit((0,), hold).cancelled()


def test_memory_holds_some_episodes_and_not_all(show: Any) -> None:
    """Only so many are planned ahead of the one that is handed back, however many there are."""
    place, count = locate(show.root), 150
    for number in range(count):
        folder = show.folder / f"2026-03-{number % 28 + 1:02d}-day-{number:03d}"
        folder.mkdir()
        (folder / "episode.toml").write_text(HOSTED, encoding="utf-8")
    config = read_show(place)
    planned = 0

    def jobs() -> Iterator[pipeline.Job]:
        nonlocal planned
        for folder in episode_folders(place):
            plan = plan_hosted(folder, config, now=NOW, newest=lambda: NOW)
            assert plan is not None
            planned += 1
            entry = Entry(plan.id, plan.id, plan.published, plan.title)
            yield pipeline.Job(plan, None, (), entry)

    options = Options(now=NOW, workers=1)
    ahead = []
    with (
        contextlib.closing(open_cache(cache_plan(place, config, ""))) as cache,
        open_workers(place, options, config, cache, Quiet(), count) as floor,
    ):
        for number, (_, made) in enumerate(pipeline.produce_in_order(jobs(), floor)):
            assert isinstance(made, Produced), made
            ahead.append(planned - number)
    assert len(ahead) == planned == count
    assert 1 < max(ahead) <= 32


def test_an_interrupted_publish_goes_on_where_it_was(new_show: Callable) -> None:
    """Ctrl-C ends it soon with code 130; the next run speaks the rest alone and leaves the same bytes."""
    whole, stopped = new_show("whole"), new_show("stopped")
    for show in (whole, stopped):
        for number in range(4):
            show.episode(f"2026-03-{number + 1:02d}-day", talk(number, 16))
    sentences = sum(outcome.spoken for outcome in whole.publish().outcomes)
    asked = ("publish", stopped.root, "--json", "-j", "2")
    done = interrupted(*asked, ending=".speech", count=16)
    assert done.returncode == 130, done.stderr
    assert not (stopped.feed / "feed.xml").exists()
    speech = stopped.root / ".segmentcast" / "cache"
    kept = len(list(speech.rglob("*.speech")))
    again = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, asked)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr
    spoken = sum(each["sentences_spoken"] for each in json.loads(again.stdout)["episodes"])
    assert kept + spoken == sentences
    assert 0 < spoken < sentences
    assert everything(stopped.feed).keys() == everything(whole.feed).keys()
    assert {n: h for n, h in everything(stopped.feed).items() if n.startswith("audio/")} == {
        n: h for n, h in everything(whole.feed).items() if n.startswith("audio/")
    }
