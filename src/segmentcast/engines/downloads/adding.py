"""From a voice's name to the steps that add it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from segmentcast.engines import hibari
from segmentcast.engines.downloads import hibari_models, kokoro_pack
from segmentcast.engines.downloads.data_folder import data_folder
from segmentcast.engines.downloads.steps import Step
from segmentcast.errors import Problem, VoiceError


def addable_names() -> tuple[str, ...]:
    """What `segmentcast voices add` takes."""
    return (*(f"hibari/{name}" for name in hibari.VOICES if name != "heart"), "kokoro")


def steps_for(
    name: str, settings: Mapping[str, Mapping[str, object]], brought: Path | None = None
) -> tuple[Step, ...]:
    """The steps that add `name`, with the settings of a show's engines.

    `brought` is a folder with files that a person brought. Raises VoiceError for a name that can't be
    added.
    """
    engine, _, voice = name.strip().partition("/")
    voice = voice.partition("*")[0].partition("@")[0]
    if engine == "kokoro":
        if not voice or voice in kokoro_pack.PACK.voices:
            return kokoro_pack.steps(data_folder(), brought)
    elif engine == "hibari" and voice in hibari.VOICES and voice != "heart":
        home = hibari.build(settings.get("hibari", {})).home
        return hibari_models.steps(voice, home, brought)
    names = addable_names()
    close = difflib.get_close_matches(name, names, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"one of {', '.join(names)}"
    raise VoiceError(Problem(name, "there is no such voice to add", hint))
