"""How long a sentence takes to play in the desk, against the bare engine: `python -m benchmarks.desk_playing`.

Pairs, side by side: the same new sentence through the real desk over HTTP (read, cast, spoken, kept in
the cache, sent as a WAV file), and through the engine alone. Both have their model loaded. Prints
processor and wall time of each, and their ratio; then a sentence that the cache has.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import uvicorn

from segmentcast import cast, engines
from segmentcast.desk import DeskState, make_app
from segmentcast.model import Spoken
from segmentcast.workspace.show_folder import locate

_OTHER_PITCH = "*1.18"
_HOST = "127.0.0.1"
_OPENING = "The harbour kept its books for forty years"
_ENDINGS = (
    "and nobody asked why", "until the council voted", "in a room above the quay", "and so it stayed",
    "though the roof let in rain", "for whoever wanted to read them", "without a single day off",
    "and then the lights went out", "so we counted the boats twice", "as my father had before me",
    "and the town was proud of it", "which surprised the visitors",
)  # fmt: skip


def main() -> None:
    """Measures, and prints a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="hibari/heart")
    parser.add_argument("--turns", type=int, default=440, help="turns of the talk")
    given = parser.parse_args()
    voices = [cast.parse_voice(f"{given.voice}{pitch}", "--voice") for pitch in ("", _OTHER_PITCH)]
    engine = engines.get(voices[0].engine, None)
    with tempfile.TemporaryDirectory() as folder:
        root = _show(Path(folder) / "show", given.turns, given.voice)
        with Running(root) as (client, turns):
            engine.synth(Spoken("One."), voices[0])
            client.get(f"{turns}/{len(_ENDINGS) + 1}.wav").raise_for_status()
            ours: list[tuple[float, float]] = []
            bare: list[tuple[float, float]] = []
            for number, text in enumerate(_sentences(), 1):
                own = voices[(number - 1) % 2]
                pair = (
                    (bare, partial(engine.synth, Spoken(text), own)),
                    (ours, partial(client.get, f"{turns}/{number}.wav")),
                )
                for times, work in pair if number % 2 else reversed(pair):
                    times.append(_timed(work))
            again = [_timed(lambda: client.get(f"{turns}/3.wav")) for _ in range(12)]
    print(f"{given.voice}, a talk of {given.turns} turns, {len(bare)} pairs; medians")
    for label, times in (("bare engine", bare), ("desk, new", ours), ("desk, in the cache", again)):
        cpu, wall = (statistics.median(row[at] for row in times) for at in (0, 1))
        print(f"{label:18} {cpu:7.3f} s processor {wall:7.3f} s wall")
    for at, what in ((0, "processor"), (1, "wall")):
        ratio = statistics.median(
            one[at] / other[at] for one, other in zip(ours, bare, strict=True)
        )
        print(f"desk / bare, {what}: {ratio:.2f}")


def _sentences() -> list[str]:
    return [f"{_OPENING} {ending}." for ending in _ENDINGS]


def _show(root: Path, turns: int, voice: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "segmentcast", "new", str(root)], check=True, capture_output=True
    )
    words = [*_sentences(), *(f"We counted them, and wrote {n} on the wall." for n in range(turns))]
    lines = [
        f"{'NORA LIND' if number % 2 else 'PER AUNE'}: {text}"
        for number, text in enumerate(words[:turns])
    ]
    episode = root / "episodes" / "2026-03-01-long"
    episode.mkdir()
    (episode / "transcript.txt").write_text("A long talk\n\n" + "\n\n".join(lines) + "\n")
    with (root / "episodes" / "show.toml").open("a") as file:
        file.write(f'[voices]\n"Per Aune" = "{voice}"\n"Nora Lind" = "{voice}{_OTHER_PITCH}"\n')
    return root


class Running:
    """The desk of a show, and a client that has its key."""

    def __init__(self, root: Path) -> None:
        self._listener = socket.socket()
        self._listener.bind((_HOST, 0))
        self.state = DeskState(locate(root), self._listener.getsockname()[1])
        self._server = uvicorn.Server(uvicorn.Config(make_app(self.state), log_level="warning"))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )

    def __enter__(self) -> tuple[httpx.Client, str]:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self._client = httpx.Client(base_url=self.state.origin, trust_env=False, timeout=300)
        self._client.get(self.state.first_address)
        return self._client, "/episodes/2026-03-01-long/turns"

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    main()
