"""Reads transcripts of an hour; the floor only splits their paragraphs into sentences."""

from __future__ import annotations

from dataclasses import replace

from segmentcast import lexicon, reading, transcript
from segmentcast.benchmark import machine, material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.model import Transcript, Voice

WORDS_IN_AN_HOUR = 9_500


def run(task: Task) -> tuple[Row, ...]:
    """Speakers, sentences, spoken forms and proof; the floor is the sentence splitter.

    Every second transcript has no labels. A factor above 1 reads more transcripts, none twice, and
    the note reports how much memory grew meanwhile.
    """
    entries = lexicon.Lexicon(lexicon.default_lexicon())
    count, words = max(1, round(task.factor)), round(WORDS_IN_AN_HOUR * min(1.0, task.factor))
    grown: list[float] = []

    def pages() -> list[bytes]:
        return [
            material.conversation(words, first=number * 5_000, labelled=number % 2 == 0)
            for number in range(count)
        ]

    def spoken(page: Transcript) -> list[str]:
        return [paragraph.text for turn in page.turns for paragraph in turn.paragraphs]

    def split() -> None:
        for page in pages():
            for paragraph in page.decode().split("\n\n"):
                reading.split_sentences(paragraph, "en")

    def read() -> None:
        for page in pages():
            transcript.read(page, "transcript.txt")

    def prove() -> None:
        before = machine.peak_mb()
        for page in pages():
            parsed = transcript.read(page, "transcript.txt")
            voices = {speaker.key: Voice("tone", "low") for speaker in parsed.speakers}
            reading.prove(parsed, reading.compose(parsed, voices, entries))
        grown.append((machine.peak_mb() or 0.0) - (before or 0.0))

    prove()
    rows = side_by_side(
        "reading",
        {"sentence splitter alone": split, "read": read, "read, compose and prove": prove},
        amount=sum(
            len(paragraph.split())
            for page in pages()
            for paragraph in spoken(transcript.read(page, "transcript.txt"))
        ),
        unit="words",
        rounds=task.rounds,
    )
    note = f"{count} transcripts, memory {max(grown[1:]):+.1f} MB"
    return (*rows[:2], replace(rows[2], note=note))
