"""Infers the own inputs of an episode that was published by a version that recorded none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from segmentcast import lexicon
from segmentcast.config import ShowConfig
from segmentcast.model import Reading, Utterance
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.own_inputs import NOTHING_KNOWN, OwnInputs
from segmentcast.publish.plan.sound_source import Recorded
from segmentcast.publish.produce.tagging import card_key
from segmentcast.records import Record
from segmentcast.vocabulary.sound_files import SUFFIXES as SOUND_SUFFIXES


def own_inputs_before(
    plan: EpisodePlan,
    record: Record,
    reading: Reading | None,
    show: ShowConfig,
    *,
    tags_fit: bool,
) -> OwnInputs:
    """The plan's own inputs as far as they match a record that has none.

    `reading` is the reading at that time; `tags_fit` says whether the published tag matches the
    current one. What such a record cannot show (such as the loudness or the notice) counts as
    unchanged: the published audio then stays, unless `--remake` is given.
    """
    own = plan.own
    if not _same_sounds(plan, record.inputs) or reading is None:
        return NOTHING_KNOWN
    alike = _reads_alike(plan, reading, show)
    sound = (
        own.sound if alike or (isinstance(plan.source, Recorded) and own.sound != own.heard) else ""
    )
    if not alike or not tags_fit or not _same_picture(plan, record, show):
        return OwnInputs("", sound, own.heard if alike else "", "")
    return OwnInputs("", sound, own.heard, own.tags)


def _same_sounds(plan: EpisodePlan, inputs: dict[str, str]) -> bool:
    """Whether the audio files are unchanged."""
    return _sounds(plan.inputs) == _sounds(inputs)


def _sounds(inputs: dict[str, str]) -> dict[str, str]:
    return {
        name: sha256
        for name, sha256 in inputs.items()
        if Path(name).suffix.lower() in SOUND_SUFFIXES
    }


def _same_picture(plan: EpisodePlan, record: Record, show: ShowConfig) -> bool:
    name = plan.config.artwork
    if name:
        return record.inputs.get(name) == plan.inputs.get(name)
    return record.products.get("artwork") == card_key(plan.title, show.show)


def _reads_alike(plan: EpisodePlan, before: Reading, show: ShowConfig) -> bool:
    """Whether the same words are spoken with the same voices and pauses.

    Differences in sentence boundaries or spoken forms come from other software and don't count,
    unless the show's or the episode's lexicon has an entry for them.
    """
    narrated = not isinstance(plan.source, Recorded)
    then, now = before.utterances, plan.reading.utterances
    if _words(then, narrated) != _words(now, narrated):
        return False
    if not narrated or len(then) != len(now):
        return True
    if any(a.pause_after_ms != b.pause_after_ms for a, b in zip(then, now, strict=True)):
        return False
    layers = (
        lexicon.parse_lexicon(table, where)
        for table, where in ((show.lexicon, show.where), (plan.config.lexicon, plan.config.where))
    )
    own = lexicon.Lexicon(lexicon.merge_lexicons(*layers))
    return not any(
        a.spoken != b.spoken and own.find(b.text, plan.language)
        for a, b in zip(then, now, strict=True)
    )


def _words(utterances: Iterable[Utterance], narrated: bool) -> list[tuple[int, str, str]]:
    """Each word with its turn and, if engines speak, its voice."""
    return [
        (utterance.turn, str(utterance.voice) if narrated else "", word)
        for utterance in utterances
        for word in utterance.text.split()
    ]
