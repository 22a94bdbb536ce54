"""Hashes an episode's own inputs, given its plan.

The hashes depend neither on how this software speaks, encodes and draws, nor on defaults: a setting
counts only if somebody wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast import lexicon
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.model import Part
from segmentcast.publish.plan.own_inputs import OwnInputs
from segmentcast.publish.plan.sound_source import Narrated, Recorded, key_of, recorded_turns
from segmentcast.transcript import SpeakerOverrides

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import EpisodePlan

_CHARACTERS = 20
_EPISODE_KEYS = (
    "title", "summary", "transcript", "language", "link", "artwork", "number", "voices",
    "lexicon", "cast", "retraction", "recording", "clips", "around", "notice",
)  # fmt: skip
_UNCHECKED = ("machine transcript, not checked",)
"""Included only if true, so that the hashes of all other episodes stay the same."""
_SHOW_KEYS = ("audio", "pauses", "voices", "lexicon", "directions", "engines", "around", "notice")


def own_inputs_of(
    plan: EpisodePlan,
    show: ShowConfig,
    *,
    transcript: str,
    overrides: SpeakerOverrides,
    sounds: Mapping[Path, str],
    picture: str,
) -> OwnInputs:
    """The hashes of a planned episode's own inputs.

    `transcript` is the hash of the transcript file and `overrides` the speaker settings. `sounds`
    maps audio files to their hashes. `picture` is the hash of the supplied picture, or empty. The
    date is left out because subscribers always keep the first one.
    """
    sound = _key(_sound(plan, show, sounds))
    heard = (
        sound if isinstance(plan.source, Narrated) else _key([sound, _turns(plan), *_marks(plan)])
    )
    sound = heard if plan.around.sting else sound
    whole = [
        transcript,
        overrides,
        {key: getattr(plan.config, key) for key in _EPISODE_KEYS},
        {key: str(voice) for key, voice in plan.voices.items()},
        sorted(sounds.values()),
        picture,
        {key: getattr(show, key) for key in _SHOW_KEYS},
        show.show.language,
        [credit.name for credit in (*show.show.people, *plan.config.people)],
        _tagged_by_show(plan, show),
        *_UNCHECKED[not plan.unchecked :],
        *_marks(plan),
        *_cover(plan),
        *([plan.show_notes.text] if plan.show_notes else ()),
    ]
    return OwnInputs(_key(whole), sound, heard, _key(_tags(plan, show, heard, picture)))


def _sound(plan: EpisodePlan, show: ShowConfig, sounds: Mapping[Path, str]) -> list[object]:
    """Everything that affects the audio; of a complete recording, only the file and what frames it."""
    parts = [
        key_of(plan.source, sounds),
        show.audio,
        plan.around.config,
        [sounds[path] for path in plan.around.files],
    ]
    if isinstance(plan.source, Recorded):
        return parts
    transcript = plan.transcript
    recorded = recorded_turns(plan.source, len(transcript.turns))
    voices = {
        number: str(plan.voices[turn.speaker])
        for number, turn in enumerate(transcript.turns)
        if number not in recorded and turn.speaker in plan.voices
    }
    notice = plan.config.notice or show.notice
    used = {voice.engine for voice in plan.voices.values()}
    settings = {name: show.engines[name] for name in sorted(used & show.engines.keys())}
    paragraphs = [paragraph.text for turn in transcript.turns for paragraph in turn.paragraphs]
    pronounced = _pronounced(plan, show, [*paragraphs, notice.text])
    directions = [
        (direction.offset, direction.effect)
        for turn in transcript.turns
        for paragraph in turn.paragraphs
        for direction in paragraph.directions
        if direction.effect
    ]
    return [
        *parts, voices, _words(plan), plan.language, show.pauses, notice, settings, pronounced,
        directions,
    ]  # fmt: skip


def _words(plan: EpisodePlan) -> list[list[list[str]]]:
    """The words by turn and paragraph."""
    return [
        [paragraph.text.split() for paragraph in turn.paragraphs] for turn in plan.transcript.turns
    ]


def _turns(plan: EpisodePlan) -> list[object]:
    """What the alignment gets: the words, and any times that come with the transcript."""
    times = [
        (paragraph.start_ms, paragraph.end_ms)
        for turn in plan.transcript.turns
        for paragraph in turn.paragraphs
    ]
    return [_words(plan), times]


def _marks(plan: EpisodePlan) -> list[object]:
    """The chapters that people wrote down for a recording, if any."""
    return [plan.chapters.decided] if plan.chapters.decided else []


def _pronounced(plan: EpisodePlan, show: ShowConfig, texts: Sequence[str]) -> list[object]:
    """The entries of the show's and the episode's lexicons that apply to these texts."""
    layers = (
        lexicon.parse_lexicon(table, where)
        for table, where in ((show.lexicon, show.where), (plan.config.lexicon, plan.config.where))
    )
    own = lexicon.Lexicon(lexicon.merge_lexicons(*layers))
    entries = {hit.entry for text in texts for hit in own.find(text, plan.language)}
    return [*sorted((entry.written, _key(entry)) for entry in entries)]


def _tags(plan: EpisodePlan, show: ShowConfig, heard: str, picture: str) -> list[object]:
    """The contents of the tags, and of the drawn picture if none is supplied."""
    speakers = {speaker.key: speaker for speaker in plan.transcript.speakers}
    shown = [
        (speakers[turn.speaker].name, speakers[turn.speaker].part in (Part.HOST, Part.NARRATOR))
        for turn in plan.transcript.turns
    ]
    return [
        heard, _words(plan), shown, plan.title, plan.summary, plan.language,
        plan.config.link or plan.transcript.page_url, plan.config.number, picture,
        _tagged_by_show(plan, show), *_UNCHECKED[not plan.unchecked :], *_cover(plan),
    ]  # fmt: skip


def _tagged_by_show(plan: EpisodePlan, show: ShowConfig) -> list[object]:
    """What tags and drawn pictures take from the show; its URL counts only without an article's."""
    own = show.show
    address = "" if plan.config.link or plan.transcript.page_url else own.base_url
    accent = "" if plan.config.artwork else own.site.accent
    return [own.title, own.author, own.copyright, accent, address]


def _cover(plan: EpisodePlan) -> list[object]:
    """What the episode says of a cover that is drawn; empty if it says nothing."""
    config = plan.config
    if config.artwork or not (config.cover or config.portrait):
        return []
    return [config.cover, plan.inputs.get(config.portrait, "") if config.portrait else ""]


def _key(value: object) -> str:
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return digest([text])[:_CHARACTERS]


def _plain(value: object) -> Any:
    """The value in JSON types. Of a configuration, only settings that differ from their defaults."""
    if is_dataclass(value):
        return {
            field_.name: _plain(getattr(value, field_.name))
            for field_ in fields(value)
            if getattr(value, field_.name) != _default(field_)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(content) for content in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _default(field_: Field[Any]) -> object:
    if field_.default_factory is not MISSING:
        return field_.default_factory()
    return field_.default
