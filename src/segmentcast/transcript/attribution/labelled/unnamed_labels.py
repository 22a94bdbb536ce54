"""Names for labels that are none: "Speaker 1", "Q", "Host", and initials that stand for nobody's full label."""

from __future__ import annotations

import re

from segmentcast.model import Evidence, Part
from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.labelled.label_groups import LabelGroup, manner_of
from segmentcast.transcript.attribution.naming.clues import page_summary
from segmentcast.transcript.attribution.naming.clues.introductions import Mention
from segmentcast.transcript.attribution.naming.clues.self_introductions import introduces_self
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import same_person
from segmentcast.transcript.labels.short_names import initials
from segmentcast.transcript.text.names import key_of, proper_case

LETTERS = compile_late(r"[^\W\d_a-z]{2,4}")
"""Initials as a label has them."""
_WRITES = 0.9
"""The writer of the page is the one who asks."""
_BY_INITIALS = 0.95
_ANYBODY = compile_late(
    r"(?:(?:unidentified|unknown|male|female) (?:\w+ )?)?(?:audience(?: member)?|caller|listener|student|questioner|participant|"
    r"reporter|journalist|man|woman|boy|girl|person|speaker|voice|crowd|group|all|both|unknown|protester|resident)$",
    re.I,
)
"""A label that several people may have: who introduces himself under it is one of them."""
_FULL_NAME = r"[^\W\d_a-z][\w.'’-]{1,24}(?: [^\W\d_][\w.'’-]{0,24}){1,4}"
_VOWELS = frozenset("AEIOUYÄÖÜ")
_LONGEST_LIST = 8_000
_OPENING = 10
"""Turns in which people say who they are."""


def name_unnamed(
    voices: list[LabelGroup],
    mentions: list[Mention],
    texts: list[list[str]],
    summary: str,
    byline: str,
) -> None:
    """Names from self-introductions, the summary, and the byline, where one fits and nobody else has it."""
    _name_generic(voices, mentions, texts)
    _name_writer(voices, byline)
    on_page = [
        *page_summary.named_in(summary, "summary"),
        *page_summary.named_in(byline, "byline"),
    ]
    _name_letters(voices, [*mentions, *on_page], texts, f"{summary}\n{byline}"[:_LONGEST_LIST])


def _name_generic(
    voices: list[LabelGroup],
    mentions: list[Mention],
    texts: list[list[str]],
) -> None:
    """Names for "Speaker 1" and "Q", where the words give one: self-introductions, then the summary."""
    unnamed = [at for at, voice in enumerate(voices) if voice.generic and voice.labels]
    for at in unnamed:
        if any(_ANYBODY.match(label.name) for label in voices[at].labels):
            continue
        for text in texts[at][:200]:
            own = introduces_self(text[:2000])
            if own is not None and not _taken(voices, own.name.text, at):
                _name(voices[at], own, 0.95)
                break
    left = [at for at in unnamed if voices[at].generic]
    free = [
        m
        for m in mentions
        if m.rule.startswith(("summary", "title")) and not _taken(voices, m.name.text, -1)
    ]
    free = list({key_of(m.name.text): m for m in reversed(free)}.values())[::-1]
    if len(unnamed) != 2 or len(voices) != 2 or not left or not free:
        return
    scores = [manner_of(texts[at]) for at in unnamed]
    host = unnamed[0] if scores[0] >= scores[1] else unnamed[1]
    margin = abs(scores[0] - scores[1])
    for at in left:
        part = voices[at].labels[0].part or (Part.HOST if at == host else Part.GUEST)
        fitting = [m for m in free if (m.part is Part.HOST) == (part is Part.HOST)]
        if len(fitting) == 1:
            _name(
                voices[at], fitting[0], 0.97 if voices[at].labels[0].part or margin > 1.0 else 0.7
            )


def _name_writer(voices: list[LabelGroup], byline: str) -> None:
    """Whoever asks, of two by parts alone, is the one person whom the byline names."""
    asking = [voice for voice in voices if voice.generic and _is_asking(voice)]
    writers = page_summary.named_in(byline, "byline") if byline else []
    if len(voices) != 2 or len(asking) != 1 or len(writers) != 1:
        return
    if not _taken(voices, writers[0].name.text, -1):
        _name(asking[0], writers[0], _WRITES)


def _is_asking(voice: LabelGroup) -> bool:
    return any(label.part is Part.HOST for label in voice.labels)


def _taken(voices: list[LabelGroup], name: str, but: int) -> bool:
    return any(
        at != but and not voice.generic and same_person(voice.name, name)
        for at, voice in enumerate(voices)
    )


def _name(voice: LabelGroup, mention: Mention, confidence: float) -> None:
    voice.name = proper_case(mention.name.text)
    voice.generic = False
    voice.honorific = mention.name.honorific
    voice.role = voice.role or mention.role
    voice.confidence = confidence
    voice.evidence = [*(voice.evidence or ()), Evidence(mention.rule, mention.words)]


def _name_letters(
    voices: list[LabelGroup],
    known: list[Mention],
    texts: list[list[str]],
    about: str,
) -> None:
    """Initials are those of the one person on the page with such a name; else they name nobody."""
    for voice, spoken in zip(voices, texts, strict=True):
        letters = voice.labels[0].name if voice.labels else ""
        others = any(label.name != letters or label.honorific for label in voice.labels)
        if voice.generic or others or not LETTERS.fullmatch(letters):
            continue
        own = filter(None, (introduces_self(text[:2000]) for text in spoken[:_OPENING]))
        if listed := re.search(rf"({_FULL_NAME})\s*[(\[]{re.escape(letters)}[)\]]", about):
            voice.name = listed[1]
            voice.evidence = [*(voice.evidence or ()), Evidence("summary-list", listed[0])]
            continue
        short = (key_of(letters),)
        fitting = {key_of(m.name.text): m for m in [*own, *known] if initials(m.name.text) == short}
        free = [m for m in fitting.values() if not _taken(voices, m.name.text, -1)]
        if len(free) == 1:
            _name(voice, free[0], _BY_INITIALS)
        elif not is_given_name(letters) and (len(letters) == 2 or _VOWELS.isdisjoint(letters)):
            voice.generic = True
            voice.name = letters
