"""Measures `segmentcast serve` under load: many clients requesting parts of a long episode.

Starts the real command on loopback with a generated folder. For a minute, 200 clients on separate
connections request parts at random positions. Every byte is compared, and the server's memory is
read from /proc (Linux). Fails if a byte was wrong or memory grew by over 10 %.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from segmentcast.benchmark import Row, Task
from segmentcast.benchmark.stopwatch import timed
from segmentcast.errors import BenchmarkFailed, Problem

SHOW = """\
title = "Load"
description = "A long episode."
author = "Load News"
base_url = "https://load.example/podcast/"
owner = { name = "Load", email = "load@load.example" }
"""
PATH = "audio/long-0123456789ab.mp3"
LENGTH_BYTES = 40_000_000
PART_BYTES = 200_000
ANSWER_SECONDS = 30.0
CLIENTS, SECONDS = 200, 60.0
MOST_GROWTH = 0.1


@dataclass(slots=True)
class Counters:
    """Totals over all clients."""

    answers: int = 0
    received_bytes: int = 0
    slowest_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)
    memory_kb: list[int] = field(default_factory=list)


def make(root: Path) -> bytes:
    """Creates a show whose feed links to one long file; returns the file's bytes."""
    sound = random.Random(7).randbytes(LENGTH_BYTES)
    target = root / "feed" / PATH
    target.parent.mkdir(parents=True)
    target.write_bytes(sound)
    (root / "episodes").mkdir()
    (root / "episodes" / "show.toml").write_text(SHOW)
    (root / "feed" / "feed.xml").write_text('<rss version="2.0"><channel/></rss>\n')
    return sound


async def ask(port: int, sound: bytes, seed: int, end: float, counters: Counters) -> None:
    """A client: one connection, requesting parts until the time is over."""
    chance = random.Random(seed)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < end:
            first = chance.randrange(len(sound))
            last = min(len(sound) - 1, first + chance.randrange(1, PART_BYTES))
            begun = time.perf_counter()
            writer.write(
                f"GET /{PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                f"Range: bytes={first}-{last}\r\n\r\n".encode()
            )
            async with asyncio.timeout(ANSWER_SECONDS):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                length = int(head.partition("\ncontent-length:")[2].partition("\r")[0])
                body = await reader.readexactly(length)
            counters.slowest_ms = max(counters.slowest_ms, 1000 * (time.perf_counter() - begun))
            counters.answers += 1
            counters.received_bytes += len(body)
            expected = f"content-range: bytes {first}-{last}/{len(sound)}\r\n"
            if " 206 " not in head.partition("\r")[0] or expected not in head:
                counters.wrong.append(f"{first}-{last}: {head.partition(chr(13))[0]}")
            elif body != sound[first : last + 1]:
                counters.wrong.append(f"{first}-{last}: other bytes")
    except (OSError, asyncio.IncompleteReadError, ValueError) as error:
        counters.wrong.append(f"client {seed}: {type(error).__name__} {error}")
    finally:
        writer.close()


async def watch(pid: int, end: float, counters: Counters) -> None:
    """Records the server's resident memory twice a second."""
    while time.perf_counter() < end:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        counters.memory_kb += [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
        await asyncio.sleep(0.5)


async def load(port: int, pid: int, sound: bytes, clients: int, seconds: float) -> Counters:
    """Runs all clients at once."""
    counters = Counters()
    end = time.perf_counter() + seconds
    asking = (ask(port, sound, seed, end, counters) for seed in range(clients))
    await asyncio.gather(watch(pid, end, counters), *asking)
    return counters


def run(task: Task) -> list[Row]:
    """One row: the responses of a minute, and the server's memory."""
    sound = make(task.folder)
    counters = Counters()
    command = [sys.executable, "-m", "segmentcast", "serve", str(task.folder), "--port", "0"]
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert server.stdout is not None
    seconds = SECONDS * task.factor

    def serve() -> None:
        nonlocal counters
        counters = asyncio.run(load(port, server.pid, sound, CLIENTS, seconds))
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=20)

    try:
        port = int(server.stdout.readline().rpartition("/feed.xml")[0].rpartition(":")[2])
        cost = timed(serve)
    finally:
        server.kill()
    # The first tenth is warm-up: threads and buffers are created once.
    steady = counters.memory_kb[len(counters.memory_kb) // 10 :]
    third = max(1, len(steady) // 3)
    growth = statistics.median(steady[-third:]) / statistics.median(steady[:third]) - 1
    if counters.wrong or growth > MOST_GROWTH or not counters.answers:
        why = (
            f"{len(counters.wrong)} wrong responses {counters.wrong[:3]}, memory grew {growth:.0%}"
        )
        raise BenchmarkFailed([Problem("serve-load", why)])
    note = (
        f"{CLIENTS} clients, {counters.received_bytes / 1e6:.0f} MB, slowest response"
        f" {counters.slowest_ms:.0f} ms; server {max(counters.memory_kb) / 1000:.0f} MB, {growth:+.1%};"
        " processor time includes clients and server"
    )
    return [
        Row(
            "serve-load",
            "parts of an episode",
            cost.processor_s,
            cost.wall_s,
            counters.answers,
            "answers",
            note=note,
        )
    ]
