"""Speakers of a labelled transcript: which labels are one person, what they are called, their parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from segmentcast.model import Evidence, Finding, Part, Speaker
from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.labelled import bare_offices, credits, given_or_surname
from segmentcast.transcript.attribution.labelled.different_people import DifferentPeople
from segmentcast.transcript.attribution.labelled.label_groups import LabelGroup, give_parts
from segmentcast.transcript.attribution.labelled.labelled_turns import Said, told_apart
from segmentcast.transcript.attribution.labelled.unnamed_labels import LETTERS, name_unnamed
from segmentcast.transcript.attribution.naming.clues import page_summary
from segmentcast.transcript.attribution.naming.clues.introductions import (
    Mention,
    introduced,
    thanked,
)
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import same_person
from segmentcast.transcript.labels.label_forms import Label, behind_part
from segmentcast.transcript.labels.role_words import says_unknown
from segmentcast.transcript.labels.short_names import best_fitting, initials, short_forms, words_of
from segmentcast.transcript.labels.spellings import Spellings
from segmentcast.transcript.review.overrides import CAST_FILE
from segmentcast.transcript.text.names import in_capitals, key_of, proper_case, tokens_of

_BY_LETTERS = 4
"""How well initials fit: worse than any part of the name."""
_NAMELESS = ">>"
_UNKNOWN = 0.5
_ANSWERS = 0.7
"""The other one of two people speaks after a change of speaker, if there is no third."""
_SEARCHED = 60_000
"""Characters of the talk in which a name's usual spelling is looked for."""
_FRENCH_TITLE = compile_late(r"M\.?|M(?:me|lle)\.?")
_PLACES = frozenset("france israel chili jordan georgia chad levis johnson bertrand".split())
"""Given names that are countries or ridings, too."""
_PART_NAMES = {
    "q": "Host", "a": "Guest", "interviewer": "Host", "interviewee": "Guest", "questioner": "Host",
    "host": "Host", "guest": "Guest", "respondent": "Guest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpeakerAssignment:
    """Who says each turn: (speaker index, confidence, evidence); how sure each speaker's name is.

    A speaker's own confidence is that of the name and of the part.
    """

    speakers: tuple[Speaker, ...]
    turns: tuple[tuple[int, float, tuple[Evidence, ...]], ...]
    labels: tuple[frozenset[str], ...]
    findings: tuple[Finding, ...]
    names: tuple[float, ...]


def identify(
    said: list[Said], summary: str, name: str, byline: str = "", title: str = ""
) -> SpeakerAssignment:
    """The people behind the labels, and each turn's person. `byline`: who wrote the page."""
    findings: list[Finding] = []
    said = bare_offices.given_to_holders(_without_parts(said), summary)
    said, doubted = bare_offices.without_holder(said, name, findings)
    said, different = told_apart(said)
    doubted |= given_or_surname.doubted(different.uncertain, name, findings)
    doubted |= {turn.label.key for turn in said if turn.label and says_unknown(turn.label.name)}
    voices, of_key, unsure = _voices(said, different, name, findings)
    texts: list[list[str]] = [[] for _ in voices]
    order: list[tuple[int, float, tuple[Evidence, ...]]] = []
    for turn in said:
        order.append(_turn(turn, of_key, unsure | doubted))
        texts[order[-1][0]].append(turn.text)
    mentions = _mentions(said, summary)
    names = (label.name for voice in voices if not voice.generic for label in voice.labels)
    spellings = Spellings(names, [summary[:4000], *_bounded([turn.text for turn in said])])
    _fill_names(voices, mentions, spellings)
    titled = [one for one in page_summary.guests_in_title(title) if one.rule == "title-with"]
    name_unnamed(voices, [*mentions, *titled], texts, summary, byline)
    give_parts(voices, texts, mentions, byline)
    speakers = tuple(_speaker(voice, findings, name) for voice in voices)
    known = tuple(frozenset(_keys(voice.labels)) for voice in voices)
    sure = tuple(voice.confidence for voice in voices)
    return SpeakerAssignment(speakers, tuple(order), known, tuple(findings), sure)


def _without_parts(said: list[Said]) -> list[Said]:
    """The turns with "Host Vera Lunn" as Vera Lunn, where Vera is a given name or the name a label elsewhere."""
    keys = {turn.label.key for turn in said if turn.label}
    turns: list[Said] = []
    for turn in said:
        person = behind_part(turn.label) if turn.label else None
        known = person and (person.key in keys or is_given_name(person.name.split(" ")[0]))
        turns.append(replace(turn, label=person) if known else turn)
    return turns


def _bounded(texts: list[str]) -> list[str]:
    kept: list[str] = []
    room = _SEARCHED
    for text in texts:
        if room <= 0:
            break
        kept.append(text[:room])
        room -= len(text)
    return kept


def _voices(
    said: list[Said], different: DifferentPeople, name: str, findings: list[Finding]
) -> tuple[list[LabelGroup], dict[str, int], set[str]]:
    """One voice a person, the index of each label's key, and the keys that could be two people's.

    Long and branching: each branch is one way in which two labels can be one person, and their order
    decides.
    """
    firsts: dict[str, list[Label]] = {}
    for turn in said:
        if turn.label is not None:
            kept = firsts.setdefault(turn.label.key, [])
            if turn.label.words not in {label.words for label in kept[:20]} and len(kept) < 20:
                kept.append(turn.label)
    voices: list[LabelGroup] = []
    of_key: dict[str, int] = {}
    by_ends: dict[tuple[str, str], list[int]] = {}
    by_form: dict[tuple[str, ...], dict[int, int]] = {}
    shorts = {
        form
        for labels in firsts.values()
        if not labels[0].generic
        for form in (*short_forms(labels[0].name), *_given_letters(labels))
    }
    lettered = {initials(labels[0].name) for labels in firsts.values() if not labels[0].generic}
    small: set[tuple[str, ...]] = set()
    for key, labels in firsts.items():
        words = tokens_of(labels[0].name) or (key,)
        short = words_of(labels[0].name)
        if not labels[0].generic and (
            short in shorts
            or (short in lettered and labels[0].name.isupper())
            or (short in small and labels[0].name.islower())
            or different.namesakes(labels[0])
        ):
            continue
        alike = by_ends.setdefault((words[0], words[-1]), [])
        several = len(words) > 1 and not labels[0].generic and different.is_compared(labels[0])
        whose = alike if several else []
        if labels[0].name.islower() or "." in labels[0].name.strip("."):
            small.add(initials(labels[0].name))  # "pc" behind "perl.com"
        known = next((at for at in whose if not different.between(labels, voices[at].labels)), None)
        if known is None:
            known = len(voices)
            voices.append(_group(labels))
            alike.append(known)
        if labels[0].by_title:
            by_form.setdefault(short, {})[known] = 0
        if not labels[0].generic:
            for form, fit in short_forms(labels[0].name).items():
                of_voice = by_form.setdefault(form, {})
                of_voice[known] = min(fit, of_voice.get(known, fit))
            for form in _given_letters(labels):
                by_form.setdefault(form, {})[known] = 0
            if letters := initials(labels[0].name):
                by_form.setdefault(letters, {}).setdefault(known, _BY_LETTERS)
        voices[known].labels.extend(labels)
        of_key[key] = known
    unsure = _short_labels(firsts, of_key, by_form, voices, different, name, findings)
    if any(turn.label is None and not turn.nameless for turn in said):
        of_key[""] = len(voices)
        voices.append(LabelGroup("Narrator", [], generic=True, part=Part.NARRATOR, confidence=0.5))
    if any(turn.nameless for turn in said):
        of_key[_NAMELESS] = len(voices)
        voices.append(
            LabelGroup("Unknown speaker", [], generic=True, part=Part.GUEST, confidence=_UNKNOWN)
        )
    return voices, of_key, unsure


def _short_labels(
    firsts: dict[str, list[Label]],
    of_key: dict[str, int],
    by_form: dict[tuple[str, ...], dict[int, int]],
    voices: list[LabelGroup],
    different: DifferentPeople,
    name: str,
    findings: list[Finding],
) -> set[str]:
    """Gives the labels that are left to whom they are short for; the keys that could be two people's."""
    unsure: set[str] = set()
    for key, labels in sorted(firsts.items(), key=lambda item: not item[1][0].by_title):
        if key in of_key:
            continue
        fits = by_form.setdefault(words_of(labels[0].name), {})
        pool = best_fitting(
            [fit for fit in fits.items() if not different.between(labels, voices[fit[0]].labels)]
        )
        if not pool:
            of_key[key] = len(voices)
            if labels[0].by_title:
                fits[len(voices)] = 0
            voices.append(_group(labels))
            voices[-1].labels.extend(labels)
            continue
        chosen = _by_honorific(pool, labels[0], voices)
        if len(pool) > 1 and chosen is None:
            unsure.add(key)
            findings.append(
                Finding(
                    "warning", "ambiguous-label", name,
                    f'the label "{labels[0].words}" can be {" or ".join(voices[at].name for at in pool)}.',
                    f"Write the full name in the label of these turns, or say who it is in {CAST_FILE} ([turns]).",
                )
            )  # fmt: skip
        of_key[key] = chosen if chosen is not None else pool[0]
        voices[of_key[key]].labels.extend(labels)
    return unsure


def _group(labels: list[Label]) -> LabelGroup:
    """A person who has no labels yet; these will be the first."""
    first = labels[0]
    generic = first.generic or says_unknown(first.name)
    return LabelGroup(first.name, [], generic, by_title=first.by_title)


def _given_letters(labels: list[Label]) -> list[tuple[str, ...]]:
    """The letters in brackets behind a name that its later labels are: "Christopher Jeffrey (JJ):"."""
    return [
        words_of(label.role)
        for label in labels
        if LETTERS.fullmatch(label.role) and f"({label.role})" in label.words
    ]


def _by_honorific(pool: list[int], label: Label, voices: list[LabelGroup]) -> int | None:
    if len(pool) == 1:
        return pool[0]
    if not label.honorific:
        return None
    same = [
        at for at in pool
        if any(key_of(label.honorific) == key_of(known.honorific or "-") for known in voices[at].labels)
    ]  # fmt: skip
    return same[0] if len(same) == 1 else None


def _turn(
    turn: Said, of_key: dict[str, int], unsure: set[str]
) -> tuple[int, float, tuple[Evidence, ...]]:
    if turn.nameless:
        return of_key[_NAMELESS], _UNKNOWN, (Evidence("no-name", turn.text[:80]),)
    if turn.label is None:
        return of_key[""], 0.5, (Evidence("before-any-label", turn.text[:80]),)
    if turn.answers:
        return of_key[turn.label.key], _ANSWERS, (Evidence("change-mark", turn.text[:80]),)
    confidence = 0.5 if turn.label.key in unsure else 1.0
    return of_key[turn.label.key], confidence, (Evidence("label", turn.label.words),)


def _mentions(said: list[Said], summary: str) -> list[Mention]:
    found = page_summary.in_summary(summary)
    for turn in said[:400]:
        found.extend(introduced(turn.text[:3000]))
        found.extend(thanked(turn.text[:3000]))
    return found


def _fill_names(voices: list[LabelGroup], mentions: list[Mention], spellings: Spellings) -> None:
    """Usual spelling, honorific, role: from the labels first, then from what the page says."""
    for voice in voices:
        named = [label for label in voice.labels if label.name]
        voice.evidence = [
            Evidence("label", label.words)
            for label in list({label.words: label for label in named}.values())[:4]
        ]
        if not named or voice.generic:
            if named:
                voice.name = _generic_name(named[0])
            continue
        best = max(
            named, key=lambda label: (len(tokens_of(label.name)), not in_capitals(label.name))
        )
        mixed = [
            label.name
            for label in named
            if not in_capitals(label.name) and tokens_of(label.name) == tokens_of(best.name)
        ]
        voice.name = mixed[0] if mixed else spellings.usual(best.name)
        voice.honorific = next((label.honorific for label in named if label.honorific), "")
        short = {label.name for label in named}
        if first := _given_behind(named):
            voice.name = f"{first} {voice.name}"
            short.add(first)
        roles = (credits.of_label(label.role) for label in named if label.role not in short)
        voice.role = next((role for role in roles if role), "")
        matching = [m for m in mentions if same_person(m.name.text, voice.name)]
        for mention in matching[:3]:
            full = len(tokens_of(voice.name)) < 2 <= len(tokens_of(mention.name.text))
            if full and not voice.by_title:
                voice.name = proper_case(mention.name.text)
                voice.evidence.append(Evidence(mention.rule, mention.words))
            if not _names_another(mention.role, voices):
                voice.role = voice.role or mention.role
            voice.honorific = voice.honorific or mention.name.honorific


def _titled(voice: LabelGroup) -> str:
    """The name with the title that tells who it is: "Mr. Brand"."""
    return f"{proper_case(voice.honorific)} {voice.name}"


def _given_behind(labels: list[Label]) -> str:
    """The given name in brackets behind a title and a surname: "M. Bossé (Olivier) :", no riding or country."""
    for label in labels:
        if (
            _FRENCH_TITLE.fullmatch(label.honorific)
            and len(tokens_of(label.name)) == 1
            and f"({label.role})" in label.words
            and is_given_name(label.role)
            and key_of(label.role) not in _PLACES
        ):
            return label.role
    return ""


def _names_another(role: str, voices: list[LabelGroup]) -> bool:
    """The words after a name can be the next person's: "Jane Roe, Otto Brand, thank you both"."""
    if not role[:1].isupper() or len(tokens_of(role)) < 2:
        return False
    known = (voice for voice in voices if not voice.generic)
    return any(same_person(label.name, role) for voice in known for label in voice.labels)


def _generic_name(label: Label) -> str:
    name = label.name
    folded = key_of(name)
    if folded in _PART_NAMES and label.part is not None:
        return _PART_NAMES[folded]
    if name.isupper() and "_" not in name:
        return (
            name.capitalize() if len(name.split()) > 1 and not name[-1].isdigit() else name.title()
        )
    return name[:1].upper() + name[1:]


def _keys(labels: list[Label]) -> Iterator[str]:
    """What a person may call the voice by: its labels, as written too, and "host" for "Q" after the byline named it."""
    for label in labels:
        yield from (label.key, key_of(label.words.rstrip(": ")))
        if label.generic:
            yield key_of(_generic_name(label))


def _speaker(voice: LabelGroup, findings: list[Finding], name: str) -> Speaker:
    if voice.generic:
        findings.append(
            Finding(
                "warning", "speaker-unnamed", name, f'nothing says who "{voice.name}" is.',
                f'{CAST_FILE}: [speakers.{key_of(voice.name)}] name = "Full Name"',
            )
        )  # fmt: skip
    titled = voice.by_title and bool(voice.honorific)
    return Speaker(
        voice.labels[0].key if titled else key_of(voice.name),
        _titled(voice) if titled else voice.name,
        voice.part or Part.GUEST,
        voice.role if titled else credits.credited(voice.honorific, voice.role),
        min(voice.confidence, voice.part_confidence),
        tuple(dict.fromkeys(voice.evidence or ())),
    )
