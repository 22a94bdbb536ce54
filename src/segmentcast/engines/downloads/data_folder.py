"""Where added voices are kept: the user's data folder, as each system has it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "SEGMENTCAST_DATA"
"""The environment variable that names another folder."""


def data_folder() -> Path:
    """The folder of what this user added to segmentcast; it need not exist.

    SEGMENTCAST_DATA, else `segmentcast` in $XDG_DATA_HOME (~/.local/share), ~/Library/Application
    Support, or %LOCALAPPDATA%.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "segmentcast"
