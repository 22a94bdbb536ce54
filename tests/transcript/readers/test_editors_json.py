"""JSON of editors and services whose speaker or times are within an object of the segment."""

from __future__ import annotations

import json

import pytest

from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken, starts

_TURNS = (("Mia Falk", "The ferry leaves at nine.", 500, 2000), ("Jon Berg", "Nobody was on board.", 2100, 4000), ("Mia Falk", "Why?", 4200, 5000))  # fmt: skip
# bbc/react-transcript-editor, packages/export-adapters/draftjs-to-digital-paper-edit/draftjs.sample.json
DRAFTJS = {
    "blocks": [
        {"key": f"k{at}", "text": f"{words} ", "type": "paragraph", "entityRanges": [], "data": {"speaker": name, "words": [], "start": start / 1000}}
        for at, (name, words, start, _) in enumerate(_TURNS)
    ],
    "entityMap": {},
}  # fmt: skip
# aws-samples/amazon-transcribe-output-word-document, sample-data/bda-standard.json
BEDROCK = {
    "metadata": {"asset_id": "0", "semantic_modality": "AUDIO"},
    "audio_items": [],
    "audio_segments": [
        {"segment_index": at, "type": "TRANSCRIPT", "text": words, "speaker": {"speaker_label": name}, "start_timestamp_millis": start, "end_timestamp_millis": end}
        for at, (name, words, start, end) in enumerate(_TURNS)
    ],
}  # fmt: skip


@pytest.mark.parametrize("data", [DRAFTJS, BEDROCK], ids=["Draft.js", "Bedrock"])
def test_speakers_and_times_within_an_object(data: dict[str, object]) -> None:
    """Who speaks and when is read where the segment has it in an object of its own."""
    text = json.dumps(data)
    assert spoken(text, "a.json") == [(name, words) for name, words, _, _ in _TURNS]
    assert starts(text, "a.json") == [500, 2100, 4200]


def test_times_that_are_none_are_one_finding() -> None:
    """A date in each of many segments is one thing to look at."""
    segments = [{"speaker": name, "text": words, "timestamp": 1577840400.0} for name, words, _, _ in _TURNS * 4]  # fmt: skip
    assert rules(json.dumps(segments), "a.json").count("time-unread") == 1


def test_a_language_of_three_letters_is_its_two() -> None:
    """Services that give ISO 639-3 mean the same language."""
    data = {"language": "eng", "segments": [{"speaker": name, "text": words} for name, words, _, _ in _TURNS]}  # fmt: skip
    assert read(json.dumps(data).encode(), "a.json").language == "en"


def test_microsoft_streams_transcript() -> None:
    """As Stream and Teams hand it out: the shown name, times with seven digits, events beside the words."""
    entries = [
        {"id": "a/1", "text": text, "rawText": None, "speakerId": "x@y", "speakerDisplayName": name, "confidence": 0.0,
         "startOffset": f"00:00:0{at}.0033780", "endOffset": f"00:00:0{at + 1}.8033780", "spokenLanguageTag": "en-us"}
        for at, (name, text) in enumerate((("Mia Falk", "Is it wet?"), ("Jon Berg", "It is.")), 1)
    ]  # fmt: skip
    data = json.dumps(
        {
            "version": "1.0.0",
            "type": "Transcript",
            "entries": entries,
            "events": [{"eventType": "CallStarted"}],
        }
    )
    assert spoken(data, "t.json") == [("Mia Falk", "Is it wet?"), ("Jon Berg", "It is.")]
    assert starts(data, "t.json") == [1003, 2003]
