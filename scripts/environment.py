"""The project's own Python environment, `.venv`: created if missing, rebuilt if its inputs changed.

Everything in it comes from a lock file with hashes (`requirements/`). The project itself is
installed in editable mode. Only the standard library is used here.

A stamp in `.venv` records its contents. It is removed before any change and written after the last
step, so an interrupted set-up is never trusted but starts over. A lock prevents two runs from
setting it up at the same time.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, NoReturn

Level = Literal["runtime", "test", "smoke"]
"""What is installed: runtime dependencies, these plus tests and gates, or these plus the few
libraries for the tests that run on every Python."""

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / os.environ.pop("SEGMENTCAST_VENV", ".venv")
"""One environment per Python: scripts/smoke.py uses another folder."""
STAMP = VENV / "segmentcast-stamp.json"
LOCK = VENV / "segmentcast-setup.lock"
LOG = VENV / "segmentcast-setup.log"
LOCKED = ("build", "runtime", "test", "smoke")
_FILES: dict[Level, tuple[str, ...]] = {
    "runtime": ("runtime",),
    "test": ("test",),
    "smoke": ("runtime", "smoke"),
}
"""The lock files for each level."""
_MEMORY, _MEMORY_FREE = Path("/dev/shm"), Path("/proc/meminfo")  # noqa: S108 - pytest's folder is private
_ROOM = 8 << 30
OURS = {STAMP.name, LOCK.name, LOG.name}

_CAUSES = (
    (
        ("DO NOT MATCH THE HASHES", "hashes are required"),
        "A package doesn't match its hash in the lock file. Nothing in it was used.",
        "check which package it is, above, and don't use it. If you use a mirror, contact its owner.",
    ),
    (
        ("No space left on device", "Errno 28"),
        "The disk is full.",
        "free about 2 GB, then run this again.",
    ),
    (
        ("Permission denied", "Errno 13", "Read-only file system"),
        "A file could not be written.",
        "use a writable folder, then run this again.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError"),
        "The package registry's certificate was not accepted.",
        "if a proxy re-signs traffic here, give its certificate to pip (PIP_CERT), then run this again.",
    ),
    (
        (
            "Failed to establish a new connection",
            "Temporary failure in name resolution",
            "NewConnectionError",
            "NameResolutionError",
            "ConnectTimeout",
            "ReadTimeout",
            "Read timed out",
            "ProxyError",
            "Connection refused",
            "Network is unreachable",
            "No matching distribution found",
        ),
        "The package registry is unreachable, or lacks a package in the lock file.",
        "the first set-up needs the network. Connect, or set the proxy or mirror for pip "
        "(HTTPS_PROXY, PIP_INDEX_URL), then run this again.",
    ),
)


def run(level: Level, module: str, arguments: Sequence[str]) -> int:
    """Runs an installed module in the environment, after setting it up if necessary.

    Returns the exit code. Where possible this process is replaced by the command, so that it
    receives signals directly.
    """
    python = prepare(level)
    command = [str(python), "-P", "-m", module, *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(command[0], command)  # noqa: S606 - a list, no shell wanted
    return subprocess.run(command, check=False).returncode


def on_all_cores() -> list[str]:
    """pytest arguments for the whole suite: one process per core, each with consecutive tests.

    Neighbouring tests stay together, so that shared fixtures of a folder are mostly set up once. An
    idle process takes over part of another's tests. With one core, pytest's own process runs all
    tests.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return ["-n", str(min(cores, 8)), "--dist", "worksteal"] if cores and cores > 1 else []


def keep_temporary_files_in_memory() -> None:
    """Lets what the tests write stand in memory, where there is room for it.

    A publish flushes each file and each memory to the disk. For tests that is a third of their time,
    which says nothing of them. A folder named by TMPDIR stays.
    """
    if os.environ.get("TMPDIR") or not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return
    room = os.statvfs(_MEMORY)
    free = dict(line.split(":") for line in _MEMORY_FREE.read_text().splitlines())
    free_bytes = int(free["MemAvailable"].split()[0]) * 1024
    if not room.f_flag & os.ST_NOEXEC and min(free_bytes, room.f_bavail * room.f_frsize) >= _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)


def from_here(path: str) -> str:
    """A path of the project, relative to the current folder."""
    try:
        return os.path.relpath(ROOT / path)
    except ValueError:  # another drive
        return str(ROOT / path)


def prepare(level: Level) -> Path:
    """Sets the environment up if necessary, and returns its Python. Exits with a message on
    failure."""
    python = _venv_python()
    try:
        if _missing(level) is None:
            return python
        _check_python()
        VENV.mkdir(exist_ok=True)
        with _alone():
            missing = _missing(level)  # another run may have finished it meanwhile
            if missing is not None:
                _set_up(level, missing)
    except KeyboardInterrupt:
        print("\nInterrupted. The next run starts the set-up over.", file=sys.stderr)
        raise SystemExit(130) from None
    except OSError as problem:
        _explain(problem)
    return python


def _missing(level: Level) -> Literal["everything", "packages", "project"] | None:
    """What has to be set up; None if the environment is up to date."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        wanted = _fingerprint()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "everything"
    if not _venv_python().exists() or stamp.get("python") != wanted["python"]:
        return "everything"
    locked = stamp.get("locked", {})
    if any(wanted[f"lock:{name}"] != sha256 for name, sha256 in locked.items()):
        return "everything"
    if not locked.keys() >= set(_FILES[level]) and "test" not in locked:
        return "packages"
    return None if stamp.get("project") == wanted["project"] else "project"


def _fingerprint() -> dict[str, str]:
    """The environment's inputs: the Python, the lock files, and the project's metadata and path."""
    version = ".".join(map(str, sys.version_info[:2]))
    inputs = {"python": f"{sys.implementation.name} {version}"}
    for name in LOCKED:
        inputs[f"lock:{name}"] = _sha256(_lock_file(name))
    # the version is in the package itself
    sources = [ROOT / "pyproject.toml", *sorted((ROOT / "src").glob("*/__init__.py"))]
    inputs["project"] = " ".join([*map(_sha256, sources), str(ROOT)])
    return inputs


def _set_up(level: Level, missing: str) -> None:
    ours = STAMP.exists() or LOG.exists()
    stamp = {} if missing == "everything" else json.loads(STAMP.read_text(encoding="utf-8"))
    STAMP.unlink(missing_ok=True)
    if missing == "everything":
        foreign = {path.name for path in VENV.iterdir()} - OURS
        if foreign and not ours:
            _fail(
                f"{VENV} already exists and was not created by this script.",
                "rename or remove it, then run this again.",
            )
        _say(f"Setting up {VENV} (once; about a minute) ...")
        LOG.write_text("", encoding="utf-8")
        _empty(VENV, keep=OURS)
        _log_run("make the environment", [sys.executable, "-m", "venv", str(VENV)])
    if missing in ("everything", "packages"):
        # Build tools first, so that a package without a wheel is built with pinned ones too.
        _install("build", "--only-binary=:all:")
        for name in _FILES[level]:
            # A short suite imports few of the modules; those are compiled when they are.
            _install(name, "--no-build-isolation", *(["--no-compile"] * (level == "smoke")))
        now = {name: _sha256(_lock_file(name)) for name in ("build", *_FILES[level])}
        stamp["locked"] = {**stamp.get("locked", {}), **now}
    _install_project()
    fingerprint = _fingerprint()
    stamp |= {"python": fingerprint["python"], "project": fingerprint["project"]}
    _write_whole(STAMP, json.dumps(stamp, indent=2) + "\n")
    _say("Set-up done.")


def _install(name: str, *options: str) -> None:
    _pip(
        f"install the packages of requirements/{name}.lock",
        *("--require-hashes", "--no-deps", *options, "--requirement", str(_lock_file(name))),
    )


def _install_project() -> None:
    """Installs in editable mode, so that source changes take effect at once and package data is
    found."""
    _pip(
        "install segmentcast itself",
        *("--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT)),
    )


def _pip(what: str, *arguments: str) -> None:
    pip = [str(_venv_python()), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    _log_run(what, [*pip, "install", "--progress-bar=off", *arguments])


def _log_run(what: str, command: Sequence[str]) -> None:
    """Runs a step of the set-up, with its output in the log and its progress on the terminal."""
    environment = {
        name: value
        for name, value in os.environ.items()
        # These would install packages outside of the environment.
        if name not in {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME"}
    }
    environment["PYTHONUTF8"] = "1"
    lines: list[str] = []
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n")
        with subprocess.Popen(
            command,
            cwd=VENV,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                log.write(line)
                lines.append(line)
                if line.startswith("Collecting "):
                    _progress(line.split()[1].split("==")[0])
    _progress("")
    if process.returncode:
        _explain_failure(what, "".join(lines))


def _explain_failure(what: str, output: str) -> NoReturn:
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-8:])
    causes = (cause for cause in _CAUSES if any(mark in output for mark in cause[0]))
    _, cause, mend = next(causes, ((), "The step failed.", "read the log, then run this again."))
    _fail(f"Could not {what}.\n{tail}\n{cause}", f"{mend}\nThe whole log: {LOG}")


def _explain(problem: OSError) -> NoReturn:
    if problem.errno == errno.ENOSPC:
        _fail(f"The disk is full: {problem}", "free about 2 GB, then run this again.")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        _fail(
            f"Cannot write to the environment's folder: {problem}",
            "move the project to a writable folder, then run this again.",
        )
    _fail(f"The set-up failed: {problem}", "fix this problem, then run this again.")


def _check_python() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        _fail(
            "This Python cannot create environments: its venv or ensurepip module is missing.",
            f"on Debian or Ubuntu: apt install python{version}-venv; elsewhere install a full "
            "Python. Then run this again.",
        )
    for name in LOCKED:
        if not _lock_file(name).is_file():
            _fail(
                f"{_lock_file(name)} is missing.",
                "restore the project's files, for example: git checkout .",
            )


@contextmanager
def _alone() -> Iterator[None]:
    """Holds the set-up's lock. If another run has it, says so and waits."""
    with LOCK.open("a+") as handle:
        if not _try_lock(handle):
            _say("Another run is setting up the environment; waiting for it ...")
            _wait_for_lock(handle)
        yield  # closing the file releases the lock, even if the process is killed


if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(handle: IO[str]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for_lock(handle: IO[str]) -> None:
        while not _try_lock(handle):
            time.sleep(0.5)

else:
    import fcntl

    def _try_lock(handle: IO[str]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_for_lock(handle: IO[str]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


def _venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _lock_file(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.lock"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _empty(folder: Path, keep: set[str]) -> None:
    for path in folder.iterdir():
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _progress(package: str) -> None:
    if sys.stderr.isatty():
        print(
            f"\r\033[K  {package}" if package else "\r\033[K", end="", file=sys.stderr, flush=True
        )


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _fail(what: str, mend: str) -> NoReturn:
    print(f"{what}\nFix: {mend}", file=sys.stderr)
    raise SystemExit(1)
