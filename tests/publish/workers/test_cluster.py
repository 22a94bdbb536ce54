"""A publish on a Dask cluster: real worker processes, some of which are killed."""

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from segmentcast import engines, narration
from segmentcast.cache import SpeechCache
from segmentcast.errors import EngineError, UsageError
from segmentcast.model import Spoken, Utterance, Voice
from segmentcast.publish import Options, Report, publish
from segmentcast.publish.workers import cluster as clusters
from segmentcast.publish.workers.cluster_worker import Batch, software, speak_batch
from segmentcast.workspace.show_folder import locate
from tests.ports import free_port
from tests.showcase import NOW, Quiet, ShowUnderTest


def make_show(root: Path, episodes: int = 3, sentences: int = 8) -> Path:
    folder = ShowUnderTest(root).folder
    for number in range(episodes):
        lines = [f"# Day {number} of the ferry", "", f"*What happened on day {number}.*", ""]
        lines += ["**Peter Aune:** How was it?", ""]
        said = [f"On trip {n} of day {number} nobody paid." for n in range(sentences)]
        lines += ["**Rosa Lind:** " + " ".join(said), ""]
        episode = folder / f"2026-03-{number + 1:02d}-day"
        episode.mkdir()
        (episode / "transcript.md").write_text("\n".join(lines))
    return root


def run(root: Path, **options: object) -> Report:
    asked = {"now": NOW, "workers": 2, **options}
    return publish(locate(root), Options(**asked), Quiet())  # type: ignore[arg-type]


def everything(root: Path) -> dict[str, str]:
    """Hashes of all that a publish leaves, but for what may be deleted at any time."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".segmentcast" not in path.parts
    }


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Two workers of one thread each, in processes of their own that are started again."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        memory_limit=0,
        dashboard_address="127.0.0.1:0",
        local_directory=str(tmp_path_factory.mktemp("workers")),
        silence_logs=50,
    ) as made:
        yield made


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the show becomes on one machine."""
    root = make_show(tmp_path_factory.mktemp("alone") / "show")
    assert [each.status for each in run(root).outcomes] == ["made"] * 3
    return everything(root)


def test_a_cluster_makes_the_same_bytes(
    cluster: LocalCluster, alone: dict[str, str], tmp_path: Path
) -> None:
    """Feed, sounds, captions, ledger and cast are those of one machine; the workers spoke all."""
    root = make_show(tmp_path / "show")
    report = run(root, cluster=cluster.scheduler_address)
    assert [each.status for each in report.outcomes] == ["made"] * 3
    assert all(each.spoken > 0 for each in report.outcomes)
    assert everything(root) == alone
    again = run(root, cluster=cluster.scheduler_address)
    assert [each.status for each in again.outcomes] == ["unchanged"] * 3


def test_sentences_come_through_a_cache_that_all_share(
    cluster: LocalCluster, alone: dict[str, str], tmp_path: Path
) -> None:
    """With a shared cache the workers leave the sentences there, and the bytes are the same."""
    root = make_show(tmp_path / "show")
    shared = tmp_path / "shared"
    run(root, cluster=cluster.scheduler_address, cache=str(shared))
    assert everything(root) == alone
    assert len([path for path in shared.rglob("*.speech") if path.is_file()]) >= 24


def test_sentences_that_the_shared_cache_cannot_give_come_another_way(
    cluster: LocalCluster, alone: dict[str, str], tmp_path: Path, monkeypatch: object
) -> None:
    """Workers without the secret of the shared cache are not believed there; the bytes are the same."""
    monkeypatch.setenv("SEGMENTCAST_CACHE_SECRET", "known to this machine and to no worker")
    root = make_show(tmp_path / "show")
    report = run(root, cluster=cluster.scheduler_address, cache=str(tmp_path / "shared"))
    assert [each.status for each in report.outcomes] == ["made"] * 3
    assert everything(root) == alone


def test_workers_killed_in_the_middle_change_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    """Workers are killed three times while they speak; every byte is as without that."""
    plain, killed = make_show(tmp_path / "a", 3, 30), make_show(tmp_path / "b", 3, 30)
    run(plain)
    ended = threading.Event()
    deaths: list[int] = []
    chance = random.Random(5)
    kept = killed / ".segmentcast" / "cache"

    def kill() -> None:
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            while len(deaths) < 3:
                seen = len(list(kept.rglob("*.speech")))
                while len(list(kept.rglob("*.speech"))) <= seen:
                    if ended.wait(0.02):
                        return
                workers = client.run(os.getpid, on_error="ignore")
                if workers:
                    deaths.append(chance.choice(sorted(workers.values())))
                    os.kill(deaths[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        report = run(killed, cluster=cluster.scheduler_address)
    finally:
        ended.set()
        killer.join(300)
    assert deaths
    assert [each.status for each in report.outcomes] == ["made"] * 3
    assert everything(killed) == everything(plain)


def test_an_engine_is_made_once_a_worker(cluster: LocalCluster) -> None:
    """Two batches on one worker find the same engine, and with it the model it holds."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=300)
        worker = sorted(client.nthreads())[0]
        seen = [
            client.submit(_engine_number, pure=False, workers=[worker]).result(300)
            for _ in range(3)
        ]
    assert len(set(seen)) == 1


def _engine_number() -> int:
    from segmentcast.publish.workers.cluster_worker import _engine

    return id(_engine("tone", "{}"))


def test_nobody_at_the_address_is_one_clear_message(tmp_path: Path) -> None:
    """The address and the remedy are named, and nothing was published."""
    root = make_show(tmp_path / "show", 1, 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(
        UsageError, match=f"the scheduler at {address} is unreachable.*dask scheduler"
    ):
        run(root, cluster=address)
    assert not (root / "feed" / "feed.xml").exists()


def sentence(text: str, voice: str = "low") -> Utterance:
    return Utterance(0, 0, "", Voice("tone", voice), "", Spoken(text), 0)


def test_a_worker_with_other_software_refuses() -> None:
    """A batch of another version, or whose key comes out otherwise, is an error and not a sound."""
    said = sentence("Nobody paid.")
    key = narration.sentence_key(said, engines.get("tone"))
    good = Batch((key,), (said,), (("tone", "{}"),), software())
    assert len(speak_batch(good)) == 1
    with pytest.raises(UsageError, match=r"software differs.*numpy 0\.1"):
        speak_batch(Batch((key,), (said,), (("tone", "{}"),), "numpy 0.1"))
    with pytest.raises(UsageError, match="engine tone"):
        speak_batch(Batch(("0" * 64,), (said,), (("tone", "{}"),), software()))


def test_a_failure_on_a_worker_reaches_its_episode(cluster: LocalCluster, tmp_path: Path) -> None:
    """What an engine refuses there is told here, with the engine's words."""
    said = sentence("...")
    tone = engines.get("tone")
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        speakers = clusters.ClusterSpeakers(client, SpeechCache(tmp_path), lambda _: None, {})
        key = narration.sentence_key(said, tone)
        (asked,) = speakers.speak(0, {key: said}, {"tone": tone}).futures
        with pytest.raises(EngineError):
            asked.result(300)
        speakers.close()


def test_processes_of_this_machine_are_started_and_stopped(tmp_path: Path) -> None:
    """`--cluster` without an address works by itself, from the command line, and leaves no process."""
    root = make_show(tmp_path / "show", 1, 3)
    command = [sys.executable, "-m", "segmentcast", "publish", str(root), "--cluster", "-j", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "1 made" in done.stdout
    assert "Traceback" not in done.stderr
    until = time.monotonic() + 120
    while left := _children_in(root):
        assert time.monotonic() < until, left
        time.sleep(0.2)


def _children_in(root: Path) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if str(root) in line]


def test_without_a_cluster_its_library_is_not_imported() -> None:
    """A publish on one machine loads neither distributed nor dask."""
    program = (
        "import sys, segmentcast.cli.publish, segmentcast.publish.run,"
        " segmentcast.publish.workers.pipeline\n"
        "print([name for name in ('dask', 'distributed') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_a_worker_leaves_no_folder_behind(tmp_path: Path) -> None:
    """What it kept beside the shared place goes when it ends."""
    (tmp_path / "temporary").mkdir()
    code = (
        "from segmentcast.cache import CachePlan\n"
        "from segmentcast.publish.workers import cluster_worker\n"
        f"cache = cluster_worker._cache(CachePlan('', {str(tmp_path / 'shared')!r}))\n"
        "cache.cache.put('0' * 64 + '.speech', b'said')\n"
        "cache.cache.flush()\n"
        "assert list(cache.cache.local.root.rglob('*.speech'))\n"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path / "temporary")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=300)
    assert list((tmp_path / "shared").rglob("*.speech"))
    assert not list((tmp_path / "temporary").iterdir())


def test_processes_of_this_machine_let_nobody_in(tmp_path: Path) -> None:
    """A stranger on this machine who finds the ports is answered by none of them, and reads no pages there."""
    before = _listening(os.getpid())
    with clusters.connected("local", 1, tmp_path) as client:
        ports = _listening(os.getpid(), *client.run(os.getpid).values()) - before
        scheduler = client.scheduler.address
        assert scheduler.startswith("tls://")
        assert int(scheduler.rpartition(":")[2]) in ports
        program = [sys.executable, "-c", STRANGER, "15", *map(str, sorted(ports))]
        done = subprocess.run(program, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert (done.stdout.count("refused"), "let in" in done.stdout) == (2 * len(ports), False)
        for port in ports:
            for path in ("info/main/workers.html", "json/counts.json", "metrics", "health"):
                with contextlib.suppress(OSError):
                    assert _status(port, path) != 200, (port, path)
        assert client.submit(abs, -3).result(300) == 3


def test_the_stranger_gets_into_a_cluster_without_certificates(cluster: LocalCluster) -> None:
    """The proof of the proof: an open scheduler answers the same stranger."""
    port = cluster.scheduler_address.rpartition(":")[2]
    program = [sys.executable, "-c", STRANGER, "120", port]
    done = subprocess.run(program, capture_output=True, text=True, timeout=300, check=True)
    assert "let in" in done.stdout


STRANGER = """
import asyncio, os, sys
from distributed.comm import connect
from distributed.security import Security

PATIENCE = float(sys.argv[1])

async def ask(scheme, port, arguments):
    try:
        comm = await connect(f"{scheme}://127.0.0.1:{port}", timeout=PATIENCE, **arguments)
        await comm.write({"op": "identity", "reply": True})
        answer = await asyncio.wait_for(comm.read(), PATIENCE)
        if "type" in answer:
            print("let in", scheme, port, flush=True)
            os._exit(0)
        print("refused", scheme, port)
    except BaseException as error:
        print("refused", scheme, port, type(error).__name__)

async def main():
    own = Security.temporary().get_connection_args("client")
    tasks = [
        asyncio.create_task(ask(scheme, port, own if scheme == "tls" else {}))
        for port in sys.argv[2:] for scheme in ("tcp", "tls")
    ]
    _, silent = await asyncio.wait(tasks, timeout=PATIENCE)
    print("refused in silence\\n" * len(silent), flush=True)
    os._exit(0)

asyncio.run(main())
"""


def _listening(*processes: int) -> set[int]:
    """The ports on which these processes listen."""
    import psutil

    return {
        connection.laddr.port
        for process in processes
        for connection in psutil.Process(process).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }


def _status(port: int, path: str) -> int:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status
    except http.client.HTTPException:
        return 0
    finally:
        connection.close()


def _speakers(client: Client, folder: Path, within_s: float) -> clusters.ClusterSpeakers:
    return clusters.ClusterSpeakers(
        client, SpeechCache(folder), lambda _: None, {}, within_s=within_s
    )


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Client]:
    """A cluster of its own: two workers, each for one batch at a time."""
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, memory_limit=0,
            dashboard_address="127.0.0.1:0", local_directory=str(tmp_path), silence_logs=50,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        client.wait_for_workers(2, timeout=300)
        yield client


def test_a_worker_that_never_returns_loses_its_batch(two_workers: Client, tmp_path: Path) -> None:
    """A worker that hangs and is alive keeps nobody waiting: another one speaks what it was given."""
    hung, _ = sorted(two_workers.nthreads())
    two_workers.run(_hang_in_tone, workers=[hung])
    speakers = _speakers(two_workers, tmp_path / "kept", within_s=20)
    tone = engines.get("tone")
    said = [sentence(f"Nobody paid on trip {number}. " * 30) for number in range(6)]
    wanted = {narration.sentence_key(each, tone): each for each in said}
    for future in speakers.speak(0, wanted, {"tone": tone}).futures:
        future.result(120)
    assert SpeechCache(tmp_path / "kept").missing(wanted) == ()
    assert speakers._watch.stuck == {hung}
    speakers.close()
    two_workers.run(_go_on, workers=[hung])


def test_when_all_workers_hang_it_is_said(two_workers: Client, tmp_path: Path) -> None:
    """The publish does not wait for ever: the episode fails, and the message names limit and remedy."""
    two_workers.run(_hang_in_tone)
    speakers = _speakers(two_workers, tmp_path / "kept", within_s=1)
    tone, said = engines.get("tone"), sentence("Nobody paid.")
    key = narration.sentence_key(said, tone)
    (asked,) = speakers.speak(0, {key: said}, {"tone": tone}).futures
    with pytest.raises(EngineError, match=r"within 1 s.*publish again"):
        asked.result(120)
    speakers.close()
    two_workers.run(_go_on)


def _hang_in_tone() -> None:
    """In a worker: from now on an engine hangs, as one does whose server or library never returns."""
    from segmentcast.engines.tone import Tone

    gate = threading.Event()
    Tone._gate, plain = gate, Tone.synth  # type: ignore[attr-defined]

    def synth(self: Tone, *given: object) -> object:
        gate.wait()
        return plain(self, *given)  # type: ignore[arg-type]

    Tone.synth = synth  # type: ignore[assignment, method-assign]


def _go_on() -> None:
    from segmentcast.engines.tone import Tone

    Tone._gate.set()  # type: ignore[attr-defined]


def test_a_scheduler_that_falls_silent_is_said(tmp_path: Path) -> None:
    """A scheduler that is stopped in the middle ends the waiting as well."""
    port = free_port()
    program = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]  # fmt: skip
    scheduler = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with Client(f"tcp://127.0.0.1:{port}", timeout=300, set_as_default=False) as client:
            speakers = _speakers(client, tmp_path, within_s=2)
            tone, said = engines.get("tone"), sentence("Nobody paid.")
            key = narration.sentence_key(said, tone)
            (asked,) = speakers.speak(0, {key: said}, {"tone": tone}).futures
            os.kill(scheduler.pid, signal.SIGSTOP)
            with pytest.raises(EngineError, match="the scheduler has not responded for 2 s"):
                asked.result(120)
            speakers.close()
            os.kill(scheduler.pid, signal.SIGCONT)
    finally:
        scheduler.kill()
        scheduler.wait()


def test_a_silent_scheduler_is_not_asked_for_ever_who_is_left(tmp_path: Path) -> None:
    """Also where a worker is known to hang, so that the others' names are asked for before sending."""
    port = free_port()
    program = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]  # fmt: skip
    scheduler = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with Client(f"tcp://127.0.0.1:{port}", timeout=300, set_as_default=False) as client:
            speakers = _speakers(client, tmp_path, within_s=2)
            speakers._watch._stuck.add("tcp://127.0.0.1:1")
            tone, said = engines.get("tone"), sentence("Nobody paid.")
            key = narration.sentence_key(said, tone)
            os.kill(scheduler.pid, signal.SIGSTOP)
            asked: list[object] = []
            asking = threading.Thread(
                target=lambda: asked.extend(speakers.speak(0, {key: said}, {"tone": tone}).futures),
                daemon=True,
            )
            asking.start()
            asking.join(120)
            os.kill(scheduler.pid, signal.SIGCONT)
            assert len(asked) == 1
            with pytest.raises(EngineError, match="publish again"):
                asked[0].result(120)  # type: ignore[attr-defined]
            speakers.close()
    finally:
        scheduler.kill()
        scheduler.wait()


@pytest.mark.parametrize(
    "lie", ["another key", "another order", "one too few", "no sound", "silence"]
)
def test_what_comes_back_is_compared_with_what_was_asked(tmp_path: Path, lie: str) -> None:
    """Sounds under other keys, in another order or of another kind are not kept, and it is said."""
    tone = engines.get("tone")
    said = [sentence("Nobody paid."), sentence("All paid.")]
    keys = tuple(narration.sentence_key(each, tone) for each in said)
    batch = Batch(keys, tuple(said), (("tone", "{}"),), software())
    honest = speak_batch(batch)
    (_, one), (_, two) = honest
    made = {
        "another key": (("0" * 64, one), (keys[1], two)),
        "another order": (honest[1], honest[0]),
        "one too few": honest[:1],
        "no sound": ((keys[0], b"RIFF"), (keys[1], two)),
        "silence": ((keys[0], replace(one, samples=one.samples[:0])), (keys[1], two)),
    }[lie]
    cache = SpeechCache(tmp_path)
    speakers = clusters.ClusterSpeakers(None, cache, lambda _: None, {})  # type: ignore[arg-type]
    assert speakers._take(batch, honest)
    fresh = SpeechCache(tmp_path / "fresh")
    speakers = clusters.ClusterSpeakers(None, fresh, lambda _: None, {})  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="something other than the requested sentences"):
        speakers._take(batch, made)
    assert fresh.missing(keys) == keys
