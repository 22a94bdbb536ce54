"""Opens ONNX models: pinned by hash, with one thread, and with one more tensor among the outputs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from segmentcast.errors import EngineError, Problem
from segmentcast.libraries import inference

Model = TypeVar("Model")


class Loader(Generic[Model]):
    """Loads each model once, whichever thread needs it first."""

    def __init__(self, load: Callable[[str], Model]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._models: dict[str, Model] = {}

    def get(self, name: str) -> Model:
        """The model of this name. Raises whatever loading it raises."""
        with self._lock:
            if name not in self._models:
                self._models[name] = self._load(name)
            return self._models[name]


def read(path: Path, pinned: str, engine: str) -> bytes:
    """The model's bytes. Raises EngineError if it is unreadable or its SHA-256 isn't `pinned`.

    `pinned` is empty for a model that the user supplies.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EngineError(
            Problem(str(path), f"engine {engine} cannot read its model: {error.strerror}")
        ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    if pinned and sha256 != pinned:
        raise EngineError(
            Problem(
                str(path),
                f"the model of engine {engine} begins {sha256[:12]}, expected {pinned[:12]}",
                "reinstall the voice's package in the version of the lock file",
            )
        )
    return data


def with_output(model: bytes, tensor: str) -> bytes:
    """The model with `tensor` as one more output of its graph; no other byte changes.

    Protocol buffers merge a message field that occurs twice, so appending a second `graph`
    (ModelProto field 7) with one `output` (GraphProto field 12) of that `name` (ValueInfoProto
    field 1) does this without the onnx package.
    """
    value = _field(1, tensor.encode())
    return model + _field(7, _field(12, value))


def session(model: bytes | str) -> Any:
    """An onnxruntime session of a model's bytes or path. It uses one thread; many threads may share it."""
    onnxruntime = inference.load("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _field(number: int, payload: bytes) -> bytes:
    if len(payload) > 127:
        raise ValueError("tensor name too long for a one-byte length")
    return bytes([number << 3 | 2, len(payload)]) + payload
