"""The only door to the libraries that run models: loaded so that they tell nobody and ask nobody.

onnxruntime reports to its maker from version 1.29 on, unless ORT_DISABLE_TELEMETRY is set before it
is imported: it makes a device id in the user's cache folder and looks up a host for its events.
hibari, piper, kokoro_onnx and faster_whisper import it, and the last asks the model hub whether a
model has changed. No other module imports one of them.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

LIBRARIES = ("onnxruntime", "hibari", "piper", "kokoro_onnx", "faster_whisper")
"""What is imported through `load` alone; onnxruntime, and what imports it."""


def refuse_telemetry() -> None:
    """Turns reports off in this process and the ones that it starts, whatever the environment says.

    Also before code of other people that may import onnxruntime: an installed engine.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def load(module: str) -> Any:
    """A module of one of `LIBRARIES`, by its full name. Raises ImportError when it is not installed.

    The model hub is not asked unless a person set HF_HUB_OFFLINE otherwise: no model of ours
    comes from there.
    """
    if module.partition(".")[0] not in LIBRARIES:
        raise ValueError(f"{module} runs no models: import it as usual")
    refuse_telemetry()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return import_module(module)
