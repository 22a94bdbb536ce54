"""Proves that a reading has the transcript's words, all of them, in order, and no others.

The proof shares no code with `compose`: it compares the utterances' texts with the transcript's
paragraphs, and replays each utterance's edits from its text to its spoken form.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from segmentcast.model import Edit, Finding, Reading, Transcript, Utterance
from segmentcast.reading.english import is_phrase
from segmentcast.reading.figures import same_figures
from segmentcast.reading.places import exists, place
from segmentcast.reading.text_pieces import LONGEST_PIECE, UNSPACED, of_a_word, speakable

_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_ROMAN = re.compile(r"[IVXLC]+(?:[\s,–-]+(?:and |or |to |through )?[IVXLC]+)*")
_MEND_WORDS = "Make the reading again from this transcript."
_MEND_EDIT = (
    "Make the reading again; if it stays, the lexicon or the table of spoken forms is wrong."
)
_LONGEST_QUOTE = 60


def prove(transcript: Transcript, reading: Reading) -> tuple[Finding, ...]:
    """Everything that `reading` adds to or drops from `transcript`; empty if it is faithful.

    Each finding is an error with its place. Rules: `words-added`, `words-dropped`, `words-changed`,
    `words-moved`, `word-cut`, `wrong-speaker`, `edit-false` (an edit that doesn't fit its text, or that
    its kind doesn't allow), and `edit-missing` (the spoken form differs by more than its edits).
    """
    findings: list[Finding] = []
    texts: dict[tuple[int, int], list[str]] = {}
    latest = (-1, -1)
    for number, utterance in enumerate(reading.utterances):
        at = (utterance.turn, utterance.paragraph)
        if at != latest:
            if not exists(transcript, *at):
                findings.append(
                    _error("words-added", place(transcript, *at), f'"{_quote(utterance.text)}" is in no paragraph of the transcript.')
                )  # fmt: skip
                continue
            if at < latest:
                findings.append(
                    _error("words-moved", place(transcript, *at), f'"{_quote(utterance.text)}" (utterance {number + 1}) is said too late.')
                )  # fmt: skip
            else:
                latest = at
        speaker = transcript.turns[utterance.turn].speaker
        if utterance.speaker != speaker:
            findings.append(
                _error("wrong-speaker", place(transcript, *at), f'"{_quote(utterance.text)}" is said by {utterance.speaker}, not by {speaker}.')
            )  # fmt: skip
        texts.setdefault(at, []).append(utterance.text)
        findings.extend(
            _error(rule, place(transcript, *at), what, _MEND_EDIT)
            for rule, what in _edit_faults(utterance)
        )

    for turn_index, turn in enumerate(transcript.turns):
        for index, paragraph in enumerate(turn.paragraphs):
            spoken_texts = texts.get((turn_index, index), ())
            findings.extend(
                _error(rule, place(transcript, turn_index, index), what)
                for rule, what in _word_faults(paragraph.text, spoken_texts)
            )
    return tuple(findings)


def _word_faults(source: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The differences between a paragraph and its utterances' texts: rule and words."""
    position = 0
    for text in texts:
        while position < len(source) and source[position].isspace():
            position += 1
        if not text or not source.startswith(text, position):
            yield _difference(source, texts)
            return
        if position and _cuts_a_word(source, position):
            yield "word-cut", f'A sentence ends within the word at "{_quote(text)}".'
        position += len(text)
    if position < len(source) and speakable(source[position:]):
        yield _difference(source, texts)


def _difference(source: str, texts: Sequence[str]) -> tuple[str, str]:
    spoken = " ".join(texts).split()
    written = source.split()
    pairs = zip_longest(written, spoken)
    at, (word, heard) = next(
        ((at, pair) for at, pair in enumerate(pairs, 1) if pair[0] != pair[1]),
        (len(spoken), (written[-1] if written else "", spoken[-1] if spoken else "")),
    )
    missing, extra = Counter(written) - Counter(spoken), Counter(spoken) - Counter(written)
    if missing and not extra:
        rule, what = "words-dropped", f'"{_quote(" ".join(missing))}" is not said'
    elif extra and not missing:
        rule, what = "words-added", f'"{_quote(" ".join(extra))}" is said and not written'
    elif missing:
        rule, what = "words-changed", f'"{word or ""}" is said as "{heard or ""}"'
    else:
        rule, what = "words-moved", f'"{heard or ""}" is said where "{word or ""}" is written'
    return rule, f"{what} (word {at})."


def _cuts_a_word(source: str, position: int) -> bool:
    before, after = source[position - 1], source[position]
    if not (before.isalnum() and after.isalnum()):
        return False
    if UNSPACED.match(before) or UNSPACED.match(after):
        return False
    # anything longer than the bound for voices isn't a word, and is cut somewhere
    word = 2
    for beside in (range(position - 2, -1, -1), range(position + 1, len(source))):
        for at in beside:
            if not of_a_word(source[at]) or word > LONGEST_PIECE:
                break
            word += 1
    return word <= LONGEST_PIECE


def _edit_faults(utterance: Utterance) -> Iterator[tuple[str, str]]:
    """An utterance's forbidden edits, and the parts of its spoken form that no edit explains."""
    text, spoken_form = utterance.text, utterance.spoken
    if not utterance.edits and not spoken_form.phonemes and text == spoken_form.text:
        return
    pieces: list[str] = []
    lexicon: set[str] = set()
    position = 0
    for edit in utterance.edits:
        if (
            not position <= edit.start <= edit.end <= len(text)
            or text[edit.start : edit.end] != edit.written
        ):
            yield "edit-false", f'The edit of "{_quote(edit.written)}" is not at its place.'
            return
        refusal = _refusal(edit) or _unsaid_sign(text, edit)
        if refusal:
            yield (
                "edit-false",
                f'{edit.kind} edit: "{_quote(edit.written)}" said as "{_quote(edit.spoken)}" {refusal}.',
            )
        if edit.kind == "lexicon":
            lexicon.add(_spaced(edit.spoken))
        pieces += (text[position : edit.start], edit.spoken)
        position = edit.end
    pieces.append(text[position:])
    replayed, spoken = _spaced("".join(pieces)), _spaced(spoken_form.text)
    if replayed != spoken:
        yield (
            "edit-missing",
            f'"{_quote(_from_difference(spoken, replayed))}" is spoken where the edits give '
            f'"{_quote(_from_difference(replayed, spoken))}".',
        )
    for part in spoken_form.phonemes:
        if _spaced(spoken_form.text[part.start : part.end]) not in lexicon:
            yield "edit-false", f'The phonemes "{_quote(part.ipa)}" belong to no lexicon edit.'


def _refusal(edit: Edit) -> str:
    """Why an edit of this kind is forbidden; empty if it is allowed."""
    written, spoken = edit.written, edit.spoken
    match edit.kind:
        case "lexicon":
            allowed, reason = speakable(written) and speakable(spoken), "drops or adds a word"
        case "direction":
            marked = written[:1] in "([{♪*<" and written[-1:] in ")]}♪*>"
            allowed, reason = (
                len(written) > 1 and marked and not spoken,
                "is not a stage direction left out",
            )
        case "symbol":
            # 11x11 is said "eleven by eleven"
            times = written.strip().casefold() == "x" and spoken.strip() in ("by", "times")
            allowed = times or not any(char.isalnum() for char in written)
            reason = "changes more than a mark"
        case "number":
            numeric = any(char.isnumeric() for char in written) or _ROMAN.fullmatch(written)
            if not (numeric and speakable(spoken)):
                return "is no number said in words"
            allowed, reason = same_figures(written, spoken), "is another number"
        case "note":
            allowed, reason = (
                bool(_NOTE.fullmatch(written)) and not spoken,
                "is not the raised figure of a note left out",
            )
        case "letter":
            allowed, reason = _same_letter(written, spoken), "is another letter"
        case "phrase":
            allowed, reason = is_phrase(written, spoken), "is not in the table of phrases"
        case "abbreviation":
            short = written.endswith(".") or written.isupper() or written in _STOPLESS
            same = written[:1].casefold() == spoken[:1].casefold()
            allowed, reason = (
                short and same and " " not in written.strip(),
                "is no abbreviation said in full",
            )
    return "" if allowed else reason


_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\[\d{1,3}\]")
_BEFORE_FIGURES = frozenset("~≈∼<>≥≤⩾⩽±≠=+−")
_ALWAYS = frozenset("%‰°§№÷")


def _unsaid_sign(text: str, edit: Edit) -> str:
    """Why a mark can't be left out here: a sign with a meaning is a word; empty if it can."""
    if edit.kind != "symbol" or speakable(edit.spoken):
        return ""
    before_figures = text[edit.end : edit.end + 3].lstrip(" -−$£€¥₹.")[:1].isdecimal()
    meant = _ALWAYS | _BEFORE_FIGURES if before_figures else _ALWAYS
    return "" if meant.isdisjoint(edit.written) else "leaves a sign with a meaning unsaid"


def _same_letter(written: str, spoken: str) -> bool:
    """Whether one is the other without accents, or as two letters (œ: oe)."""
    base = unicodedata.normalize("NFKD", written)[:1].casefold()
    known = {
        "œ": "oe",
        "đ": "d",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "ng",
        "ə": "e",
        "ĸ": "k",
        "ŀ": "l",
        "ſ": "s",
    }
    return len(written) == 1 and spoken.casefold() in {base, known.get(written.casefold(), base)}


_STOPLESS = frozenset({"Mr", "Mrs", "Ms", "Dr", "Sgt", "Lt", "Capt", "Prof", "Ph.D"})


def _from_difference(text: str, other: str) -> str:
    at = next(
        (at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b),
        min(len(text), len(other)),
    )
    start = text.rfind(" ", 0, at) + 1
    return text[start : start + _LONGEST_QUOTE]


def _spaced(text: str) -> str:
    # printable text has no white space but spaces
    plain = text.isprintable() and "  " not in text
    return (text if plain else _BLANK.sub(" ", text)).strip()


def _quote(text: str) -> str:
    text = _spaced(text)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def _error(rule: str, where: str, what: str, mend: str = _MEND_WORDS) -> Finding:
    return Finding("error", rule, where, what, mend)
