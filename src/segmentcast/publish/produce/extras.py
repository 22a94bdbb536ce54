"""Additions from episode.toml and show.toml: people, soundbites, texts, social links and value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.config.podcasting import SoundbiteConfig
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Credit, Cue, Package, Part, Soundbite

SHORTEST_MS, LONGEST_MS = 15_000, 60_000
"""Limits of an automatic soundbite; the namespace recommends 15 to 120 seconds."""


def with_extras(package: Package, config: EpisodeConfig, show: ShowConfig) -> Package:
    """The package with all additions; a retracted episode gets none.

    Raises ConfigError for a soundbite outside the episode.
    """
    if package.retracted is not None:
        return package
    rows = {(row.name, row.part): row for row in config.people}
    speakers = tuple(_completed(credit, rows) for credit in package.credits)
    named = {(credit.name, credit.part) for credit in package.credits}
    people = tuple(row for row in config.people if (row.name, row.part) not in named)
    bites = tuple(_by_hand(package, config, row) for row in config.soundbites)
    if not bites and show.soundbites == "answer":
        bites = _first_answer(package)
    return replace(
        package,
        credits=(*speakers, *people),
        soundbites=bites,
        interactions=config.social,
        texts=config.txt,
        value=config.value,
        short_title=config.short_title,
        season_name=config.season_name,
        number_shown=config.number_shown,
        hidden=config.hidden,
        license=config.license,
        license_url=config.license_url,
        location=config.location,
        elements=config.elements,
    )


def _completed(credit: Credit, rows: Mapping[tuple[str, str], Credit]) -> Credit:
    """A speaker with the address and the picture that [[people]] gives for their name and part."""
    row = rows.get((credit.name, credit.part))
    if row is None:
        return credit
    return replace(credit, href=credit.href or row.href, img=credit.img or row.img)


def _by_hand(package: Package, config: EpisodeConfig, wish: SoundbiteConfig) -> Soundbite:
    if wish.start_ms is None:
        cues = [cue for cue in package.cues if cue.turn == wish.turn - 1]
        if not cues:
            turns = max((cue.turn for cue in package.cues), default=-1) + 1
            raise ConfigError(
                Problem(
                    config.where,
                    f"soundbites: the episode has no turn {wish.turn}",
                    f"choose a turn from 1 to {turns}",
                )
            )
        longest_ms = wish.duration_ms or 2 * LONGEST_MS
        return _cut(cues, longest_ms, wish.title)
    if package.duration_ms and wish.start_ms + wish.duration_ms > package.duration_ms + 1000:
        raise ConfigError(
            Problem(
                config.where,
                "soundbites: one ends after the end of the audio",
                f"the audio lasts {package.duration_ms / 1000:.0f} seconds",
            )
        )
    return Soundbite(wish.start_ms, wish.duration_ms, wish.title)


def _first_answer(package: Package) -> tuple[Soundbite, ...]:
    """The guest's first turn that lasts at least `SHORTEST_MS`, if there is one."""
    guests = {credit.name for credit in package.credits if credit.part == Part.GUEST}
    turns: dict[int, list[Cue]] = {}
    for cue in package.cues:
        if cue.speaker in guests:
            turns.setdefault(cue.turn, []).append(cue)
    for cues in turns.values():
        bite = _cut(cues, LONGEST_MS, "")
        if bite.duration_ms >= SHORTEST_MS:
            return (bite,)
    return ()


def _cut(cues: list[Cue], longest_ms: int, title: str) -> Soundbite:
    """A soundbite from the first cue to the end of the last one that fits."""
    start_ms = cues[0].start_ms
    fitting = [cue.end_ms for cue in cues if cue.end_ms - start_ms <= longest_ms]
    end_ms = fitting[-1] if fitting else start_ms + longest_ms
    return Soundbite(start_ms, end_ms - start_ms, title)
