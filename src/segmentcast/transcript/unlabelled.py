"""From the items of a page without labels to people and turns: boundaries, people, who says what, how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Evidence, Finding, Paragraph, Part, Speaker, Turn
from segmentcast.transcript import doubts
from segmentcast.transcript.attribution import (
    confidence,
    people,
    sequence,
    stray_paragraphs,
    turn_boundaries,
    voice_evidence,
)
from segmentcast.transcript.attribution.labelled import credits
from segmentcast.transcript.attribution.monologue import is_monologue
from segmentcast.transcript.attribution.naming.participants import About
from segmentcast.transcript.attribution.voice_evidence import VoiceEvidence
from segmentcast.transcript.document import Block, Document, Facts
from segmentcast.transcript.page import standfirst
from segmentcast.transcript.page.spoken_items import Item
from segmentcast.transcript.review.overrides import CAST_FILE
from segmentcast.transcript.review.revision import RevisedTranscript
from segmentcast.transcript.text.prose import excerpt, word_count

_TEXT = "text"
_CLOSE_BOUNDARIES = 0.8
_UNKNOWN_BOUNDARIES = 0.59
"""Of a turn where nothing but the words tells turns apart: a person checks the talk before it goes out."""
_LONG_WORDS, _LONG_QUESTIONS = 2_000, 5
"""Of a turn that may hold those of several people: words, and questions asked within it."""
_ALONE = 0.9
_ONLY_MARKED = 0.85
"""Of a turn in captions that mark where another speaks and name nobody: there may be more than two."""
_ASKING = 0.1
_PERHAPS_STANDFIRST = 0.8
_PERHAPS_NOT_SAID = 0.5
"""Of a turn that may be the page's own words."""


def text_of(group: list[Item]) -> str:
    """The words of these items."""
    return " ".join(item.paragraph.text for item in group)


def without_repeats(turns: list[Turn]) -> tuple[Turn, ...]:
    """Neighbouring turns of one speaker are one turn, with all their evidence."""
    runs: list[list[Turn]] = []
    for turn in turns:
        if runs and runs[-1][0].speaker == turn.speaker:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return tuple(run[0] if len(run) == 1 else _one_turn(run) for run in runs)


def _one_turn(run: list[Turn]) -> Turn:
    return Turn(
        run[0].speaker,
        tuple(paragraph for turn in run for paragraph in turn.paragraphs),
        min(turn.confidence for turn in run),
        tuple(dict.fromkeys(item for turn in run for item in turn.evidence)),
    )


def about_of(facts: Facts, roster: Sequence[str]) -> About:
    """What stands around the talk."""
    return About(facts.summary, facts.title, facts.byline, tuple(roster))


def attributed(
    items: list[Item],
    about: About,
    name: str,
    document: Document,
    voices: VoiceEvidence | None = None,
) -> RevisedTranscript:
    """Turns by the page's gaps, speakers by the words and the alternation of an interview.

    Between two people, their `voices` in the recording are evidence too.
    """
    blocks = tuple(item.block for item in items)
    heard = document.recognised or (document.timed and not document.timed_paragraphs)
    if heard and not any(block.label == "" for block in blocks[1:]):
        return _one_voice(items, name)
    around = [block.gap for block in document.blocks[1:]] if document.format == _TEXT else ()
    found = turn_boundaries.find(blocks, around)
    groups: list[list[Item]] = []
    at = 0
    for turn in found.turns:
        groups.append(items[at : at + len(turn)])
        at += len(turn)
    texts = [text_of(group) for group in groups]
    behind = [group[0].behind for group in groups]
    talk = sequence.talk_of(texts, behind, boundaries_known=found.known)
    findings: list[Finding] = []
    doubted: frozenset[int] = frozenset()
    if document.headed and not any(block.label == "" for block in blocks):
        groups, talk, doubted, findings = _without_strays(groups, talk, name)
        texts = list(talk.turns)
        if not _is_conversation(texts):
            doubted = frozenset(range(len(texts)))
            findings.append(doubts.no_conversation(groups[0][0].paragraph, name))
    company = people.gather(about, texts, talk.odds, sequence.leading(talk))
    if not any(block.label == "" for block in blocks) and is_monologue(talk, company):
        return _told_alone(items, company, name)
    if len(company.people) > people.MOST:
        company = people.first_of(company, people.MOST)
        findings.append(
            Finding("warning", "many-people", name, f"more than {people.MOST} people and no labels.",
                    f"Label the turns (NAME: text), or say who speaks in {CAST_FILE}.")
        )  # fmt: skip
    attributed = sequence.attribute(talk, company)
    given = list(attributed.turns)
    worth = _with_first_doubted(
        confidence.confidences(talk, company, given), texts, document, groups[0][0].block
    )
    if voices is not None and company.guests == 1:
        given, worth = _with_voices(groups, given, worth, voices)
    known = [_speaker(person, given, worth, at) for at, person in enumerate(company.people)]
    done: list[Turn] = []
    contradicted: list[tuple[int, Paragraph, Speaker]] = []
    for number, (group, who, sure) in enumerate(zip(groups, given, worth, strict=True)):
        speaker = known[who.person]
        paragraphs = tuple(item.paragraph for item in group)
        again = done and done[-1].speaker == speaker.key and not group[0].behind
        again = again and not any(item.rule == voice_evidence.RULE for item in who.evidence)
        certain = min(sure, _CLOSE_BOUNDARIES) if attributed.alternating and again else sure
        certain = min(certain, _PERHAPS_NOT_SAID) if number in doubted else certain
        certain = min(certain, _ONLY_MARKED) if heard else certain
        if attributed.alternating and again:
            done[-1] = replace(done[-1], confidence=min(done[-1].confidence, _CLOSE_BOUNDARIES))
            contradicted.append((number, group[0].paragraph, speaker))
        done.append(Turn(speaker.key, paragraphs, round(certain, 4), who.evidence))
    findings.extend(doubts.contradictions(contradicted, name))
    done, doubted_ends = _with_ends_doubted(done, attributed.alternating, voices, name)
    findings.extend(doubted_ends)
    findings.extend(_unnamed(name, company, done))
    return RevisedTranscript(
        tuple(known), {speaker.key: frozenset() for speaker in known}, tuple(done), tuple(findings)
    )


def _with_ends_doubted(
    done: list[Turn], alternating: bool, voices: VoiceEvidence | None, name: str
) -> tuple[list[Turn], list[Finding]]:
    """The turns, doubtful where the page doesn't show that one ends, and the finding of it."""
    if not alternating:
        most = _UNKNOWN_BOUNDARIES if voices is None else _CLOSE_BOUNDARIES
        unknown = Finding(
            "warning", "turn-boundaries", name, "the gaps of the page do not show where one speaker ends; turns are told by the words alone.",
            f"{doubts.MARKING}.",
        )  # fmt: skip
        whole = without_repeats(done)
        return [replace(turn, confidence=min(turn.confidence, most)) for turn in whole], [unknown]
    long = [_may_be_of_several(turn) for turn in done]
    turns = [
        replace(turn, confidence=min(turn.confidence, _PERHAPS_NOT_SAID)) if several else turn
        for turn, several in zip(done, long, strict=True)
    ]
    return turns, [_long_turns(name)] if any(long) else []


def _may_be_of_several(turn: Turn) -> bool:
    """Whether a turn is as long as a talk and asks within: nothing parts who asks there from who answers."""
    text = " ".join(paragraph.text for paragraph in turn.paragraphs)
    return text.count("?") >= _LONG_QUESTIONS and word_count(text) >= _LONG_WORDS


def _long_turns(name: str) -> Finding:
    return Finding(
        "warning", "turn-boundaries", name, "a very long turn holds questions; more than one person may speak in it.",
        f"{doubts.MARKING}.",
    )  # fmt: skip


def _with_first_doubted(
    worth: list[float], texts: Sequence[str], document: Document, first: Block
) -> list[float]:
    """How sure the turns are; less sure the first, if it or what is before may be the page's introduction."""
    introduced = len(texts) > 1 and standfirst.may_be(texts[0], texts[1])
    if document.headed and (introduced or first.guessed):
        return [min(worth[0], _PERHAPS_STANDFIRST), *worth[1:]]
    return worth


def _is_conversation(texts: Sequence[str]) -> bool:
    """Whether enough turns ask: of 686 labelled talks 683 have more questions, of 87 articles 31."""
    return sum("?" in text or "？" in text or "؟" in text for text in texts) >= len(texts) * _ASKING


def _without_strays(
    groups: list[list[Item]], talk: sequence.Talk, name: str
) -> tuple[list[list[Item]], sequence.Talk, frozenset[int], list[Finding]]:
    """The talk without what stands between its turns and nobody says; the turns that may be the page's own."""
    turns = [[item.paragraph.text for item in group] for group in groups]
    strays = stray_paragraphs.find(turns, talk.odds, talk.behind, known=talk.boundaries_known)
    doubtful = strays.doubtful | strays.moved | {at for at, _ in strays.inside}
    findings = [doubts.stray(groups[at][0].paragraph, name) for at in sorted(strays.out)]
    places = sorted({*strays.inside, *((at, 0) for at in strays.doubtful)})
    findings.extend(doubts.perhaps_strays([groups[at][n].paragraph for at, n in places], name))
    kept = [at for at in range(len(groups)) if at not in strays.out]
    left = sequence.Talk(
        tuple(talk.turns[at] for at in kept),
        tuple(talk.odds[at] for at in kept),
        tuple(talk.behind[at] for at in kept),
        talk.boundaries_known,
    )
    numbers = frozenset(number for number, at in enumerate(kept) if at in doubtful)
    return [groups[at] for at in kept], left, numbers, findings


def _with_voices(
    groups: Sequence[Sequence[Item]],
    given: list[sequence.Attribution],
    worth: list[float],
    voices: VoiceEvidence,
) -> tuple[list[sequence.Attribution], list[float]]:
    spoken = [[item.paragraph for item in group] for group in groups]
    second = [sure if who.person else 1 - sure for who, sure in zip(given, worth, strict=True)]
    return voice_evidence.by_words_and_voice(given, worth, voices(spoken, second))


def _speaker(
    person: people.Person, given: list[sequence.Attribution], worth: list[float], at: int
) -> Speaker:
    mine = [sure for item, sure in zip(given, worth, strict=True) if item.person == at]
    certain = (
        person.confidence
        if person.named or not mine
        else min(person.confidence, sum(mine) / len(mine))
    )
    evidence = person.evidence
    if not person.named:
        first = next((item.evidence for item in given if item.person == at), ())
        evidence = first[:2] or (Evidence("part", person.name),)
    role = credits.credited(person.honorific, person.role)
    return Speaker(person.key, person.name, person.part, role, round(certain, 4), evidence)


def _one_voice(items: list[Item], name: str) -> RevisedTranscript:
    speaker = Speaker(
        "host",
        "Host",
        Part.HOST,
        "",
        0.3,
        (Evidence("no-labels", excerpt(items[0].paragraph.text)),),
    )
    finding = Finding(
        "warning", "speaker-unnamed", name, "the captions do not say who speaks; all is given to one voice.",
        f'Add voices to the captions (<v Name>) or a label (NAME:), or {CAST_FILE}: [speakers.host] name = "Full Name"',
    )  # fmt: skip
    turn = Turn("host", tuple(item.paragraph for item in items), 0.3, speaker.evidence)
    return RevisedTranscript((speaker,), {"host": frozenset()}, (turn,), (finding,))


def _told_alone(items: list[Item], company: people.Company, name: str) -> RevisedTranscript:
    """A text without any sign of a second person: one speaker, one turn."""
    own = next(iter(company.selves.values()), None)
    words = (Evidence("one-voice", excerpt(items[0].paragraph.text)),)
    if own is None:
        speaker = Speaker("narrator", "Narrator", Part.NARRATOR, "", _ALONE, words)
    else:
        person = company.people[own]
        role = credits.credited(person.honorific, person.role)
        speaker = Speaker(
            person.key, person.name, Part.HOST, role, person.confidence, person.evidence
        )
    turn = Turn(speaker.key, tuple(item.paragraph for item in items), _ALONE, words)
    finding = Finding(
        "warning", "one-voice" if own is not None else "speaker-unnamed", name,
        f"nothing asks, answers or calls a second person; all is given to one voice ({speaker.name}).",
        f'{CAST_FILE}: [speakers.{speaker.key}] name = "Full Name"; where more people speak, label the turns (NAME: text).',
    )  # fmt: skip
    findings: tuple[Finding, ...] = (finding,)
    if _may_be_of_several(turn):
        turn = replace(turn, confidence=_PERHAPS_NOT_SAID)
        findings = (finding, _long_turns(name))
    return RevisedTranscript((speaker,), {speaker.key: frozenset()}, (turn,), findings)


def _unnamed(name: str, company: people.Company, done: list[Turn]) -> list[Finding]:
    speaking = {turn.speaker for turn in done}
    findings: list[Finding] = []
    for person in company.people:
        if not person.named and person.key in speaking:
            what = f"nothing says who the {person.part.value} is"
            if person.perhaps:
                what = f"too little says who the {person.part.value} is (perhaps {person.perhaps})"
            findings.append(
                Finding("warning", "speaker-unnamed", name, f"{what}.",
                        f'{CAST_FILE}: [speakers.{person.key}] name = "{person.perhaps or "Full Name"}"')
            )  # fmt: skip
        elif person.named and person.key not in speaking:
            findings.append(
                Finding("warning", "speaker-silent", name, f"{person.name} is announced, but no turn could be given to them.",
                        f'Label the turns (NAME: text), or {CAST_FILE}: [turns] NUMBER = "{person.key}"')
            )  # fmt: skip
    return findings
