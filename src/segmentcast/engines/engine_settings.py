"""Reads an engine's settings: reports every problem at once, with suggestions for unknown keys."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping

from segmentcast.errors import Problem, VoiceError


class SettingsReader:
    """Reads an engine's settings key by key and collects the problems.

    `done` raises VoiceError with all of them. Until then, a wrong value yields the default.
    """

    def __init__(self, engine: str, given: Mapping[str, object]) -> None:
        self.engine = engine
        self._given = given
        self._asked: list[str] = []
        self._problems: list[Problem] = []

    def value(self, key: str) -> object:
        """The value as written, or None."""
        self._asked.append(key)
        return self._given.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A string."""
        value = self.value(key)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        self.wrong(key, f"must be text, not {value!r}")
        return default

    def number(self, key: str, default: float, lowest: float, highest: float) -> float:
        """A number within `lowest..highest`."""
        value = self.value(key)
        if value is None:
            return default
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and math.isfinite(value)
            and lowest <= value <= highest
        ):
            return float(value)
        self.wrong(key, f"must be a number from {lowest:g} to {highest:g}, not {value!r}")
        return default

    def count(self, key: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within `lowest..highest`."""
        return int(self.number(key, default, lowest, highest))

    def choice(self, key: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of a closed list."""
        value = self.text(key, default)
        if value in allowed:
            return value
        self.wrong(key, f"must be one of {', '.join(allowed)}, not {value!r}")
        return default

    def price(self) -> float | None:
        """`price_per_million`: what a million characters cost, in the user's currency; `publish --dry-run` reads it."""
        if self.value("price_per_million") is None:
            return None
        return self.number("price_per_million", 0.0, 0, 1_000_000)

    def table(self, key: str) -> dict[str, object]:
        """A table; a list of names counts as a table of empty entries."""
        value = self.value(key)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return {str(name): entry for name, entry in value.items()}
        if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
            return dict.fromkeys(value, "")
        self.wrong(key, "must be a table")
        return {}

    def wrong(self, key: str, what: str, mend: str = "") -> None:
        """Notes a problem with a key."""
        self._problems.append(Problem(f"engines.{self.engine}.{key}", what, mend))

    def done(self) -> None:
        """Raises VoiceError if anything was wrong, including unknown keys."""
        for key in self._given:
            if key not in self._asked:
                close = difflib.get_close_matches(key, self._asked, n=1)
                known = ", ".join(self._asked) or "none"
                self.wrong(
                    key,
                    "is not a setting of this engine",
                    f'did you mean "{close[0]}"?' if close else f"its settings are: {known}",
                )
        if self._problems:
            raise VoiceError(self._problems)
