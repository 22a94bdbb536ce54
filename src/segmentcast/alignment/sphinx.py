"""The alignment model that comes as a dependency: PocketSphinx and its American English model."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from segmentcast.alignment.data import Heard, Window, Word
from segmentcast.alignment.grammar import write_arpa
from segmentcast.alignment.pronunciation import pronounce
from segmentcast.errors import Problem, SoundError
from segmentcast.ports import Unavailable
from segmentcast.vocabulary.languages import primary

_PROGRAM = Path(__file__).with_name("recogniser.py")
_FRAME_MS = 10
_SHORTEST_SAMPLES = 1600
_REINSTALL = "reinstall pocketsphinx; if that does not help, give a timed transcript (VTT or SRT)"


class PocketSphinx:
    """An `AlignmentModel`. See the module.

    As a context manager it keeps its processes, with the model loaded, from one recording to the next.
    """

    name = "pocketsphinx"

    def __init__(self) -> None:
        self._keeps = False
        self._idle: list[_Process] = []

    def __enter__(self) -> PocketSphinx:
        self._keeps = True
        return self

    def __exit__(self, *_: object) -> None:
        self._keeps = False
        while self._idle:
            self._idle.pop().close()

    def unavailable(self) -> Unavailable | None:
        """Why it can't work: the package is missing."""
        if importlib.util.find_spec("pocketsphinx"):
            return None
        return Unavailable("pocketsphinx is not installed", "pip install pocketsphinx")

    def knows(self, language: str) -> bool:
        """Only English, of any variety."""
        return primary(language) == "en"

    def listen(
        self, windows: Iterable[Window], phrases: Sequence[Sequence[Word]], *, workers: int
    ) -> Iterator[tuple[Heard, ...]]:
        """See `AlignmentModel`: divides the windows among `workers` processes."""
        missing = self.unavailable()
        if missing:
            raise SoundError(Problem("", missing.why, missing.mend))
        with ExitStack() as stack:
            folder = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="segmentcast-", ignore_cleanup_errors=True)
                )
            )
            setup = _prepare(folder, phrases)
            if setup is None:
                yield from (() for _ in windows)
                return
            free: SimpleQueue[_Process] = SimpleQueue()
            for _ in range(max(1, workers)):
                free.put(stack.enter_context(self._process(setup)))
            pool = stack.enter_context(ThreadPoolExecutor(max(1, workers), "listening"))

            def hear(window: Window) -> tuple[Heard, ...]:
                process = free.get()
                try:
                    return process.hear(window)
                finally:
                    free.put(process)

            yield from _in_order(pool, hear, windows, ahead=2 * max(1, workers))

    @contextmanager
    def _process(self, setup: bytes) -> Iterator[_Process]:
        """A process with this dictionary and grammar: one that was kept, or a new one."""
        process = self._idle.pop() if self._idle else _Process()
        process.prepare(setup)
        try:
            yield process
        except BaseException:
            process.close()
            raise
        if self._keeps:
            self._idle.append(process)
        else:
            process.close()


def _in_order(
    pool: ThreadPoolExecutor,
    hear: Callable[[Window], tuple[Heard, ...]],
    windows: Iterable[Window],
    ahead: int,
) -> Iterator[tuple[Heard, ...]]:
    waiting: deque[Future[tuple[Heard, ...]]] = deque()
    coming = iter(windows)
    try:
        while True:
            waiting.extend(
                pool.submit(hear, window) for window in islice(coming, ahead - len(waiting))
            )
            if not waiting:
                return
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _prepare(folder: Path, phrases: Sequence[Sequence[Word]]) -> bytes | None:
    """Writes dictionary and grammar to files; returns the first line for a process, or None without words."""
    import pocketsphinx

    home = Path(pocketsphinx.get_model_path()) / "en-us"
    words = (word for phrase in phrases for word in phrase)
    try:
        pronounced = pronounce(words, home / "cmudict-en-us.dict")
    except OSError as error:
        what = f"the model of pocketsphinx cannot be read: {error.strerror or error}"
        raise SoundError(Problem(str(home), what, _REINSTALL)) from error
    if not pronounced:
        return None
    dictionary, grammar = folder / "words.dict", folder / "grammar.arpa"
    dictionary.write_text(
        "".join(
            f"{word}{f'({number})' if number > 1 else ''} {way}\n"
            for word, ways in sorted(pronounced.items())
            for number, way in enumerate(ways, start=1)
        ),
        encoding="utf-8",
    )
    spoken = [[word.spoken for word in phrase if word.spoken in pronounced] for phrase in phrases]
    grammar.write_text(write_arpa(spoken), encoding="utf-8")
    setup = {
        "model": str(home / "en-us"), "dictionary": str(dictionary), "grammar": str(grammar)
    }  # fmt: skip
    return json.dumps(setup).encode() + b"\n"


class _Process:
    """One recognition process."""

    def __init__(self) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        # -P: the program's folder has modules whose names would shadow others
        self._child = subprocess.Popen(
            [sys.executable, "-P", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )
        self._setup = b""

    def prepare(self, setup: bytes) -> None:
        """Takes another dictionary and grammar from the next window on."""
        self._setup = setup

    def close(self) -> None:
        """Ends the process."""
        assert self._child.stdin
        assert self._child.stdout
        self._child.kill()
        self._child.wait()
        self._child.stdout.close()
        self._complaints.close()
        # nobody needs what wasn't sent yet
        with suppress(BrokenPipeError):
            self._child.stdin.close()

    def hear(self, window: Window) -> tuple[Heard, ...]:
        if len(window.samples) < _SHORTEST_SAMPLES:
            return ()
        assert self._child.stdin
        assert self._child.stdout
        request = {"samples": len(window.samples), "careful": window.careful}
        try:
            self._child.stdin.write(self._setup + json.dumps(request).encode() + b"\n")
            self._child.stdin.write(window.samples.astype("<i2").tobytes())
            self._child.stdin.flush()
            self._setup = b""
            answer = self._child.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise self._failure()
        return tuple(
            Heard(word, window.start_ms + first * _FRAME_MS, window.start_ms + end * _FRAME_MS)
            for word, first, end in json.loads(answer)
        )

    def _failure(self) -> SoundError:
        code = self._child.wait()
        self._complaints.seek(0)
        lines = self._complaints.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        complaint = f": {lines[-1]}" if lines else ""
        return SoundError(
            Problem(
                "", f"the aligner stopped with exit code {code}{complaint}",
                _REINSTALL,
            )
        )  # fmt: skip


def english_dictionary() -> Path | None:
    """The dictionary of English pronunciations (CMUdict), for `pronounce`; None where there is none."""
    if importlib.util.find_spec("pocketsphinx") is None:
        return None
    import pocketsphinx

    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    return path if path.is_file() else None
