"""Tells listeners and readers, in the episode's language, that voices are synthetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segmentcast import reading
from segmentcast.config.sound import NoticeConfig
from segmentcast.model import Paragraph, Part, Speaker, Transcript, Turn, Utterance, Voice
from segmentcast.ports import Pronouncer
from segmentcast.vocabulary import wordings

NOTICE_TURN = -1
"""The turn number of the spoken notice's cues. The notice is in no transcript."""

NOTICE_SPEAKER = ""
USUAL_MINUTES = 10
"""How often the notice is repeated where everything is narrated."""
_MS_A_CHARACTER = 65
"""About 155 words of English a minute."""
_LEAST_LEFT_MS = 60_000
"""No repetition this close to the end."""
_FIRST_WIDE = 0x2E80
_WIDE = 3
"""Chinese, Japanese and Korean characters stand for syllables or words."""


def is_notice(turn: int) -> bool:
    """Whether a turn number is that of the spoken notice, or of a repetition of it."""
    return turn < 0


def place_of_turn(turn: int, *, notice_first: bool) -> tuple[int, int, int]:
    """The position of a turn in the programme: a repetition comes before the turn that it names."""
    if turn == NOTICE_TURN:
        return (0, 0, 0) if notice_first else (2, 0, 0)
    return (1, -turn - 2, 0) if is_notice(turn) else (1, turn, 1)


def with_repetitions(
    spoken: Sequence[Utterance],
    notice: Sequence[Utterance],
    whole: Sequence[Utterance],
    every_minutes: int,
) -> tuple[Utterance, ...]:
    """What engines speak, with the notice again between turns, about every so many minutes.

    `spoken` holds the notice and the narrated sentences, `whole` all sentences in order. Times are
    estimated from the text, so that the place depends on the words alone.
    """
    before = _turns_to_repeat_before(whole, every_minutes * 60_000) if notice else []
    rows = [*spoken]
    for turn in before:
        repeated = [replace(utterance, turn=-turn - 2) for utterance in notice]
        at = next((n for n, row in enumerate(rows) if row.turn >= turn), None)
        if at is None:
            last = max(n for n, row in enumerate(rows) if row.turn != NOTICE_TURN)
            at = last + 1
        rows[at:at] = repeated
    return tuple(rows)


def _turns_to_repeat_before(whole: Sequence[Utterance], every_ms: int) -> list[int]:
    lengths = [_length_ms(utterance) for utterance in whole]
    left_ms, since_ms = sum(lengths), 0
    turns: list[int] = []
    for number, (utterance, length_ms) in enumerate(zip(whole, lengths, strict=True)):
        begins = number > 0 and utterance.turn != whole[number - 1].turn
        if begins and since_ms >= every_ms > 0 and left_ms >= _LEAST_LEFT_MS:
            turns.append(utterance.turn)
            since_ms = 0
        since_ms += length_ms
        left_ms -= length_ms
    return turns


def _length_ms(utterance: Utterance) -> int:
    characters = sum(_WIDE if ord(c) >= _FIRST_WIDE else 1 for c in utterance.spoken.text)
    return characters * _MS_A_CHARACTER + utterance.pause_after_ms


def spoken_notice(
    config: NoticeConfig,
    voices: Sequence[Voice],
    *,
    mixed: bool,
    language: str,
    lexicon: Pronouncer,
    pauses: reading.Pauses,
) -> tuple[Utterance, ...]:
    """The spoken notice as utterances without a turn, in the first of `voices`.

    Empty if the show wants no spoken notice, if nothing is narrated, or if there is no text for the
    language.
    """
    if config.place == "none" or not voices:
        return ()
    wording = wordings.known(language)
    text = config.text
    if not text and wording:
        key = ("partly_" if mixed else "") + (
            "read_by_voice" if len(set(voices)) == 1 else "read_by_voices"
        )
        text = wording.text(key)
    if not text:
        return ()
    speaker = Speaker(NOTICE_SPEAKER, "", Part.NARRATOR)
    transcript = Transcript(
        (Turn(NOTICE_SPEAKER, (Paragraph(text),)),), (speaker,), language=language
    )
    spoken = reading.compose(
        transcript, {NOTICE_SPEAKER: voices[0]}, lexicon, pauses=pauses, language=language
    )
    return tuple(replace(utterance, turn=NOTICE_TURN) for utterance in spoken.utterances)


def written_notice(
    config: NoticeConfig, transcript: Transcript, recorded: frozenset[int], language: str
) -> str:
    """The notice for page and feed, or an empty string if their standard sentence is enough.

    If an episode mixes recorded and synthetic voices, the notice names the speakers of each kind. A
    speaker with both gets the numbers of the synthetic turns.
    """
    turns = transcript.turns
    narrated = [number for number in range(len(turns)) if number not in recorded]
    if not narrated:
        return ""
    if not recorded:
        return config.text
    wording = wordings.language(language)
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    heard = list(dict.fromkeys(turns[number].speaker for number in sorted(recorded)))
    synthetic = list(dict.fromkeys(turns[number].speaker for number in narrated))
    spoken = [
        _with_turns(names[key], [n for n in narrated if turns[n].speaker == key], wording)
        if key in heard
        else names[key]
        for key in synthetic
    ]
    there = [names[key] for key in heard]
    return " ".join(
        (
            wording.text(
                "spoken_by_voices" if len(spoken) > 1 else "spoken_by_voice",
                names=_joined(spoken, wording),
            ),
            wording.text(
                "heard_in_recordings" if len(there) > 1 else "heard_in_recording",
                names=_joined(there, wording),
            ),
        )
    )


def _with_turns(name: str, numbers: Sequence[int], wording: wordings.Language) -> str:
    shown = ", ".join(str(number + 1) for number in numbers)
    return f"{name} ({wording.text('turns', numbers=shown)})"


def _joined(names: Sequence[str], wording: wordings.Language) -> str:
    comma, last = wording.text("list_comma"), wording.text("list_and")
    return last.join((comma.join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
