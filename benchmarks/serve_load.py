"""What `segmentcast serve` does under load: many clients that ask for parts of a long episode.

    python benchmarks/serve_load.py --clients 200 --seconds 60

Starts the real command on loopback over a folder that is made for this, lets each client ask for
parts at random places on a connection of its own, compares every byte, and reads the server's
memory from /proc (Linux). Ends with 1 when anything was wrong or memory grew by more than a tenth.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

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


async def ask(port: int, sound: bytes, seed: int, end: float, tally: Counters) -> None:
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
            tally.slowest_ms = max(tally.slowest_ms, 1000 * (time.perf_counter() - begun))
            tally.answers += 1
            tally.received_bytes += len(body)
            said = f"content-range: bytes {first}-{last}/{len(sound)}\r\n"
            if " 206 " not in head.partition("\r")[0] or said not in head:
                tally.wrong.append(f"{first}-{last}: {head.partition(chr(13))[0]}")
            elif body != sound[first : last + 1]:
                tally.wrong.append(f"{first}-{last}: other bytes")
    except (OSError, asyncio.IncompleteReadError, ValueError) as error:
        tally.wrong.append(f"client {seed}: {type(error).__name__} {error}")
    finally:
        writer.close()


async def watch(pid: int, end: float, tally: Counters) -> None:
    """Notes the server's resident memory twice a second."""
    while time.perf_counter() < end:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        tally.memory_kb += [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
        await asyncio.sleep(0.5)


async def load(port: int, pid: int, sound: bytes, clients: int, seconds: float) -> Counters:
    """All clients at once."""
    tally = Counters()
    end = time.perf_counter() + seconds
    asking = (ask(port, sound, seed, end, tally) for seed in range(clients))
    await asyncio.gather(watch(pid, end, tally), *asking)
    return tally


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sound = make(Path(folder))
        command = [sys.executable, "-m", "segmentcast", "serve", folder, "--port", "0"]
        server = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert server.stdout is not None
        try:
            port = int(server.stdout.readline().rpartition("/feed.xml")[0].rpartition(":")[2])
            tally = asyncio.run(load(port, server.pid, sound, given.clients, given.seconds))
        finally:
            server.send_signal(signal.SIGINT)
            _, told = server.communicate(timeout=20)
    # The first tenth is for warming up: threads and buffers are made once.
    steady = tally.memory_kb[len(tally.memory_kb) // 10 :]
    third = max(1, len(steady) // 3)
    early, late = statistics.median(steady[:third]), statistics.median(steady[-third:])
    growth = late / early - 1
    print(
        json.dumps(
            {
                "clients": given.clients,
                "seconds": given.seconds,
                "answers": tally.answers,
                "answers_per_second": round(tally.answers / given.seconds, 1),
                "received_mb": round(tally.received_bytes / 1e6),
                "slowest_ms": round(tally.slowest_ms),
                "wrong": len(tally.wrong),
                "first_wrong": tally.wrong[:3],
                "server_said": told[-500:],
                "memory_mb": {
                    "first": round(tally.memory_kb[0] / 1024, 1),
                    "early": round(early / 1024, 1),
                    "late": round(late / 1024, 1),
                    "most": round(max(tally.memory_kb) / 1024, 1),
                },
                "memory_growth_percent": round(100 * growth, 1),
            },
            indent=2,
        )
    )
    sys.exit(1 if tally.wrong or growth > 0.1 or not tally.answers else 0)


if __name__ == "__main__":
    main()
