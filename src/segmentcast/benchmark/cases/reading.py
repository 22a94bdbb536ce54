"""Reading a transcript of an hour, against splitting its paragraphs into sentences alone."""

from __future__ import annotations

from segmentcast import lexicon, reading, transcript
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.nouns import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.model import Voice

WORDS_IN_AN_HOUR = 9_500


def run(task: Task) -> tuple[Row, ...]:
    """Speakers, sentences, spoken forms, proof; the floor is the sentence splitter by itself."""
    data = material.conversation(round(WORDS_IN_AN_HOUR * task.factor))
    entries = lexicon.Lexicon(lexicon.default_lexicon())
    known = transcript.read(data, "transcript.txt")
    paragraphs = [paragraph.text for turn in known.turns for paragraph in turn.paragraphs]
    voices = {speaker.key: Voice("tone", "low") for speaker in known.speakers}

    def split() -> None:
        for paragraph in paragraphs:
            reading.split_sentences(paragraph, "en")

    def read() -> None:
        found = transcript.read(data, "transcript.txt")
        reading.prove(found, reading.compose(found, voices, entries))

    read()
    return tuple(
        side_by_side(
            "reading",
            {"sentence splitter alone": split, "read, compose and prove": read},
            amount=sum(len(paragraph.split()) for paragraph in paragraphs),
            unit="words",
            rounds=task.rounds,
        )
    )
