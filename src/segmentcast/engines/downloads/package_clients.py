"""Runs the package managers' own clients, pip and npm, which know the user's indexes, proxies, and keys."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from segmentcast.errors import Problem, VoiceError

_SECONDS = 3600
_QUIET = ("--disable-pip-version-check", "--no-input", "--quiet")


def has_pip() -> bool:
    """Whether this Python has pip; an environment made by other tools may not."""
    return find_spec("pip") is not None


def npm() -> str:
    """The path of npm; empty where there is none."""
    return shutil.which("npm") or ""


def pip_download(requirement: str, folder: Path) -> None:
    """Downloads one wheel, without its dependencies and without running anything in it."""
    only_wheels = ("--no-deps", "--only-binary=:all:", "--dest", str(folder))
    _run([sys.executable, "-m", "pip", "download", *_QUIET, *only_wheels, requirement], requirement)


def pip_install(requirement: str) -> None:
    """Installs a package into this environment."""
    _run([sys.executable, "-m", "pip", "install", *_QUIET, requirement], requirement)


def npm_pack(specification: str, folder: Path) -> None:
    """Downloads the archive of one npm package; none of its scripts runs."""
    options = ("--pack-destination", str(folder), "--ignore-scripts", "--silent")
    _run([npm(), "pack", specification, *options], specification)


def _run(command: list[str], what: str) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(command, what, str(error)) from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise _failed(command, what, lines[-1][:300] if lines else f"exit code {done.returncode}")


def _failed(command: list[str], what: str, reason: str) -> VoiceError:
    client = "pip" if "pip" in command else "npm"
    return VoiceError(
        Problem(
            what,
            f"{client} could not get it: {reason}",
            "check the connection, then run the same command again: what has arrived is kept",
        )
    )
