"""Creates an environment for each peer."""

from __future__ import annotations

import venv
from pathlib import Path

from benchmarks.processes import watched

PEERS = {
    "castmd": ("castmd==0.1.0", "hibari-tts>=0.2.1,<0.3"),
    "folderpodgen": ("folderpodgen==0.2", "pytz"),
    "podcats": ("podcats==0.6.3",),
    "feedgen": ("feedgen==1.0.0", "mutagen>=1.47,<2"),
    "pydub": ("pydub==0.25.1", "audioop-lts; python_version >= '3.13'"),
    "ffmpeg-normalize": ("ffmpeg-normalize==1.43.0",),
}
"""The packages of each environment: the peer, and dependencies that it needs but doesn't declare."""


def environment(peer: str, root: Path) -> Path:
    """Creates an environment with the peer, and returns its folder of programs."""
    folder = root / peer
    if not folder.exists():
        venv.create(folder, with_pip=True)
        watched(
            [str(folder / "bin/python"), "-m", "pip", "install", "-q", *PEERS[peer]], check=True
        )
    return folder / "bin"


def versions(root: Path) -> dict[str, str]:
    """The packages installed in each environment, as listed by pip."""
    held = {}
    for peer in PEERS:
        if (root / peer).exists():
            lines = watched(
                [str(root / peer / "bin/python"), "-m", "pip", "freeze"], check=True
            ).out
            held[peer] = ", ".join(line for line in lines.splitlines() if "==" in line)
    return held
