"""The project's own Python environment, `.venv`: made when missing, remade when what it rests on changed.

Everything in it comes from a lock file with hashes (`requirements/`), and the project itself is
installed so that changes of its source take effect at once. Only the standard library is used.

What `.venv` holds is told by a stamp in it. The stamp is removed before anything is changed and
written after the last step, so an environment whose making was interrupted is never trusted: it
is made anew. A lock keeps two runs from making it at the same time.
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
"""What is installed: what publishing needs, that and what tests and gates need, or what publishing
needs and the few libraries of the tests that run on every Python."""

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / os.environ.pop("SEGMENTCAST_VENV", ".venv")
"""One environment for each Python: scripts/smoke.py names another folder."""
STAMP = VENV / "segmentcast-stamp.json"
LOCK = VENV / "segmentcast-setup.lock"
LOG = VENV / "segmentcast-setup.log"
LOCKED = ("build", "runtime", "test", "smoke")
_FILES: dict[Level, tuple[str, ...]] = {
    "runtime": ("runtime",),
    "test": ("test",),
    "smoke": ("runtime", "smoke"),
}
"""The lock files of each level."""
OURS = {STAMP.name, LOCK.name, LOG.name}

_CAUSES = (
    (
        ("DO NOT MATCH THE HASHES", "hashes are required"),
        "A package is not the one that the lock file names. Nothing of it was used.",
        "look at which package it is, above; do not go on with it. Behind a mirror, ask who runs it.",
    ),
    (
        ("No space left on device", "Errno 28"),
        "The disk is full.",
        "free about 2 GB, then run this again.",
    ),
    (
        ("Permission denied", "Errno 13", "Read-only file system"),
        "A file could not be written.",
        "use a folder that you may write to, then run this again.",
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
        "The package registry could not be reached, or does not have a package of the lock file.",
        "the first set-up needs the network once. Connect it, or set the proxy or the mirror that "
        "pip is to use here (HTTPS_PROXY, PIP_INDEX_URL), then run this again.",
    ),
)


def run(level: Level, module: str, arguments: Sequence[str]) -> int:
    """Run an installed module in the environment, which is made first when needed; its exit code.

    Where the system can, this process becomes the command, so that signals reach it directly.
    """
    python = prepare(level)
    command = [str(python), "-P", "-m", module, *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(command[0], command)  # noqa: S606 - a list, no shell wanted
    return subprocess.run(command, check=False).returncode


def on_all_cores() -> list[str]:
    """Arguments of pytest for the whole suite: a process for each core, with a run of tests each.

    Neighbouring tests stay together, so what a folder's tests share is mostly made once; a process
    that is through takes over a part of another's. On one core the tests run in pytest's own process.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return ["-n", str(min(cores, 8)), "--dist", "worksteal"] if cores and cores > 1 else []


def from_here(path: str) -> str:
    """A path of the project, as a person who stands in the current folder would write it."""
    try:
        return os.path.relpath(ROOT / path)
    except ValueError:  # another drive
        return str(ROOT / path)


def prepare(level: Level) -> Path:
    """The environment's Python, after whatever set-up is needed. Exits with a message when it fails."""
    python = _venv_python()
    try:
        if _missing(level) is None:
            return python
        _check_python()
        VENV.mkdir(exist_ok=True)
        with _alone():
            missing = _missing(level)  # another run may have made it meanwhile
            if missing is not None:
                _set_up(level, missing)
    except KeyboardInterrupt:
        print("\nInterrupted. The next run starts the set-up anew.", file=sys.stderr)
        raise SystemExit(130) from None
    except OSError as problem:
        _explain(problem)
    return python


def _missing(level: Level) -> Literal["everything", "packages", "project"] | None:
    """What has to be made: None when the environment is as it should be."""
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
    """What the environment rests on: the Python, the lock files, and the project's own metadata and place."""
    version = ".".join(map(str, sys.version_info[:2]))
    found = {"python": f"{sys.implementation.name} {version}"}
    for name in LOCKED:
        found[f"lock:{name}"] = _sha256(_lock_file(name))
    # the package itself names its version
    sources = [ROOT / "pyproject.toml", *sorted((ROOT / "src").glob("*/__init__.py"))]
    found["project"] = " ".join([*map(_sha256, sources), str(ROOT)])
    return found


def _set_up(level: Level, missing: str) -> None:
    ours = STAMP.exists() or LOG.exists()
    stamp = {} if missing == "everything" else json.loads(STAMP.read_text(encoding="utf-8"))
    STAMP.unlink(missing_ok=True)
    if missing == "everything":
        foreign = {path.name for path in VENV.iterdir()} - OURS
        if foreign and not ours:
            _fail(
                f"{VENV} is there already and was not made by this script.",
                "rename or remove it, then run this again.",
            )
        _say(f"Setting up {VENV} (once; about a minute) ...")
        LOG.write_text("", encoding="utf-8")
        _empty(VENV, keep=OURS)
        _log_run("make the environment", [sys.executable, "-m", "venv", str(VENV)])
    if missing in ("everything", "packages"):
        # First the tools that build, so that a package without a wheel is built by pinned ones too.
        _install("build", "--only-binary=:all:")
        for name in _FILES[level]:
            _install(name, "--no-build-isolation")
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
    """Editable: changes of the source take effect at once, and package data is found beside it."""
    _pip(
        "install segmentcast itself",
        *("--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT)),
    )


def _pip(what: str, *arguments: str) -> None:
    pip = [str(_venv_python()), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    _log_run(what, [*pip, "install", "--progress-bar=off", *arguments])


def _log_run(what: str, command: Sequence[str]) -> None:
    """Run a step of the set-up: its output goes to the log, its progress to the person."""
    environment = {
        name: value
        for name, value in os.environ.items()
        # These would send packages to another place than the environment.
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
    found = (told for told in _CAUSES if any(mark in output for mark in told[0]))
    _, cause, mend = next(found, ((), "The step failed.", "read the log, then run this again."))
    _fail(f"Could not {what}.\n{tail}\n{cause}", f"{mend}\nThe whole log: {LOG}")


def _explain(problem: OSError) -> NoReturn:
    if problem.errno == errno.ENOSPC:
        _fail(f"The disk is full: {problem}", "free about 2 GB, then run this again.")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        _fail(
            f"Cannot write where the environment is to be made: {problem}",
            "put the project into a folder that you may write to, then run this again.",
        )
    _fail(f"The set-up failed: {problem}", "fix what it says, then run this again.")


def _check_python() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        _fail(
            "This Python cannot make environments: its venv or ensurepip module is missing.",
            f"on Debian or Ubuntu: apt install python{version}-venv; elsewhere install a full "
            "Python. Then run this again.",
        )
    for name in LOCKED:
        if not _lock_file(name).is_file():
            _fail(
                f"{_lock_file(name)} is missing.",
                "get the whole project, for example: git checkout .",
            )


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the set-up's lock; another run waits, and says so."""
    with LOCK.open("a+") as handle:
        if not _try_lock(handle):
            _say("Another run is setting up the environment; waiting for it ...")
            _wait_for_lock(handle)
        yield  # closing the file frees the lock, also when the process is killed


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
