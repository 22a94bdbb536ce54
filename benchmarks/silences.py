"""Silences inside of sentences, in both default voices: python -m benchmarks.silences [FILE ...]

Each line of a file is a sentence (of a table its first column). Without files: the phrases of the
tests. Measured is what is joined to an episode. A silence over 0.2 s where no mark stands, or over
0.6 s at one, is printed, and exits with 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.spoken_texts import joined
from segmentcast.engines import hibari, piper
from segmentcast.lexicon import Lexicon, default_lexicon
from segmentcast.model import Utterance, Voice
from segmentcast.ports import Engine
from segmentcast.reading import speak, split_sentences

PHRASES = Path(__file__).parents[1] / "tests" / "reading" / "phrases.tsv"
VOICES = (Voice("hibari", "heart"), Voice("piper", "joe"))
LONGEST_S, LONGEST_AT_A_MARK_S = 0.2, 0.6
_STEP_S = 0.01
_QUIET = 10 ** (-40 / 20)
_MARK = re.compile(r"[,;:!?()—–…\"]|\.(?=\s)|--")


def longest_silence_s(samples: NDArray[np.int16], rate_hz: int) -> float:
    """The longest run 40 dB below the loudest tenths of a sentence, between its first and last sound."""
    step = int(rate_hz * _STEP_S)
    frames = samples[: len(samples) // step * step].reshape(-1, step)
    level = np.sqrt((frames.astype(np.float64) ** 2).mean(axis=1))
    loud = np.flatnonzero(level > _QUIET * np.quantile(level, 0.95))
    return float(np.diff(loud).max() - 1) * _STEP_S if len(loud) > 1 else 0.0


def _sentences(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.split("\t")[0]
            yield from (text[start:end] for start, end in split_sentences(text, "en"))


_LEXICON = Lexicon(default_lexicon())


def main(paths: list[Path]) -> int:
    """Prints each sentence with a hole, and the totals by voice."""
    sentences = list(dict.fromkeys(_sentences(paths or [PHRASES])))
    engines: dict[str, Engine] = {"hibari": hibari.build({}), "piper": piper.build({})}
    holes = 0
    for voice in VOICES:
        longest = {False: 0.0, True: 0.0}
        for text in sentences:
            spoken, edits = speak(text, _LEXICON, "en")
            marked = _MARK.search(spoken.text[:-1]) is not None
            utterance = Utterance(0, 0, "reader", voice, text, spoken, 0, edits)
            speech = joined(utterance, engines[voice.engine])
            silence_s = longest_silence_s(speech.samples, speech.rate_hz)
            longest[marked] = max(longest[marked], silence_s)
            if silence_s > (LONGEST_AT_A_MARK_S if marked else LONGEST_S) + _STEP_S / 2:
                holes += 1
                print(f"{voice}: {silence_s:.2f} s in: {spoken.text}")
        print(
            f"{voice}: {len(sentences)} sentences; longest silence {longest[False]:.2f} s without "
            f"a mark, {longest[True]:.2f} s with one"
        )
    return 1 if holes else 0


if __name__ == "__main__":
    raise SystemExit(main([Path(name) for name in sys.argv[1:]]))
