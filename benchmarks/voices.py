"""How well voices are told apart, on recordings of people: a folder with one folder for each reader.

    python -m benchmarks.voices FOLDER [--without-spectrum]

Each reader's folder has ten or more recordings of a sentence or two. Such folders are in
Resemblyzer's repository (`audio_data/librispeech_test-other`: ten readers of LibriSpeech, CC BY
4.0). Every pair of readers becomes a talk of 20 turns of a fixed length; the table shows the share
of turns that are told at all (a second of speech and more), the share of those that are right, for
all pairs and for the worst, and of 4 labels of 20 that were
swapped how many are reported, and how many right ones. `--without-spectrum` first filters every
reader to the average spectrum of all, so that no microphone or room gives anybody away.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.alignment import RATE_HZ
from segmentcast.alignment.activity import LevelRecorder, listen
from segmentcast.errors import SoundError
from segmentcast.listening.two_voices import tell_apart
from segmentcast.listening.voice_check import contrary_voices
from segmentcast.listening.voice_statistics import VoiceStatistics, statistics_of

_TURNS, _SWAPPED = 10, 4
_SECONDS = (5.0, 3.0, 2.0, 1.5)
_FFT = 512

Readers = dict[str, list[NDArray[np.float32]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voices", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-spectrum", action="store_true")
    options = parser.parse_args(arguments)
    readers = {path.name: _recordings(path) for path in sorted(options.folder.iterdir())}
    readers = {name: sounds for name, sounds in readers.items() if len(sounds) == _TURNS}
    if options.without_spectrum:
        readers = _without_spectrum(readers)
    print(f"{len(readers)} readers, {len(readers) * (len(readers) - 1) // 2} pairs")
    print("seconds  told %  right %  worst pair  swapped reported  right ones reported")
    for seconds in _SECONDS:
        turns = {name: _turns(sounds, seconds) for name, sounds in readers.items()}
        pairs = list(combinations(turns, 2))
        rows = [(*_right(turns[one], turns[other]), f"{one}/{other}") for one, other in pairs]
        right, told, worst = min(rows, key=lambda row: row[0] / max(1, row[1]))
        reported, wrongly = _labels(turns, pairs)
        print(
            f"{seconds:7}  {100 * sum(row[1] for row in rows) / (2 * _TURNS * len(pairs)):6.1f}"
            f"  {100 * sum(row[0] for row in rows) / max(1, sum(row[1] for row in rows)):7.2f}"
            f"  {worst} {right}/{told}"
            f"  {reported:4} of {_SWAPPED * len(pairs):4}      {wrongly:4} of"
            f" {(2 * _TURNS - _SWAPPED) * len(pairs)}",
            flush=True,
        )
    return 0


def _right(one: list[VoiceStatistics], other: list[VoiceStatistics]) -> tuple[int, int]:
    """How many turns are on the right side, and how many are told."""
    voices = tell_apart([*one, *other])
    if voices is None:
        return 0, 0
    signs = np.sign(voices.log_odds) * np.repeat((-1, 1), (len(one), len(other)))
    return int(max((signs > 0).sum(), (signs < 0).sum())), int(np.count_nonzero(signs))


def _labels(
    turns: dict[str, list[VoiceStatistics]], pairs: Sequence[tuple[str, str]]
) -> tuple[int, int]:
    """Of the labels that were swapped, how many are reported with the right voice; and of the others."""
    chance = random.Random(0)
    reported = wrongly = 0
    for pair in pairs:
        truth = [name for name in pair for _ in turns[name]]
        swapped = set(chance.sample(range(len(truth)), _SWAPPED))
        labels = [
            pair[1 - pair.index(name)] if at in swapped else name for at, name in enumerate(truth)
        ]
        spoken = [turn for name in pair for turn in turns[name]]
        for contrary in contrary_voices(spoken, labels):
            if contrary.turn in swapped:
                reported += contrary.voice == truth[contrary.turn]
            else:
                wrongly += 1
    return reported, wrongly


def _recordings(folder: Path) -> list[NDArray[np.float32]]:
    """The first recordings in a reader's folder, mono at RATE_HZ."""
    sounds: list[NDArray[np.float32]] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            source = audio_io.open_source(path)
        except SoundError:
            continue
        windows = [window.samples for window in listen(source, LevelRecorder())]
        sounds.append(np.concatenate(windows).astype(np.float32))
    return sounds[:_TURNS]


def _turns(sounds: Sequence[NDArray[np.float32]], seconds: float) -> list[VoiceStatistics]:
    """The first seconds of each recording, from where speech begins."""
    statistics = []
    for sound in sounds:
        size = RATE_HZ // 100
        cells = sound[: len(sound) // size * size].reshape(-1, size)
        levels_db = 10 * np.log10(cells.var(axis=1) + 1e-3)
        first = int(np.argmax(levels_db > levels_db.max() - 35)) * size
        piece = sound[first : first + int(seconds * RATE_HZ)]
        statistics.append(statistics_of(np.clip(piece, -32_768, 32_767).astype(np.int16)))
    return statistics


def _without_spectrum(readers: Readers) -> Readers:
    """Every reader filtered to the average spectrum of all."""
    spectra = {name: _spectrum(sounds) for name, sounds in readers.items()}
    average = np.exp(np.mean([np.log(spectrum) for spectrum in spectra.values()], axis=0))
    filtered: Readers = {}
    for name, sounds in readers.items():
        gain = np.sqrt(average / spectra[name])
        response = np.roll(np.fft.irfft(gain, _FFT), _FFT // 2) * np.hanning(_FFT)
        filtered[name] = [
            np.convolve(sound, response, "same").astype(np.float32) for sound in sounds
        ]
    return filtered


def _spectrum(sounds: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    frames = np.concatenate(
        [np.lib.stride_tricks.sliding_window_view(sound, _FFT)[:: _FFT // 2] for sound in sounds]
    )
    return np.asarray((np.abs(np.fft.rfft(frames * np.hanning(_FFT))) ** 2).mean(axis=0) + 1e-3)


if __name__ == "__main__":
    sys.exit(main())
