"""Whether the proof by ear catches what is wrong and leaves alone what is right.

    python -m benchmarks.proof_by_ear [--part right|wrong|misquotes] [--show]

*right*: the sentences of the five texts as both default voices say them; each that is reported is a
false alarm. *wrong*: 50 sentences that are spoken otherwise than they are written (symbols read out,
other numbers, Japanese by an English voice). *misquotes*: words of the texts changed in the transcript
while the sound stays. The thresholds of `segmentcast.listening.proof` were chosen on the texts `market`
and `sport` and the odd rows of the table; the figures that count are those of the others.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.spoken_texts import NAMES, VOICES, SpokenText, paragraphs_of, rows_of, speak
from segmentcast.listening.proof import Mishearing, SpokenSentence, grouped, prove_by_ear
from segmentcast.listening.recogniser import SpeechRecogniser

CHOSEN_ON = ("market", "sport")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were looked at, and how many of them were reported."""

    looked_at: int
    reported: int


def mishearings(
    spoken: SpokenText, sentences: Sequence[SpokenSentence], recogniser: SpeechRecogniser
) -> list[Mishearing]:
    """Everything that was heard otherwise than these sentences are written."""
    groups = list(grouped(sentences))
    heard = prove_by_ear(spoken.windows(groups), sentences, groups, recogniser, "en")
    return [one for group in heard for one in group]


def right(recogniser: SpeechRecogniser, names: Sequence[str], show: bool) -> Tally:
    """Sentences that are spoken right: what is reported is a false alarm."""
    looked_at = reported = 0
    for name in names:
        for voice in VOICES:
            spoken = speak(name, paragraphs_of(name), voice)
            heard = mishearings(spoken, spoken.sentences, recogniser)
            looked_at += len(spoken.sentences)
            reported += len({one.sentence for one in heard if one.is_clear})
            _print(show, f"{name} {voice}", heard)
    return Tally(looked_at, reported)


def wrong(recogniser: SpeechRecogniser, rows: Sequence[list[str]], show: bool) -> Tally:
    """Sentences that are spoken otherwise than they are written."""
    reported = 0
    for at, (written, said) in enumerate(rows):
        spoken = speak("wrong", [said], VOICES[at % 2])
        end_ms = spoken.sentences[-1].end_ms
        heard = mishearings(spoken, [SpokenSentence(written, 250, end_ms)], recogniser)
        caught = any(one.is_clear for one in heard)
        reported += caught
        _print(show, f"{'caught' if caught else 'MISSED'}: {written} | {said}", heard)
    return Tally(len(rows), reported)


def misquotes(
    recogniser: SpeechRecogniser, names: Sequence[str], show: bool
) -> Iterator[tuple[str, Tally, Tally]]:
    """For each text: the changed places that were reported, and the other places that were."""
    for name in names:
        rows = [(row[1], row[2]) for row in rows_of("misquotes.tsv") if row[0] == name]
        spoken = speak(name, paragraphs_of(name), VOICES[len(name) % 2])
        sentences = list(spoken.sentences)
        changed: list[int] = []
        for said, written in rows:
            (at,) = [i for i, one in enumerate(sentences) if said in one.text]
            one = sentences[at]
            text = one.text.replace(said, written, 1)
            sentences[at] = SpokenSentence(text, one.start_ms, one.end_ms)
            changed.append(at)
        heard = mishearings(spoken, sentences, recogniser)
        clear = [one for one in heard if one.is_clear]
        caught = 0
        right_ones: set[int] = set()
        for (said, written), at in zip(rows, changed, strict=True):
            hits = [
                number
                for number, one in enumerate(clear)
                if one.sentence == at and _touches(one.written, written, said)
            ]
            caught += bool(hits)
            right_ones.update(hits)
            if show and not hits:
                print(f"  MISSED: {written} | {said}")
        words = sum(len(one.text.split()) for one in sentences)
        false = len(clear) - len(right_ones)
        _print(show, name, heard)
        yield name, Tally(len(rows), caught), Tally(words, false)


def _touches(reported: str, written: str, said: str) -> bool:
    """Whether a report is about the changed words."""
    changed = {word.strip(",.") for word in written.split()} - set(said.split())
    return not reported or any(word.strip(",.") in changed for word in reported.split())


def _print(show: bool, title: str, heard: Sequence[Mishearing]) -> None:
    if not show:
        return
    print(title)
    for one in heard:
        mark = "!" if one.is_clear else " "
        print(
            f"  {mark} {one.log_ratio:7.2f} {'telling' if one.telling else ''} {one.written!r} -> {one.heard!r}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts of the half that the thresholds were chosen on, and of the other half."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proof_by_ear", description=__doc__)
    parser.add_argument("--part", choices=("right", "wrong", "misquotes"))
    parser.add_argument("--show", action="store_true", help="every place, with its ratio")
    parser.add_argument("--half", choices=("chosen", "judged"))
    options = parser.parse_args(arguments)
    recogniser = SpeechRecogniser(workers=os.cpu_count() or 1)
    table = rows_of("wrong.tsv")
    halves = {
        "chosen": (CHOSEN_ON, table[::2]),
        "judged": (tuple(name for name in NAMES if name not in CHOSEN_ON), table[1::2]),
    }
    for half, (names, rows) in halves.items():
        if options.half not in (None, half):
            continue
        if options.part in (None, "wrong"):
            tally = wrong(recogniser, rows, options.show)
            print(f"{half}: {tally.reported} of {tally.looked_at} wrong sentences caught")
        if options.part in (None, "misquotes"):
            for name, caught, false in misquotes(recogniser, names, options.show):
                print(
                    f"{half}: {name}: {caught.reported} of {caught.looked_at} changed places caught,"
                    f" {false.reported} false in {false.looked_at} words"
                )
        if options.part in (None, "right"):
            tally = right(recogniser, names, options.show)
            print(f"{half}: {tally.reported} false alarms in {tally.looked_at} right sentences")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
