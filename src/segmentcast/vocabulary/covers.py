"""How a cover that is drawn here is composed (the setting `cover`), and how wide its copies are."""

from __future__ import annotations

from typing import Literal, get_args

Composition = Literal["type", "strip", "initials", "portrait", "series"]
COMPOSITIONS: tuple[Composition, ...] = get_args(Composition)
THUMBNAIL_PX = 600
SMALL_PX = 272
"""Twice the width at which a show's page has its picture, and more than thrice that on phones."""
