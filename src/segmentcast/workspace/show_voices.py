"""The engines of one show, and their voices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from segmentcast import cast, engines
from segmentcast.errors import ConfigError, Problem, VoiceError, VoiceMissing
from segmentcast.model import Finding, Reading, VoiceInfo
from segmentcast.ports import Engine, WithAddableVoices, WithVoiceCheck

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ShowVoices:
    """The engines of one publish by name, each created once with the show's settings."""

    def __init__(self, settings: Mapping[str, Mapping[str, object]], where: str) -> None:
        self._settings = settings
        self._engines: dict[str, Engine] = {}
        # Once: the names are looked up in every package that is installed.
        self.names = engines.names()
        unknown = [name for name in settings if name not in self.names]
        if unknown:
            raise ConfigError(
                Problem(
                    where,
                    f"[engines.{name}]: unknown engine",
                    f"known: {', '.join(self.names)}",
                )
                for name in unknown
            )

    def engine(self, name: str) -> Engine:
        """The engine, ready for use. Raises VoiceError if there is none of this name."""
        if name not in self._engines:
            self._engines[name] = engines.get(name, self._settings.get(name), decode=decode)
        return self._engines[name]

    def price_per_million(self, name: str) -> float | None:
        """What a million characters cost with an engine, if the show says so."""
        price = self._settings.get(name, {}).get("price_per_million")
        return float(price) if isinstance(price, int | float) else None

    def usable(self) -> tuple[VoiceInfo, ...]:
        """The voices of every engine that works here."""
        voices: list[VoiceInfo] = []
        for name in self.names:
            engine = self.engine(name)
            if engine.unavailable() is None:
                voices.extend(engine.voices())
        return tuple(voices)

    def unreadable(self, spoken: Reading) -> tuple[Finding, ...]:
        """An error for each turn with words in a script that its voice cannot read."""
        # others are heard in a recording, and a tone says no words
        known = {*self.names} - {"tone"}
        narrated = tuple(row for row in spoken.utterances if row.voice.engine in known)
        if all(utterance.spoken.text.isascii() for utterance in narrated):
            return ()
        used = {utterance.voice.engine for utterance in narrated}
        infos = [info for name in used for info in self.engine(name).voices()]
        by_name = {(info.engine, info.name): info for info in infos}
        return cast.unreadable_turns(replace(spoken, utterances=narrated), by_name)

    def for_reading(self, spoken: Reading) -> dict[str, Engine]:
        """The engine of each voice in a reading. Raises VoiceError with every unusable voice."""
        problems: list[Problem] = []
        addable = True
        chosen: dict[str, Engine] = {}
        for voice in dict.fromkeys(utterance.voice for utterance in spoken.utterances):
            try:
                engine = self.engine(voice.engine)
                missing = engine.unavailable()
                if not missing or isinstance(engine, WithAddableVoices):
                    if isinstance(engine, WithVoiceCheck):
                        engine.check_voice(voice)
                    else:
                        engine.fingerprint(voice)
                if missing:
                    addable = False
                    problems.append(Problem(str(voice), missing.why, missing.mend))
                chosen[voice.engine] = engine
            except VoiceError as error:
                addable = addable and isinstance(error, VoiceMissing)
                problems.extend(
                    replace(row, where=row.where or str(voice)) for row in error.problems
                )
        if problems:
            raise (VoiceMissing if addable else VoiceError)(problems)
        return chosen


def decode(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Decodes audio from online engines; the codec library is imported on first use."""
    from segmentcast.audio_io import decode_bytes

    return decode_bytes(data)
