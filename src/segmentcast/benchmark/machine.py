"""What figures depend on: the machine, the system, and software versions."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from segmentcast import __version__

_LIBRARIES = (
    "numpy", "onnxruntime", "hibari-tts", "piper-tts", "av", "lameenc", "pocketsphinx", "feedgen",
)  # fmt: skip


def describe() -> dict[str, str]:
    """The machine and the versions, for people."""
    facts = {
        "segmentcast": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "processor": _processor(),
        "cores": str(cores()),
        "memory": _memory(),
    }
    for name in _LIBRARIES:
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            continue
    return {key: value for key, value in facts.items() if value}


def cores() -> int:
    """The number of cores available to this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peak_mb() -> float | None:
    """The peak memory of this process in megabytes; None if unknown.

    On Linux, ru_maxrss includes the parent's memory at the start, but VmHWM doesn't.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:
        return None
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def children_peak_mb() -> float | None:
    """The peak memory of the largest finished child process in megabytes; None if unknown."""
    try:
        import resource
    except ImportError:
        return None
    return _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _megabytes(peak: int) -> float:
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return " ".join(value.split())
    return platform.processor() or platform.machine()


def _memory() -> str:
    try:
        size_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return ""
    return f"{size_bytes / 1e9:.0f} GB"
