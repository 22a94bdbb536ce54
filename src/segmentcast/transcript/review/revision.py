"""A person's word about the speakers, applied to what was inferred."""

from __future__ import annotations

from dataclasses import dataclass, replace

from segmentcast.model import SURE, Evidence, Finding, Part, Speaker, Turn
from segmentcast.transcript.review.overrides import CAST_FILE, RULE, SpeakerOverrides, matches
from segmentcast.transcript.text.names import key_of


@dataclass(frozen=True, slots=True)
class RevisedTranscript:
    """Speakers, the folded labels that stood for each (by key), the turns, and what there is to say."""

    speakers: tuple[Speaker, ...]
    labels: dict[str, frozenset[str]]
    turns: tuple[Turn, ...]
    findings: tuple[Finding, ...] = ()


def revise(cast: RevisedTranscript, overrides: SpeakerOverrides, name: str) -> RevisedTranscript:
    """The cast as the overrides say; an override that fits nobody is a finding."""
    if not overrides:
        return cast
    findings = list(cast.findings)
    speakers, renamed = _revised(cast, overrides, findings, name)
    turns = [replace(turn, speaker=renamed.get(turn.speaker, turn.speaker)) for turn in cast.turns]
    labels = {renamed.get(key, key): known | {key} for key, known in cast.labels.items()}
    for number, confidence in overrides.unsure.items():
        if number <= len(turns):
            turns[number - 1] = _guessed(turns[number - 1], confidence)
    for number, person in sorted(overrides.turns.items()):
        if number > len(turns):
            findings.append(
                Finding("warning", "override-unused", name, f"cast.toml speaks of turn {number}; there are {len(turns)}.",
                        f"Has the transcript changed? Number the turns of {CAST_FILE} again: segmentcast read")
            )  # fmt: skip
            continue
        key = _person(person, speakers, labels)
        turns[number - 1] = replace(
            turns[number - 1], speaker=key, confidence=1.0, evidence=(Evidence(RULE, person),)
        )
    named_now = {
        speaker.key for speaker in speakers if any(e.rule == RULE for e in speaker.evidence)
    }
    findings = [
        finding
        for finding in findings
        if not (
            finding.rule == "speaker-unnamed" and named_now and _answered(finding, cast, renamed)
        )
    ]
    return RevisedTranscript(tuple(speakers), labels, tuple(turns), tuple(findings))


def _guessed(turn: Turn, confidence: float) -> Turn:
    """A turn whose label was written from a guess."""
    guess = Evidence("guessed", "before the transcript had labels")
    return replace(turn, confidence=min(turn.confidence, confidence), evidence=(guess,))


def _answered(finding: Finding, cast: RevisedTranscript, renamed: dict[str, str]) -> bool:
    return any(
        f"[speakers.{old}]" in finding.mend and new != old
        for old, new in renamed.items()
        if any(speaker.key == old for speaker in cast.speakers)
    )


def _revised(
    cast: RevisedTranscript, overrides: SpeakerOverrides, findings: list[Finding], name: str
) -> tuple[list[Speaker], dict[str, str]]:
    parts = [speaker.part for speaker in cast.speakers]
    renamed: dict[str, str] = {}
    used: set[str] = set()
    revised: dict[str, Speaker] = {}
    for speaker in cast.speakers:
        keys = [
            key
            for key in dict.fromkeys((*overrides.names, *overrides.parts, *overrides.roles))
            if matches(
                key, speaker.key, cast.labels.get(speaker.key, frozenset()), speaker.part,
                only_one=parts.count(speaker.part) == 1,
            )
        ]  # fmt: skip
        used.update(keys)
        after = _with(speaker, keys, overrides)
        renamed[speaker.key] = after.key
        if after.key in revised:
            earlier = revised[after.key]
            after = replace(
                earlier, evidence=tuple(dict.fromkeys(earlier.evidence + after.evidence))
            )
        revised[after.key] = after
    for key in dict.fromkeys((*overrides.names, *overrides.parts, *overrides.roles)):
        if key not in used and key_of(key) not in {
            key_of(person) for person in overrides.turns.values()
        }:
            findings.append(
                Finding("warning", "override-unused", name, f'cast.toml speaks of "{key}"; nobody here is called so.',
                        f"{CAST_FILE} can speak of: {', '.join(speaker.key for speaker in cast.speakers)}.")
            )  # fmt: skip
    for person in overrides.turns.values():
        for key in (
            key for key in overrides.names if key not in used and key_of(key) == key_of(person)
        ):
            added = Speaker(key_of(overrides.names[key]), overrides.names[key], overrides.parts.get(key, Part.GUEST),
                           overrides.roles.get(key, ""), 1.0, (Evidence(RULE, key),))  # fmt: skip
            revised.setdefault(added.key, added)
    return list(revised.values()), renamed


def _with(speaker: Speaker, keys: list[str], overrides: SpeakerOverrides) -> Speaker:
    after = speaker
    for key in keys:
        new_name = overrides.names.get(key, after.name).strip()
        same = new_name == after.name
        after = replace(
            after,
            key=after.key if same else key_of(new_name),
            name=new_name,
            part=overrides.parts.get(key, after.part),
            role=overrides.roles.get(key, after.role),
        )
        differs = (after.name, after.part, after.role) != (speaker.name, speaker.part, speaker.role)
        if differs or speaker.confidence < SURE:
            after = replace(
                after, confidence=1.0, evidence=(*speaker.evidence, Evidence(RULE, key))
            )
    return after


def _person(person: str, speakers: list[Speaker], labels: dict[str, frozenset[str]]) -> str:
    """The key of the speaker that a turn's override means; a new speaker where nobody is."""
    folded = key_of(person)
    parts = [speaker.part for speaker in speakers]
    for speaker in speakers:
        if folded == speaker.key or folded in labels.get(speaker.key, frozenset()):
            return speaker.key
        if any(item.rule == RULE and key_of(item.words) == folded for item in speaker.evidence):
            return speaker.key
    for speaker in speakers:
        if parts.count(speaker.part) == 1 and folded == speaker.part.value:
            return speaker.key
    speakers.append(Speaker(folded, person.strip(), Part.GUEST, "", 1.0, (Evidence(RULE, person),)))
    return folded
