"""Loads the libraries that run models, so that they report to nobody and ask nobody.

From version 1.29 on, onnxruntime reports to its maker unless ORT_DISABLE_TELEMETRY is set before its
import: it creates a device id in the user's cache folder and looks up a host for its events. hibari,
piper, kokoro_onnx, and faster_whisper import it, and the last asks the model hub whether a model has
changed. No other module imports any of them.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

LIBRARIES = ("onnxruntime", "hibari", "piper", "kokoro_onnx", "faster_whisper")
"""Libraries that are imported only through `load`: onnxruntime, and whatever imports it."""


def refuse_telemetry() -> None:
    """Turns reports off in this process and those that it starts, whatever the environment says.

    Needed also before other people's code that may import onnxruntime, such as an installed engine.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def load(module: str) -> Any:
    """A module of one of `LIBRARIES`, by its full name. Raises ImportError if it isn't installed.

    The model hub isn't contacted, unless the user set HF_HUB_OFFLINE otherwise: none of our models
    comes from there.
    """
    if module.partition(".")[0] not in LIBRARIES:
        raise ValueError(f"{module} runs no models: import it as usual")
    refuse_telemetry()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return import_module(module)
