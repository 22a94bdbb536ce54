"""How well the default voices are understood, and how long they pause inside a sentence.

    python -m benchmarks.heard [--voice hibari/heart] [--text market] [--json]

Each of the five texts is read aloud by each default voice, as a publish reads it, and heard again by
Whisper base. Printed are the word error rate (numbers and spelling written alike) and the longest
silence inside a sentence: where no mark stands, and at a mark (comma, dash, colon ...).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.spoken_texts import NAMES, VOICES, SpokenText, paragraphs_of, speak
from segmentcast.cache import KeptSpeech
from segmentcast.listening.comparison import compared_words, differences, names_in
from segmentcast.listening.homophones import sound_alike
from segmentcast.listening.proof import grouped
from segmentcast.listening.recogniser import SpeechRecogniser

_CELL_MS = 10
_SILENT_DB = -45.0
"""Below the loudest 10 ms of the sentence."""
_MARK = re.compile(r"[,;:—–…()\"“”.!?]|\s-\s")


@dataclass(frozen=True, slots=True)
class Understanding:
    """One text in one voice: words, errors (names that sound alike are none), and silences in ms."""

    text: str
    voice: str
    words: int
    errors: int
    longest_without_mark_ms: int
    longest_at_mark_ms: int

    @property
    def rate(self) -> float:
        return self.errors / self.words


def understood(spoken: SpokenText, recogniser: SpeechRecogniser) -> tuple[int, int]:
    """Words, and how many of them were put in, left out, or heard as others."""
    groups = list(grouped(spoken.sentences))
    heard = " ".join(window.text for window in recogniser.listen(spoken.windows(groups), "en"))
    texts = [sentence.text for sentence in spoken.sentences]
    written = compared_words(" ".join(texts), "en", names_in(texts))
    words = compared_words(heard, "en")
    errors = 0
    for place in differences(written, words):
        left = [written[at].spoken for at in place.written]
        right = [words[at].spoken for at in place.heard]
        if not sound_alike(left, right, "en"):
            errors += max(len(left), len(right))
    return len(written), errors


def silences(spoken: SpokenText) -> Iterator[tuple[int, bool]]:
    """Each silence inside a sentence: its length in ms, and whether a mark stands there."""
    for utterance, speech in zip(spoken.utterances, spoken.spoken, strict=True):
        text = utterance.spoken.text
        for start_ms, end_ms in _silent(speech):
            before = [word for word in speech.words if word.start_ms < start_ms + _CELL_MS]
            after = [word for word in speech.words if word.start_ms >= start_ms + _CELL_MS]
            if not before or not after:
                continue
            between = text[before[-1].start : after[0].start]
            yield end_ms - start_ms, bool(_MARK.search(between))


def _silent(speech: KeptSpeech) -> Iterator[tuple[int, int]]:
    """The silent runs within a sentence, without its ends."""
    cell = speech.rate_hz * _CELL_MS // 1000
    whole = speech.samples[: len(speech.samples) // cell * cell].astype(np.float64)
    power = (whole.reshape(-1, cell) ** 2).mean(axis=1)
    silent = power < power.max() * 10 ** (_SILENT_DB / 10)
    loud = np.flatnonzero(~silent)
    inner = silent[loud[0] : loud[-1] + 1].astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inner, [0])))).reshape(-1, 2)
    for start, end in edges + loud[0]:
        yield int(start) * _CELL_MS, int(end) * _CELL_MS


def measure(name: str, voice: str, recogniser: SpeechRecogniser) -> Understanding:
    """One text in one voice."""
    spoken = speak(name, paragraphs_of(name), voice)
    words, errors = understood(spoken, recogniser)
    runs = list(silences(spoken))
    return Understanding(
        name,
        voice,
        words,
        errors,
        max((ms for ms, mark in runs if not mark), default=0),
        max((ms for ms, mark in runs if mark), default=0),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each text and voice, and the rate of each voice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.heard", description=__doc__)
    parser.add_argument("--voice", action="append", help="a voice (default: both default voices)")
    parser.add_argument("--text", action="append", choices=NAMES, help="a text (default: all five)")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args(arguments)
    recogniser = SpeechRecogniser(workers=os.cpu_count() or 1)
    rows = []
    for voice in options.voice or VOICES:
        for name in options.text or NAMES:
            row = measure(name, voice, recogniser)
            rows.append(row)
            if not options.json:
                print(
                    f"{voice} {name}: {row.rate:.1%} of {row.words} words wrong; longest silence"
                    f" {row.longest_without_mark_ms} ms without a mark, {row.longest_at_mark_ms} ms at one",
                    flush=True,
                )
        mine = [row for row in rows if row.voice == voice]
        if not options.json:
            rate = sum(row.errors for row in mine) / sum(row.words for row in mine)
            print(f"{voice}: {rate:.1%} of all words wrong")
    if options.json:
        print(json.dumps([asdict(row) | {"rate": round(row.rate, 5)} for row in rows], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
