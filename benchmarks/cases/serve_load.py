"""What `segmentcast serve` does under load: many clients that ask for parts of a long episode.

Starts the real command on loopback over a folder that is made for this, lets 200 clients ask for
parts at random places for a minute, each on a connection of its own, compares every byte, and reads
the server's memory from /proc (Linux). Fails when a byte was wrong or memory grew by over a tenth.
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
    """What all clients saw together."""

    answers: int = 0
    received_bytes: int = 0
    slowest_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)
    memory_kb: list[int] = field(default_factory=list)


def make(root: Path) -> bytes:
    """A show whose feed names one long file; the bytes of the file."""
    sound = random.Random(7).randbytes(LENGTH_BYTES)
    target = root / "feed" / PATH
    target.parent.mkdir(parents=True)
    target.write_bytes(sound)
    (root / "episodes").mkdir()
    (root / "episodes" / "show.toml").write_text(SHOW)
    (root / "feed" / "feed.xml").write_text('<rss version="2.0"><channel/></rss>\n')
    return sound


async def ask(port: int, sound: bytes, seed: int, end: float, counters: Counters) -> None:
    """One client: a connection, and one part after the other until the time is over."""
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
    """Notes the server's resident memory twice a second."""
    while time.perf_counter() < end:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        counters.memory_kb += [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
        await asyncio.sleep(0.5)


async def load(port: int, pid: int, sound: bytes, clients: int, seconds: float) -> Counters:
    """All clients at once."""
    counters = Counters()
    end = time.perf_counter() + seconds
    asking = (ask(port, sound, seed, end, counters) for seed in range(clients))
    await asyncio.gather(watch(pid, end, counters), *asking)
    return counters


def run(task: Task) -> list[Row]:
    """One row: the answers of a minute, and the server's memory."""
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
    # The first tenth is for warming up: threads and buffers are made once.
    steady = counters.memory_kb[len(counters.memory_kb) // 10 :]
    third = max(1, len(steady) // 3)
    growth = statistics.median(steady[-third:]) / statistics.median(steady[:third]) - 1
    if counters.wrong or growth > MOST_GROWTH or not counters.answers:
        why = f"{len(counters.wrong)} wrong answers {counters.wrong[:3]}, memory grew {growth:.0%}"
        raise BenchmarkFailed([Problem("serve-load", why)])
    note = (
        f"{CLIENTS} clients, {counters.received_bytes / 1e6:.0f} MB, slowest answer"
        f" {counters.slowest_ms:.0f} ms; server {max(counters.memory_kb) / 1000:.0f} MB, {growth:+.1%};"
        " processor time is of clients and server"
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
