"""The engines: a table of the built-in ones, and any that other packages install.

An engine is a file in this folder with a function `build(settings, decode)`, or an installed
entry point of the group `segmentcast.engines` that names such a function. An engine is imported
only when it is asked for by name.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from segmentcast.errors import Problem, VoiceError
from segmentcast.libraries import inference
from segmentcast.libraries.entry_points import may_have_entry_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    import numpy as np
    from numpy.typing import NDArray

    from segmentcast.ports import Engine


__all__ = ["BUILT_IN", "GROUP", "ONLINE", "Decode", "Factory", "get", "names"]

GROUP = "segmentcast.engines"
BUILT_IN = ("hibari", "piper", "espeak", "gtts", "http", "kokoro", "tone", "elevenlabs", "azure")
ONLINE = ("gtts", "http", "elevenlabs", "azure")
"""Those that send their text to a server, which may ask for money."""

Decode = Callable[[bytes], "tuple[NDArray[np.float32], int]"]
"""Sound file bytes to float32 samples of shape (n,) or (n, channels), and their rate in Hz."""
Factory = Callable[[Mapping[str, object], "Decode | None"], "Engine"]
"""The type of what an entry point names: it makes an engine from settings and a sound file decoder."""


def names() -> tuple[str, ...]:
    """Every available engine: the built-in ones, then the installed ones by name."""
    installed = {point.name for point in _installed()} - set(BUILT_IN)
    return (*BUILT_IN, *sorted(installed))


def get(
    name: str,
    settings: Mapping[str, object] | None = None,
    *,
    decode: Decode | None = None,
) -> Engine:
    """The engine with this name. This is cheap: no model is loaded.

    `settings` are the engine's own (its module's docstring lists them). `decode` turns sound files into
    samples; engines that receive files from a server need it. Raises VoiceError for an unknown engine,
    an installed one that can't be imported, or a wrong setting.
    """
    given = settings or {}
    if name in BUILT_IN:
        factory: Factory = import_module(f"{__name__}.{name}").build
        return factory(given, decode)
    for point in _installed():
        if point.name == name:
            return _load(point)(given, decode)
    close = difflib.get_close_matches(name, names(), n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"use one of {', '.join(names())}"
    raise VoiceError(Problem("", f'there is no engine "{name}"', hint))


def _installed() -> list[EntryPoint]:
    if not may_have_entry_points(GROUP):
        return []
    from importlib.metadata import entry_points

    return sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))


def _load(point: EntryPoint) -> Factory:
    inference.refuse_telemetry()
    try:
        factory: Factory = point.load()
    except (ImportError, AttributeError) as error:
        raise VoiceError(
            Problem(
                "",
                f'engine "{point.name}" is installed as {point.value} but cannot be imported: {error}',
                "reinstall or remove that package",
            )
        ) from error
    return factory
