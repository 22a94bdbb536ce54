"""Each peer in an environment of its own."""

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
"""What each environment is given: the peer, and what it does not ask for itself but needs."""


def environment(peer: str, root: Path) -> Path:
    """The folder of programs of a fresh environment that holds the peer."""
    folder = root / peer
    if not folder.exists():
        venv.create(folder, with_pip=True)
        watched(
            [str(folder / "bin/python"), "-m", "pip", "install", "-q", *PEERS[peer]], check=True
        )
    return folder / "bin"


def versions(root: Path) -> dict[str, str]:
    """What each environment really holds, as pip lists it."""
    held = {}
    for peer in PEERS:
        if (root / peer).exists():
            lines = watched(
                [str(root / peer / "bin/python"), "-m", "pip", "freeze"], check=True
            ).out
            held[peer] = ", ".join(line for line in lines.splitlines() if "==" in line)
    return held
