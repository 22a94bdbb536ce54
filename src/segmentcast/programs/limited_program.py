"""Runs a program of the newsroom's with limits on time, output and environment, and stops what it
starts. It is named in show.toml, and runs without a shell."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from segmentcast.programs.environment import environment

KEPT_BYTES = 1 << 16
"""How much of the end of a program's output is kept: errors come last."""
_SHOWN_CHARACTERS = 500
_DRAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended. `reason` is why it failed, or empty; `output` the end of what it wrote.

    `data` is its standard output, where that was asked for apart; `output` then has its errors.
    """

    reason: str
    output: str = ""
    data: bytes = field(default=b"", repr=False)

    @property
    def failure(self) -> str:
        """Why it failed, with what it wrote; empty if it did not."""
        return f"{self.reason}: {self.output}" if self.reason and self.output else self.reason


def run_program(
    command: Sequence[str],
    folder: Path,
    message: bytes = b"",
    *,
    passed: Sequence[str] = (),
    seconds: float,
    apart: bool = False,
) -> Ended:
    """Runs the command in `folder` with `message` on stdin.

    When it ends or times out, all processes that it started in its process group are stopped.
    `passed` names environment variables to pass besides the usual ones. With `apart`, the standard
    output is data, of which the last `KEPT_BYTES` are kept.
    """
    try:
        process = subprocess.Popen(  # the user's own program, set in show.toml
            list(command),
            cwd=folder,
            env=environment(os.environ, passed),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if apart else subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
    except (OSError, ValueError) as error:
        return Ended(f"could not start: {getattr(error, 'strerror', None) or error}")
    assert process.stdin is not None
    assert process.stdout is not None
    written, errors = bytearray(), bytearray()
    readers = [threading.Thread(target=_keep_end, args=(process.stdout, written), daemon=True)]
    if process.stderr is not None:
        readers.append(
            threading.Thread(target=_keep_end, args=(process.stderr, errors), daemon=True)
        )
    writer = threading.Thread(target=_tell, args=(process.stdin, message), daemon=True)
    for thread in (*readers, writer):
        thread.start()
    try:
        process.wait(seconds)
        reason = "" if process.returncode == 0 else f"exited with {process.returncode}"
    except subprocess.TimeoutExpired:
        reason = f"did not finish within {seconds:g} seconds"
    finally:
        _end_group(process)
    process.wait()
    for reader in readers:
        reader.join(_DRAIN_SECONDS)
    text = bytes(errors if apart else written).decode("utf-8", "replace").strip()
    return Ended(reason, text[-_SHOWN_CHARACTERS:], bytes(written) if apart else b"")


def _keep_end(stream: IO[bytes], output: bytearray) -> None:
    with stream, contextlib.suppress(OSError, ValueError):
        while block := stream.read1(KEPT_BYTES):  # type: ignore[attr-defined]
            output += block
            del output[:-KEPT_BYTES]


def _tell(stream: IO[bytes], message: bytes) -> None:
    """Writes the message. A program that doesn't read its input must not block a publish."""
    with contextlib.suppress(OSError, ValueError):
        stream.write(message)
    with contextlib.suppress(OSError, ValueError):
        stream.close()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S607  # fmt: skip
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
