"""The five texts of `benchmarks/texts/`, read aloud by a voice: each sentence with its sound.

What a recogniser is measured on: about 600 words each of a market report, sport, science, court and
weather, written for this project. Sentences are spoken as a publish speaks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmentcast import cast, lexicon, reading
from segmentcast.alignment import RATE_HZ, Window
from segmentcast.cache import KeptSpeech
from segmentcast.listening.proof import SpokenSentence, span_of
from segmentcast.model import Paragraph, Part, Speaker, Transcript, Turn, Utterance
from segmentcast.narration import say
from segmentcast.narration.inner_pauses import cuts, moved, shortened
from segmentcast.polyphase import converted
from segmentcast.ports import Engine
from segmentcast.workspace.show_voices import ShowVoices

TEXTS = Path(__file__).parent / "texts"
NAMES = ("market", "sport", "science", "court", "weather")
VOICES = ("hibari/heart", "piper/joe")
_LEAD_MS, _PAUSE_MS = 250, 250


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A text as it was spoken: its sentences with their sound, and the whole at 16 kHz."""

    name: str
    voice: str
    utterances: tuple[Utterance, ...]
    spoken: tuple[KeptSpeech, ...]
    sentences: tuple[SpokenSentence, ...]
    samples: NDArray[np.int16]

    def windows(self, groups: Sequence[range]) -> Iterator[Window]:
        """The sound of each group of sentences."""
        for group in groups:
            start_ms, end_ms = span_of(self.sentences, group)
            part = self.samples[start_ms * RATE_HZ // 1000 : end_ms * RATE_HZ // 1000]
            yield Window(start_ms, part)


def paragraphs_of(name: str) -> list[str]:
    """The paragraphs of one of the texts."""
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    return [" ".join(block.split()) for block in text.split("\n\n") if block.strip()]


def rows_of(name: str) -> list[list[str]]:
    """The rows of one of the tables beside the texts."""
    lines = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


def joined(utterance: Utterance, engine: Engine) -> KeptSpeech:
    """A sentence as it is heard in an episode, its pauses shortened."""
    speech = say(utterance, engine)
    spans = cuts(speech.samples, speech.rate_hz, speech.words, utterance.spoken.text)
    return KeptSpeech(
        shortened(speech.samples, spans, speech.rate_hz),
        speech.rate_hz,
        moved(speech.words, spans, speech.rate_hz),
    )


def speak(name: str, paragraphs: Sequence[str], voice: str) -> SpokenText:
    """Reads paragraphs aloud: a sentence after the other, with the usual pause between."""
    speaker = Speaker("reader", "Reader", Part.NARRATOR)
    turn = Turn("reader", tuple(Paragraph(text) for text in paragraphs))
    composed = reading.compose(
        Transcript((turn,), (speaker,), language="en"),
        {"reader": cast.parse_voice(voice, "--voice")},
        lexicon.Lexicon(lexicon.default_lexicon()),
        language="en",
    )
    engine = ShowVoices({}, "").engine(voice.partition("/")[0])
    spoken = tuple(joined(utterance, engine) for utterance in composed.utterances)
    silence = np.zeros(RATE_HZ * _PAUSE_MS // 1000, np.int16)
    parts = [np.zeros(RATE_HZ * _LEAD_MS // 1000, np.int16)]
    sentences = []
    at = len(parts[0])
    for utterance, speech in zip(composed.utterances, spoken, strict=True):
        full = speech.samples.astype(np.float32) / np.float32(32768)
        sound = converted(full.astype(np.float32), RATE_HZ, speech.rate_hz)
        low = np.rint(np.clip(sound, -1, 1) * 32767).astype(np.int16)
        start_ms, end_ms = at * 1000 // RATE_HZ, (at + len(low)) * 1000 // RATE_HZ
        sentences.append(SpokenSentence(utterance.text, start_ms, end_ms))
        parts += [low, silence]
        at += len(low) + len(silence)
    return SpokenText(
        name, voice, composed.utterances, spoken, tuple(sentences), np.concatenate(parts)
    )
