"""The words of the setting `cover`: how a cover that is drawn here is composed."""

from __future__ import annotations

from typing import Literal, get_args

Composition = Literal["type", "strip", "initials", "portrait", "series"]
COMPOSITIONS: tuple[Composition, ...] = get_args(Composition)
