"""The people behind the labels of a transcript, while they are gathered, and which of them leads the talk."""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.naming.clues.introductions import Mention
from segmentcast.transcript.attribution.naming.name_knowledge.persons import same_person
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.role_words import says_unknown
from segmentcast.transcript.text.names import tokens_of


@dataclass(slots=True)
class LabelGroup:
    """Labels that are one person, while they are being gathered."""

    name: str
    labels: list[Label]
    generic: bool
    part: Part | None = None
    role: str = ""
    honorific: str = ""
    evidence: list[Evidence] | None = None
    confidence: float = 1.0
    part_confidence: float = 1.0
    by_title: bool = False
    """Another person has the name and a title of its own."""


_FIRST_LEADS, _FIRST_LEADS_LEAST = 2.2, 0.3
"""Log-odds that whoever speaks first leads the talk: over one turn of another, and over many turns."""


_LEAST_LEAD = 0.4
"""Log-odds below which the words and who begins don't say which of two people leads."""
_PART_UNSURE = 0.7


def manner_of(texts: list[str]) -> float:
    """The mean log-odds that these turns are a host's."""
    if not texts:
        return 0.0
    some = texts[:300]
    return sum(host_model.log_odds(text) for text in some) / len(some)


def give_parts(
    voices: list[LabelGroup], texts: list[list[str]], mentions: list[Mention], byline: str
) -> None:
    """Each voice's part: its label's, what the page says, or whoever leads the talk is the host."""
    labelled = False
    for voice in voices:
        voice.part = voice.part or next((label.part for label in voice.labels if label.part), None)
        labelled = labelled or voice.part is not None
        if voice.part is None:
            said = next(
                (
                    m.part
                    for m in mentions
                    if not voice.generic and same_person(m.name.text, voice.name)
                ),
                None,
            )
            voice.part = said
    if len(voices) == 2 and all(texts) and not labelled:
        _weigh_page(voices, texts, byline)
    if any(voice.part is Part.HOST for voice in voices):
        pass
    elif open_voices := _open(voices, texts):
        scores = {at: _leads(at, texts, open_voices) for at in open_voices}
        host = max(open_voices, key=lambda at: (scores[at], -at))
        voices[host].part = Part.HOST
        asked = next((text for text in texts[host] if text.rstrip().endswith("?")), texts[host][0])
        voices[host].evidence = [
            *(voices[host].evidence or ()),
            Evidence("leads-the-talk", asked[-100:]),
        ]
        if len(voices) == len(open_voices) == 2 and abs(scores[0] - scores[1]) < _LEAST_LEAD:
            _doubt_parts(voices)
    for voice in voices:
        voice.part = voice.part or Part.GUEST


def _open(voices: list[LabelGroup], texts: list[list[str]]) -> list[int]:
    """The voices that may lead the talk; "Unknown Speaker" may be several people, and leads it only if nobody else can."""
    silent = [voice.part is not None or not said for voice, said in zip(voices, texts, strict=True)]
    free = [at for at in range(len(voices)) if not silent[at]]
    return [at for at in free if not says_unknown(voices[at].name)] or free


def _leads(at: int, texts: list[list[str]], among: list[int]) -> float:
    """How much one voice leads the talk, by its words and by whether it begins.

    The words of a single turn tell little; those of many tell more than who begins.
    """
    if at != 0:
        return manner_of(texts[at])
    fewest = min(len(texts[other]) for other in among)
    return manner_of(texts[at]) + max(_FIRST_LEADS_LEAST, _FIRST_LEADS / fewest)


def _weigh_page(voices: list[LabelGroup], texts: list[list[str]], byline: str) -> None:
    """Of two people, whom the summary or the byline makes the host, against their words.

    "X speaks to Y" is written of either; who wrote the piece mostly led the talk.
    """
    writers = [
        at
        for at, voice in enumerate(voices)
        if byline and not voice.generic and _is_in(voice.name, byline)
    ]
    hosts = [at for at, voice in enumerate(voices) if voice.part is Part.HOST]
    if len(writers) > 1 or len(hosts) > 1:
        return
    lead = _leads(0, texts, [0, 1]) - _leads(1, texts, [0, 1])
    by_words = 0 if lead > 0 else 1
    by_page = hosts[0] if hosts else None
    if writers and writers[0] != by_page and (by_page is None or by_words == writers[0]):
        by_page = writers[0]
        voices[by_page].part, voices[1 - by_page].part = Part.HOST, Part.GUEST
        voices[by_page].evidence = [*(voices[by_page].evidence or ()), Evidence("byline", byline)]
    elif not hosts or (writers and writers[0] == by_page):
        return
    if by_page != by_words and abs(lead) > _LEAST_LEAD:
        _doubt_parts(voices)


def _is_in(name: str, byline: str) -> bool:
    words, shown = tokens_of(name), tokens_of(byline)
    return len(words) > 1 and any(
        shown[at : at + len(words)] == words for at in range(len(shown) - len(words) + 1)
    )


def _doubt_parts(voices: list[LabelGroup]) -> None:
    """Who of two leads could be the other way round."""
    for voice in voices:
        voice.part_confidence = min(voice.part_confidence, _PART_UNSURE)
