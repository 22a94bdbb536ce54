"""From a transcript to utterances: text, spoken form, declared edits, pauses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from segmentcast.errors import Problem, VoiceError
from segmentcast.model import (
    Edit,
    Finding,
    LexiconEntry,
    Paragraph,
    Phonemes,
    Reading,
    Spoken,
    Transcript,
    Utterance,
    Voice,
)
from segmentcast.ports import Pronouncer
from segmentcast.reading.date_order import (
    MAYBE_A_DATE,
    DateOrder,
    by_tag,
    date_order,
    names_a_month,
)
from segmentcast.reading.folding import fold, letter_edits
from segmentcast.reading.initialisms import as_word, spelled
from segmentcast.reading.places import place
from segmentcast.reading.sentences import split_sentences
from segmentcast.reading.spoken_forms import find_edits, single_spaced
from segmentcast.reading.text_pieces import LONGEST_PIECE, near_middle, quiet_runs, speakable
from segmentcast.vocabulary.languages import primary


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence after a clause of a long sentence, a sentence, a paragraph and a turn, and what a stage direction adds."""

    sentence_ms: int = 250
    paragraph_ms: int = 450
    turn_ms: int = 600
    clause_ms: int = 100
    direction_ms: int = 500


_DEFAULT_PAUSES = Pauses()


def compose(
    transcript: Transcript,
    voices: Mapping[str, Voice],
    lexicon: Pronouncer,
    *,
    pauses: Pauses = _DEFAULT_PAUSES,
    language: str = "",
) -> Reading:
    """The reading of `transcript`: one utterance for each sentence, in order.

    `voices` gives each speaker's voice by `Speaker.key`. `language` (BCP 47) overrides the
    transcript's own; the default is English. A stage direction for a pause lengthens the pause before
    it, or the one after the sentence that contains it. Raises VoiceError naming every speaker who has
    words but no voice.
    """
    language = language or transcript.language or "en"
    _require_voices(transcript, voices)
    dates = _dates(transcript, language)
    spoken_pieces: list[tuple[int, int, str, Spoken, tuple[Edit, ...]]] = []
    after_ms: list[int] = []
    for turn_index, turn in enumerate(transcript.turns):
        for index, paragraph in enumerate(turn.paragraphs):
            pieces = [
                piece
                for start, end in split_sentences(paragraph.text, language)
                for piece in _within_bounds(paragraph.text, start, end, lexicon, language, dates)
            ]
            spans = [(piece.start, piece.end) for piece in pieces]
            first = len(spoken_pieces)
            if spoken_pieces and spans:
                same_turn = spoken_pieces[-1][0] == turn_index
                after_ms[-1] += pauses.paragraph_ms if same_turn else pauses.turn_ms
            for piece in pieces:
                text = paragraph.text[piece.start : piece.end]
                spoken_pieces.append((turn_index, index, text, piece.spoken, piece.edits))
                after_ms.append(_pause_within(text, pauses))
            if spans:
                after_ms[-1] = 0
            for at in _direction_places(paragraph, spans):
                if first + at >= 0:
                    after_ms[first + at] += pauses.direction_ms
    if spoken_pieces:
        after_ms[-1] += pauses.turn_ms
    utterances: list[Utterance] = []
    for (turn_index, index, text, spoken, edits), pause_ms in zip(
        spoken_pieces, after_ms, strict=True
    ):
        speaker = transcript.turns[turn_index].speaker
        utterances.append(
            Utterance(turn_index, index, speaker, voices[speaker], text, spoken, pause_ms, edits)
        )
    findings = () if dates else _undated(transcript, utterances)
    return Reading(tuple(utterances), language, tuple(findings))


def _dates(transcript: Transcript, language: str) -> DateOrder | None:
    """The order of day and month, looked for only where a date needs it."""
    if primary(language) != "en":
        return None
    texts = [paragraph.text for turn in transcript.turns for paragraph in turn.paragraphs]
    if not any(MAYBE_A_DATE.search(text) for text in texts):
        return by_tag(language)
    return date_order([transcript.summary, *texts], language)


def _undated(transcript: Transcript, utterances: Sequence[Utterance]) -> Iterator[Finding]:
    """A warning for each date that is another one with the day first."""
    for utterance in utterances:
        for edit in utterance.edits:
            if not (names_a_month(edit.spoken) and MAYBE_A_DATE.fullmatch(edit.written)):
                continue
            other = find_edits(f"On {edit.written}", "en", dates="day first")
            if not other or other[0].spoken == edit.spoken:
                continue
            yield Finding(
                "warning", "date-order", place(transcript, utterance.turn, utterance.paragraph),
                f'"{edit.written}" is said as {edit.spoken}; if the day comes first, it is {other[0].spoken}.',
                'Write language = "en-US" (the month first) or "en-GB" (the day first) in episode.toml.',
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    """The characters `start:end` of a paragraph, and their spoken form."""

    start: int
    end: int
    spoken: Spoken
    edits: tuple[Edit, ...]


def _within_bounds(
    text: str, start: int, end: int, lexicon: Pronouncer, language: str, dates: DateOrder | None
) -> Iterator[_Piece]:
    """A piece of a sentence, halved if its spoken form is much longer ("$3m" is three words)."""
    written = text[start:end]
    spoken, edits = speak(written, lexicon, language, dates=dates)
    cut = None
    if len(spoken.text) > LONGEST_PIECE:
        cut = near_middle(written, [(edit.start, edit.end) for edit in edits])
    if cut is None:
        yield _Piece(start, end, spoken, edits)
        return
    yield from _within_bounds(text, start, start + cut[0], lexicon, language, dates)
    yield from _within_bounds(text, start + cut[1], end, lexicon, language, dates)


def speak(
    text: str, lexicon: Pronouncer, language: str, *, dates: DateOrder | None = None
) -> tuple[Spoken, tuple[Edit, ...]]:
    """The spoken form of `text`, and every edit that leads to it.

    The lexicon comes first; the table of spoken forms covers the rest. Runs of white space become
    single spaces, which isn't an edit: the words stay the same.
    """
    # letters are folded one for one, so that a name is found whatever its accents
    folded = fold(text) if primary(language) == "en" else text
    hits = lexicon.find(text, language)
    if folded is not text:
        own = {at for hit in hits for at in range(hit.start, hit.end)}
        others = lexicon.find(folded, language)
        hits = (*hits, *(hit for hit in others if own.isdisjoint(range(hit.start, hit.end))))
    # a megabyte of dashes between two words stays in the captions, but no engine should get it
    quiet = quiet_runs(text) if len(text) > LONGEST_PIECE else []
    changes = [
        *find_edits(folded, language, [*((hit.start, hit.end) for hit in hits), *quiet], dates=dates),
        *(Edit("symbol", start, end, text[start:end], " ") for start, end in quiet),
        *(
            Edit("lexicon", hit.start, hit.end, text[hit.start : hit.end],
                 _pronounced(hit.entry, folded, hit.start, hit.end))
            for hit in hits
        ),
    ]  # fmt: skip
    if folded is not text:
        changes = [replace(edit, written=text[edit.start : edit.end]) for edit in changes]
        changes += letter_edits(text, changes)
    edits = tuple(sorted(changes, key=lambda edit: edit.start))
    if not edits:
        plain = single_spaced(text)
        return Spoken((plain[1:] if plain.startswith(" ") else plain).rstrip()), ()
    entries = {hit.start: hit.entry for hit in hits}
    pieces: list[str] = []
    phonemes: list[Phonemes] = []
    length = 0

    def add(piece: str) -> None:
        nonlocal length
        piece = single_spaced(piece)
        if piece.startswith(" ") and (not pieces or pieces[-1].endswith(" ")):
            piece = piece[1:]
        if piece:
            pieces.append(piece)
            length += len(piece)

    position = 0
    for edit in edits:
        add(text[position : edit.start])
        before = length
        add(edit.spoken)
        if edit.kind == "lexicon" and entries[edit.start].kind == "phonemes":
            phonemes.append(Phonemes(before, length, entries[edit.start].say))
        position = edit.end
    add(text[position:])
    return Spoken("".join(pieces).rstrip(), tuple(phonemes)), edits


def _pronounced(entry: LexiconEntry, text: str, start: int, end: int) -> str:
    written = text[start:end]
    match entry.kind:
        case "substitute":
            spoken = entry.say
        case "spell":
            spoken = spelled(written)
        case "word":
            spoken = as_word(written)
        case "phonemes":
            return written
    ends_sentence = written.endswith(".") and not speakable(text[end:])
    return f"{spoken}." if ends_sentence and not spoken.endswith(".") else spoken


def _pause_within(text: str, pauses: Pauses) -> int:
    ends_sentence = text.rstrip("\"'”’)]»").endswith(
        (".", "!", "?", "…", "。", "！", "？", "।", "؟")
    )
    return pauses.sentence_ms if ends_sentence else pauses.clause_ms


def _direction_places(paragraph: Paragraph, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """For each gap that holds a pausing direction: the index of the sentence before it, -1 for the one of the paragraph before."""
    if not paragraph.directions:
        return
    starts = [start for start, _ in spans]
    yield from sorted(
        {
            bisect_left(starts, direction.offset) - 1
            for direction in paragraph.directions
            if direction.effect == "pause"
        }
    )


def _require_voices(transcript: Transcript, voices: Mapping[str, Voice]) -> None:
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    missing = dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker not in voices)
    if missing:
        raise VoiceError(
            Problem("", f"{names.get(key, key)} has no voice.", "Name one in the cast.")
            for key in missing
        )
