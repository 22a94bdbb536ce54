"""A program of the newsroom's own, run within bounds: time, output, environment, and all that it starts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

SECONDS = 120.0
KEPT_BYTES = 1 << 16
"""Of what a hook prints the end is kept: the error is there."""
_SHOWN_CHARACTERS = 500
_DRAIN_SECONDS = 1.0
_PASSED = frozenset(
    "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TEMP TMP SSL_CERT_FILE SSL_CERT_DIR"
    " REQUESTS_CA_BUNDLE CURL_CA_BUNDLE HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY"
    " SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA"
    " PROGRAMFILES USERNAME".split()
)


def run_hook(
    hook: Sequence[str],
    folder: Path,
    message: bytes,
    *,
    passed: Sequence[str] = (),
    seconds: float = SECONDS,
) -> str:
    """Runs the hook in `folder`, without a shell, with `told` on its input; why it failed, or nothing.

    When it has ended, or at the limit, whatever it started in its own process group is ended as well.
    `passed` names variables of the environment beside those that every program needs.
    """
    try:
        process = subprocess.Popen(  # the person's own program, as named in show.toml
            list(hook),
            cwd=folder,
            env=environment(os.environ, passed),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
    except (OSError, ValueError) as error:
        return f"could not be started: {getattr(error, 'strerror', None) or error}"
    assert process.stdin is not None
    assert process.stdout is not None
    output = bytearray()
    reader = threading.Thread(target=_keep_end, args=(process.stdout, output), daemon=True)
    writer = threading.Thread(target=_tell, args=(process.stdin, message), daemon=True)
    reader.start()
    writer.start()
    try:
        process.wait(seconds)
        reason = "" if process.returncode == 0 else f"ended with {process.returncode}"
    except subprocess.TimeoutExpired:
        reason = f"did not end within {seconds:g} seconds"
    finally:
        _end_group(process)
    process.wait()
    reader.join(_DRAIN_SECONDS)
    text = bytes(output).decode("utf-8", "replace").strip()[-_SHOWN_CHARACTERS:]
    return f"{reason}: {text}" if reason and text else reason


def environment(whole: Mapping[str, str], passed: Sequence[str]) -> dict[str, str]:
    """What a hook gets of the environment: no secret but those that `passed` names."""
    variables = {}
    for name, value in whole.items():
        known = name.upper() in _PASSED or name.upper().startswith("LC_")
        if name in passed or (known and not _holds_password(name, value)):
            variables[name] = value
    return variables


def _holds_password(name: str, value: str) -> bool:
    if not name.upper().endswith("_PROXY"):
        return False
    try:
        return "@" in urlsplit(value if "://" in value else f"//{value}").netloc
    except ValueError:
        return True


def _keep_end(stream: IO[bytes], output: bytearray) -> None:
    with stream, contextlib.suppress(OSError, ValueError):
        while block := stream.read1(KEPT_BYTES):  # type: ignore[attr-defined]
            output += block
            del output[:-KEPT_BYTES]


def _tell(stream: IO[bytes], message: bytes) -> None:
    """A hook need not read its input, and one that does not must not block a publish."""
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
