"""JSON of recognisers: each speaker's words, with their marks, at their times.

Modelled on the samples of each vendor's documentation; recogniser_json names them. The last of the
tests damage each of them.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken, starts


def _amazon_item(text: str, start: float | None, speaker: str = "") -> dict[str, Any]:
    item: dict[str, Any] = {"alternatives": [{"confidence": "0.9", "content": text}]}
    if start is None:
        return {**item, "type": "punctuation"}
    item |= {"type": "pronunciation", "start_time": f"{start}", "end_time": f"{start + 0.4}"}
    return {**item, "speaker_label": speaker} if speaker else item


AMAZON_WORDS = [("Is", 0.0), ("it", 0.5), ("wet", 1.0), ("?", None), ("It", 2.0), ("is", 2.5), (".", None)]  # fmt: skip
SPEAKER_OF = {0.0: "spk_0", 0.5: "spk_0", 1.0: "spk_0", 2.0: "spk_1", 2.5: "spk_1"}


def _amazon(**more: Any) -> dict[str, Any]:
    items = [_amazon_item(text, start) for text, start in AMAZON_WORDS]
    results = {"transcripts": [{"transcript": "Is it wet? It is."}], "items": items, "language_code": "en-US", **more}  # fmt: skip
    return {"jobName": "mill", "accountId": "1", "status": "COMPLETED", "results": results}


AMAZON = _amazon(
    speaker_labels={
        "speakers": 2,
        "segments": [
            {"start_time": "0.0", "end_time": "1.4", "speaker_label": "spk_0",
             "items": [{"start_time": f"{at}", "speaker_label": "spk_0"} for at in (0.0, 0.5, 1.0)]},
            {"start_time": "2.0", "end_time": "2.9", "speaker_label": "spk_1",
             "items": [{"start_time": f"{at}", "speaker_label": "spk_1"} for at in (2.0, 2.5)]},
        ],
    }
)  # fmt: skip
AMAZON_NEW = _amazon(
    items=[_amazon_item(text, start, SPEAKER_OF.get(start or -1.0, "spk_0") if start is not None else "") for text, start in AMAZON_WORDS]
)  # fmt: skip
AMAZON_CHANNELS = _amazon(
    channel_labels={
        "number_of_channels": 2,
        "channels": [
            {"channel_label": "ch_0", "items": [_amazon_item("Wet", 0.0), _amazon_item("?", None), _amazon_item("Still", 4.0), _amazon_item("?", None)]},
            {"channel_label": "ch_1", "items": [_amazon_item("Yes", 2.0), _amazon_item(".", None)]},
        ],
    }
)  # fmt: skip
_GOOGLE_WORDS = [("Is", "0s", 1), ("it", "0.500s", 1), ("wet?", "1s", 1), ("It", "2s", 2), ("is.", "2.500s", 2)]  # fmt: skip
GOOGLE = {
    "results": [
        {"alternatives": [{"transcript": "Is it wet?", "confidence": 0.9, "words": [{"startTime": "0s", "endTime": "0.5s", "word": "Is"}]}], "languageCode": "en-us"},
        {"alternatives": [{"transcript": " It is.", "confidence": 0.9, "words": []}], "languageCode": "en-us"},
        {"alternatives": [{"words": [{"startTime": start, "endTime": start, "word": word, "speakerTag": tag} for word, start, tag in _GOOGLE_WORDS]}]},
    ]
}  # fmt: skip
GOOGLE_V2 = {
    "results": {
        "gs://bucket/mill.wav": {
            "inlineResult": {
                "transcript": {
                    "results": [
                        {"alternatives": [{"transcript": "Is it wet? It is.", "words": [{"startOffset": start, "endOffset": start, "word": word, "speakerLabel": str(tag)} for word, start, tag in _GOOGLE_WORDS]}], "languageCode": "en-US"}
                    ]
                }
            }
        }
    }
}  # fmt: skip
_DEEPGRAM_WORDS = [
    {"word": word.casefold().strip("?."), "punctuated_word": word, "start": start, "end": start + 0.4, "speaker": tag}
    for word, start, tag in [("Is", 0.0, 0), ("it", 0.5, 0), ("wet?", 1.0, 0), ("It", 2.0, 1), ("is.", 2.5, 1)]
]  # fmt: skip
DEEPGRAM = {
    "metadata": {"request_id": "x", "duration": 3.0, "channels": 1},
    "results": {
        "channels": [{"alternatives": [{"transcript": "Is it wet? It is.", "words": _DEEPGRAM_WORDS}], "detected_language": "en"}],
        "utterances": [
            {"start": 0.0, "end": 1.4, "transcript": "Is it wet?", "channel": 0, "speaker": 0},
            {"start": 2.0, "end": 2.9, "transcript": "It is.", "channel": 0, "speaker": 1},
        ],
    },
}  # fmt: skip
DEEPGRAM_WORDS = {"metadata": {}, "results": {"channels": DEEPGRAM["results"]["channels"]}}  # type: ignore[index]
ASSEMBLY = {
    "id": "x", "status": "completed", "language_code": "en_us", "audio_url": "https://example.com/mill.mp3", "text": "Is it wet? It is.",
    "utterances": [
        {"start": 0, "end": 1400, "text": "Is it wet?", "speaker": "A", "words": []},
        {"start": 2000, "end": 2900, "text": "It is.", "speaker": "B", "words": []},
    ],
}  # fmt: skip
ASSEMBLY_WORDS = {
    "id": "x", "status": "completed", "text": "Is it wet?", "utterances": None,
    "words": [{"text": "Is", "start": 0, "end": 400, "speaker": "A"}, {"text": "wet?", "start": 1000, "end": 1400, "speaker": "A"},
              {"text": "It", "start": 2000, "end": 2300, "speaker": "B"}, {"text": "is.", "start": 2500, "end": 2900, "speaker": "B"}],
}  # fmt: skip
SPEECHMATICS = {
    "format": "2.9", "job": {"id": "x"}, "metadata": {"type": "transcription", "transcription_config": {"language": "en", "diarization": "speaker"}},
    "results": [
        *({"type": "word", "start_time": start, "end_time": start + 0.4, "alternatives": [{"content": text, "speaker": speaker}]}
          for text, start, speaker in [("Is", 0.0, "S1"), ("it", 0.5, "S1"), ("wet", 1.0, "S1")]),
        {"type": "punctuation", "start_time": 1.4, "end_time": 1.4, "attaches_to": "previous", "is_eos": True, "alternatives": [{"content": "?", "speaker": "S1"}]},
        *({"type": "word", "start_time": start, "end_time": start + 0.4, "alternatives": [{"content": text, "speaker": speaker}]}
          for text, start, speaker in [("It", 2.0, "S2"), ("is", 2.5, "S2")]),
        {"type": "punctuation", "start_time": 2.9, "end_time": 2.9, "attaches_to": "previous", "alternatives": [{"content": ".", "speaker": "S2"}]},
    ],
}  # fmt: skip
REV = {
    "monologues": [
        {"speaker": 0, "elements": [{"type": "text", "value": "Is", "ts": 0.0, "end_ts": 0.4}, {"type": "punct", "value": " "},
                                    {"type": "text", "value": "it", "ts": 0.5, "end_ts": 0.9}, {"type": "punct", "value": " "},
                                    {"type": "text", "value": "wet", "ts": 1.0, "end_ts": 1.4}, {"type": "punct", "value": "?"},
                                    {"type": "punct", "value": " "}, {"type": "unknown", "value": "<inaudible>"}]},
        {"speaker": 1, "elements": [{"type": "text", "value": "It is", "ts": 2.0, "end_ts": 2.9}, {"type": "punct", "value": "."}]},
    ]
}  # fmt: skip
AZURE = {
    "source": "https://example.com/mill.wav", "durationInTicks": 30000000,
    "combinedRecognizedPhrases": [{"channel": 0, "display": "Is it wet? It is."}],
    "recognizedPhrases": [
        {"recognitionStatus": "Success", "channel": 0, "speaker": 1, "offset": "PT0S", "offsetInTicks": 0, "durationInTicks": 14000000.0, "locale": "en-US",
         "nBest": [{"confidence": 0.9, "lexical": "is it wet", "display": "Is it wet?"}]},
        {"recognitionStatus": "NoMatch", "channel": 0, "offsetInTicks": 15000000, "durationInTicks": 1},
        {"recognitionStatus": "Success", "channel": 0, "speaker": 2, "offsetInTicks": 20000000, "durationInTicks": 9000000, "nBest": [{"display": "It is."}]},
    ],
}  # fmt: skip
AZURE_FAST = {
    "durationMilliseconds": 3000, "combinedPhrases": [{"text": "Is it wet? It is."}],
    "phrases": [
        {"speaker": 1, "offsetMilliseconds": 0, "durationMilliseconds": 1400, "text": "Is it wet?", "locale": "en-US"},
        {"speaker": 2, "offsetMilliseconds": 2000, "durationMilliseconds": 900, "text": "It is.", "locale": "en-US"},
    ],
}  # fmt: skip
WATSON = {
    "result_index": 0,
    "results": [{"final": True, "alternatives": [{"transcript": "is it wet it is ", "timestamps": [["Is", 0.0, 0.4], ["it", 0.5, 0.9], ["wet?", 1.0, 1.4], ["It", 2.0, 2.4], ["is.", 2.5, 2.9]]}]}],
    "speaker_labels": [{"from": at, "to": at + 0.4, "speaker": int(at >= 2), "final": True} for at in (0.0, 0.5, 1.0, 2.0, 2.5)],
}  # fmt: skip
_SPOKEN = [("Is", 0.0, 0), ("it", 0.5, 0), ("wet?", 1.0, 0), ("It", 2.0, 1), ("is.", 2.5, 1)]
GOOGLE_CLIENT = {
    "results": [
        {"alternatives": [{"transcript": "Is it wet? It is.", "words": [
            {"startTime": {"seconds": str(int(at)), "nanos": int(at % 1 * 10**9)}, "endTime": {"seconds": "3"}, "word": word, "speakerTag": who + 1} for word, at, who in _SPOKEN
        ]}]}
    ]
}  # fmt: skip
SPEECHMATICS_1 = {
    "job": {"lang": "en", "id": 1}, "format": "1.0",
    "speakers": [{"duration": "1.5", "name": "M1", "time": "0.0"}, {"duration": "1.0", "name": "F2", "time": "2.0"}],
    "words": [{"duration": "0.4", "name": word, "time": f"{at}"} for word, at in [("Is", 0.0), ("it", 0.5), ("wet", 1.0), ("?", 1.4), ("It", 2.0), ("is", 2.5), (".", 2.9)]],
}  # fmt: skip
CALL_ANALYTICS = {
    "JobStatus": "COMPLETED", "LanguageCode": "en-US", "Channel": "VOICE",
    "Transcript": [
        {"Id": "a", "ParticipantRole": "AGENT", "BeginOffsetMillis": 0, "EndOffsetMillis": 1400, "Content": "Is it wet?", "Items": []},
        {"Id": "b", "ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 2000, "EndOffsetMillis": 2900, "Content": "It is.", "Items": []},
    ],
}  # fmt: skip
PAPER_EDIT = {
    "words": [{"id": number, "start": at, "end": at + 0.4, "text": word} for number, (word, at, _) in enumerate(_SPOKEN)],
    "paragraphs": [{"id": 0, "start": 0.0, "end": 1.4, "speaker": "Ada Roe"}, {"id": 1, "start": 2.0, "end": 2.9, "speaker": "Ben Lind"}],
}  # fmt: skip
PODLOVE = {
    "transcripts": [
        {"start": "00:00:00.000", "start_ms": 0, "end": "00:00:01.400", "end_ms": 1400, "speaker": "3", "voice": "Ada Roe", "text": "Is it wet?"},
        {"start": "00:00:02.000", "start_ms": 2000, "end": "00:00:02.900", "end_ms": 2900, "speaker": "4", "voice": "Ben Lind", "text": "It is."},
    ]
}  # fmt: skip
WHISPERX = {
    "segments": [
        {"start": 0.0, "end": 1.4, "text": " Is it wet?", "speaker": "SPEAKER_00", "words": [{"word": "Is", "start": 0.0, "end": 0.4}]},
        {"start": 2.0, "end": 2.9, "text": " It is.", "speaker": "SPEAKER_01", "words": []},
    ],
    "word_segments": [], "language": "en",
}  # fmt: skip
WHISPERX_WORDS = {
    "segments": [
        {"start": 0.0, "end": 2.9, "text": " Is it wet? It is.", "speaker": "SPEAKER_00",
         "words": [{"word": word, "start": at, "end": at + 0.4, "speaker": f"SPEAKER_0{who}"} for word, at, who in _SPOKEN]}
    ]
}  # fmt: skip
ELEVEN_LABS = {
    "language_code": "eng", "text": "Is it wet? It is.",
    "words": [part for word, at, who in _SPOKEN for part in (
        {"text": word, "start": at, "end": at + 0.4, "type": "word", "speaker_id": f"speaker_{who}"},
        {"text": " ", "start": at + 0.4, "end": at + 0.5, "type": "spacing", "speaker_id": f"speaker_{who}"},
    )],
}  # fmt: skip
INSIDE = {
    "id": "x", "status": "done",
    "result": {"metadata": {}, "transcription": {"utterances": [
        {"start": 0.0, "end": 1.4, "text": "Is it wet?", "speaker": 0}, {"start": 2.0, "end": 2.9, "text": "It is.", "speaker": 1},
    ]}},
}  # fmt: skip
WHISPER_CPP = {
    "systeminfo": "x", "model": {"type": "base"}, "params": {"language": "auto"}, "result": {"language": "en"},
    "transcription": [
        {"timestamps": {"from": "00:00:00,000", "to": "00:00:01,400"}, "offsets": {"from": 0, "to": 1400}, "text": " (speaker 0) Is it wet?", "speaker": "0"},
        {"timestamps": {"from": "00:00:02,000", "to": "00:00:02,900"}, "offsets": {"from": 2000, "to": 2900}, "text": " (speaker 1) It is.", "speaker": "1"},
    ],
}  # fmt: skip
TWO_VOICES = {
    "Amazon": (AMAZON, ("Spk_0", "Spk_1")),
    "Amazon, labels in the items": (AMAZON_NEW, ("Spk_0", "Spk_1")),
    "Google, diarization": (GOOGLE, ("Speaker 1", "Speaker 2")),
    "Google, operation": ({"name": "1", "done": True, "response": GOOGLE}, ("Speaker 1", "Speaker 2")),
    "Google, v2": (GOOGLE_V2, ("Speaker 1", "Speaker 2")),
    "Deepgram": (DEEPGRAM, ("Speaker 0", "Speaker 1")),
    "Deepgram, words": (DEEPGRAM_WORDS, ("Speaker 0", "Speaker 1")),
    "AssemblyAI": (ASSEMBLY, ("A", "B")),
    "Speechmatics": (SPEECHMATICS, ("S1", "S2")),
    "Rev": (REV, ("Speaker 0", "Speaker 1")),
    "Azure": (AZURE, ("Speaker 1", "Speaker 2")),
    "Azure, fast": (AZURE_FAST, ("Speaker 1", "Speaker 2")),
    "Watson": (WATSON, ("Speaker 0", "Speaker 1")),
    "Watson, a job": ({"id": "x", "status": "completed", "results": [WATSON]}, ("Speaker 0", "Speaker 1")),
    "Google, as a client prints it": (GOOGLE_CLIENT, ("Speaker 1", "Speaker 2")),
    "Speechmatics, version 1": (SPEECHMATICS_1, ("M1", "F2")),
    "Amazon, calls": (CALL_ANALYTICS, ("Agent", "Customer")),
    "Digital Paper Edit": (PAPER_EDIT, ("Ada Roe", "Ben Lind")),
    "Podlove": (PODLOVE, ("Ada Roe", "Ben Lind")),
    "Podlove, a list": (PODLOVE["transcripts"], ("Ada Roe", "Ben Lind")),
    "whisperX": (WHISPERX, ("SPEAKER_00", "SPEAKER_01")),
    "whisperX, a segment of two": (WHISPERX_WORDS, ("SPEAKER_00", "SPEAKER_01")),
    "ElevenLabs": (ELEVEN_LABS, ("speaker_0", "speaker_1")),
    "an answer with the list inside": (INSIDE, ("Speaker 0", "Speaker 1")),
    "whisper.cpp": (WHISPER_CPP, ("Speaker 0", "Speaker 1")),
}  # fmt: skip


def _json(data: object) -> str:
    return json.dumps(data)


@pytest.mark.parametrize("service", TWO_VOICES)
def test_each_service_gives_who_says_what_and_when(service: str) -> None:
    """The same two turns from every service: the words with their marks, two speakers, the times."""
    data, names = TWO_VOICES[service]
    turns = spoken(_json(data), "t.json")
    assert [text for _, text in turns] == ["Is it wet?", "It is."]
    assert [name.casefold() for name, _ in turns] == [name.casefold() for name in names]
    assert starts(_json(data), "t.json") == [0, 2000]


def test_two_channels_take_turns_by_their_times() -> None:
    """A channel for each speaker: the file has one after the other, the talk goes to and fro."""
    turns = [("ch_0", "Wet?"), ("ch_1", "Yes."), ("ch_0", "Still?")]
    assert spoken(_json(AMAZON_CHANNELS), "t.json") == turns


def test_words_of_one_assemblyai_speaker_without_punctuation_are_apart() -> None:
    """Words alone are read as well, cut where the speaker changes."""
    turns = [("A", "Is wet?"), ("B", "It is.")]
    assert spoken(_json(ASSEMBLY_WORDS), "t.json") == turns


def test_results_without_speakers_are_one_voice() -> None:
    """Where software names nobody, its segments do not take turns; every word is there."""
    google = {"results": [{"alternatives": [{"transcript": "The mill opens at six."}]}, {"alternatives": [{"transcript": " Nobody knows why."}]}]}  # fmt: skip
    assert [text for _, text in spoken(_json(google), "t.json")] == ["The mill opens at six. Nobody knows why."]  # fmt: skip
    openai = {"task": "transcribe", "language": "german", "duration": 5.0, "text": "x", "segments": [{"id": 0, "start": 0.0, "end": 2.0, "text": " Es dreht."}, {"id": 1, "start": 2.0, "end": 4.0, "text": " Warum?"}]}  # fmt: skip
    assert [text for _, text in spoken(_json(openai), "t.json")] == ["Es dreht. Warum?"]
    assert read(_json(openai).encode(), "t.json").language == "de"
    assert [text for _, text in spoken('{"text": "The mill opens at six."}', "t.json")] == ["The mill opens at six."]  # fmt: skip


def test_words_that_nobody_was_found_for_are_not_the_previous_persons() -> None:
    """A segment, or words, without a speaker among others with one are an unknown speaker's."""
    unknown = copy.deepcopy(WHISPERX)
    unknown["segments"].insert(1, {"start": 1.5, "end": 1.9, "text": " Perhaps not."})  # type: ignore[attr-defined]
    assert ("Unknown speaker", "Perhaps not.") in spoken(_json(unknown), "t.json")
    speechmatics = _json(SPEECHMATICS).replace('"S2"', '"UU"')
    assert spoken(speechmatics, "t.json")[1] == ("Unknown speaker", "It is.")
    podcast = {"version": "1.0.0", "segments": [{"speaker": "Ada Roe", "startTime": 0, "endTime": 1, "body": "Is it wet?"}, {"startTime": 2, "endTime": 3, "body": "It is."}]}  # fmt: skip
    assert spoken(_json(podcast), "t.json")[1] == ("Unknown speaker", "It is.")


def test_json3_and_turns_of_whisper_cpp() -> None:
    """YouTube's events, without those that only scroll; whisper.cpp's mark of a turn is not said."""
    json3 = {"wireMagic": "pb3", "events": [{"tStartMs": 0, "dDurationMs": 9000, "id": 1}, {"tStartMs": 160, "dDurationMs": 3200, "segs": [{"utf8": "it's"}, {"utf8": " wet", "tOffsetMs": 200}]}, {"tStartMs": 3390, "aAppend": 1, "segs": [{"utf8": "\n"}]}, {"tStartMs": 3400, "dDurationMs": 2000, "segs": [{"utf8": "is it"}]}]}  # fmt: skip
    assert [text for _, text in spoken(_json(json3), "t.json3")] == ["it's wet is it"]
    segments = [{"offsets": {"from": 0, "to": 1400}, "text": " Is it wet? [SPEAKER_TURN]"}, {"offsets": {"from": 2000, "to": 2900}, "text": " It is."}]  # fmt: skip
    words = " ".join(text for _, text in spoken(_json({"transcription": segments}), "t.json"))
    assert words == "Is it wet? It is."


def test_milliseconds_are_told_from_seconds() -> None:
    """Whole numbers at which nobody could speak so slowly are milliseconds, whatever tool wrote them."""
    segments = [{"speaker": "Ada", "start": 250, "end": 2400, "text": "Is it wet in there today?"}, {"speaker": "Ben", "start": 6000, "end": 7400, "text": "It always is, in there."}]  # fmt: skip
    assert starts(_json({"segments": segments}), "t.json") == [250, 6000]
    segments = [{"speaker": "Ada", "start": "00:00:01.5", "end": "00:00:02", "text": "Is it wet?"}]
    assert starts(_json(segments), "t.json") == [1500]


def test_names_that_tools_give_to_the_words() -> None:
    """Hugging Face's chunks have both times in a list; a meeting tool has "sentence" for the words."""
    chunks = {"text": " Is it wet? It is.", "chunks": [{"timestamp": [0.0, 1.4], "text": " Is it wet?"}, {"timestamp": [2.0, None], "text": " It is."}]}  # fmt: skip
    assert [text for _, text in spoken(_json(chunks), "t.json")] == ["Is it wet? It is."]
    assert starts(_json(chunks), "t.json") == [0, 2000]
    meeting = [{"sentence": "Is it wet?", "startTime": "00:01", "speaker_name": "Roe, Ada"}, {"sentence": "It is.", "startTime": "00:03", "speaker_name": "Lind, Ben"}]  # fmt: skip
    assert spoken(_json(meeting), "t.json") == [("Ada Roe", "Is it wet?"), ("Ben Lind", "It is.")]


def test_segments_out_of_order_are_read_by_their_times() -> None:
    """As captions are, and with the same finding."""
    segments = [{"speaker": "Ben", "start": 6.0, "end": 7.0, "text": "It is."}, {"speaker": "Ada", "start": 1.0, "end": 2.0, "text": "Is it wet?"}]  # fmt: skip
    assert [name for name, _ in spoken(_json(segments), "t.json")] == ["Ada", "Ben"]
    assert "times-order" in rules(_json(segments), "t.json")


def test_languages_without_spaces_have_none() -> None:
    """Words of Japanese or Chinese are put together as they are written."""
    items = [_amazon_item(text, float(at)) for at, text in enumerate(["水車", "は", "回る"])]
    data = _amazon(items=[*items, _amazon_item("。", None)])
    assert spoken(_json(data), "t.json")[0][1] == "水車は回る。"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"text": ["a"], "pages": 3}', '"pages"'),
        ('{"segments": [{"speaker": "Ada", "says": "wet"}]}', '"says"'),
        ('{"a": 1}\n{"a": 2}\n', "second JSON document"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        ('{"segments": [' + "[" * 800 + "]" * 800 + "]}", "no object"),
        ('{"segments": [{"speaker": "A", "text": {"a": 1}}]}', '"text" is no text'),
        (_json(AMAZON).replace('"content": "wet"', '"content": 5'), 'item 3: has no text "content"'),
        (_json(DEEPGRAM).replace('"transcript": "It is."', '"transcript": null'), "utterance 2"),
        (_json(AZURE).replace('"display": "It is."', '"lexical": "it is"'), "phrase 3"),
        (_json(REV).replace('"value": "It is"', '"value": []'), "monologue 2, element 1"),
        ('{"wireMagic": "pb3", "events": [{"segs": [{"utf8": "wet"}]}]}', "event 1"),
    ],
)  # fmt: skip
def test_damage_is_refused_with_its_place(text: str, what: str) -> None:
    """What is missing is said by its number in the file; no word is passed over in silence."""
    with pytest.raises(TranscriptError) as refused:
        read(text.encode(), "t.json")
    assert what in str(refused.value)


def _places(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return [(value, key) for key in value] + [place for inner in value.values() for place in _places(inner)]  # fmt: skip
    if isinstance(value, list):
        return [(value, at) for at in range(len(value))] + [place for inner in value for place in _places(inner)]  # fmt: skip
    return []


@pytest.mark.parametrize("service", TWO_VOICES)
def test_any_value_may_be_something_else(service: str) -> None:
    """Forty values of each sample, put in another's place: a transcript or one error, nothing else."""
    chance = random.Random(service)
    for _ in range(40):
        data = {"data": copy.deepcopy(TWO_VOICES[service][0])}
        holder, key = chance.choice(_places(data["data"]))
        holder[key] = chance.choice([None, True, -1, 1e308, float("nan"), "", "x", "9" * 40, [], {}, [[]], [None], {"a": []}])  # fmt: skip
        problems: tuple[Any, ...] = ()
        try:
            turns = read(_json(data["data"]).encode(), "t.json").turns
        except TranscriptError as error:
            turns, problems = (), error.problems
        assert turns or problems


def test_segments_that_are_no_objects_are_one_problem() -> None:
    """It is said once, with their number and the first of them as the file has it."""
    rows = [[{"text": "It is wet.", "end": "1.5"}], [{"text": "It's dry."}], {"text": "Yes."}]
    with pytest.raises(TranscriptError) as caught:
        read(json.dumps({"segments": rows}).encode(), "talk.json")
    (problem,) = caught.value.problems
    assert problem.where == "talk.json: segment 1"
    assert '[{"text": "It is wet.", "end": "1.5"}] (2 of 3 segments are none)' in problem.what


def test_a_segment_without_times_is_reported_once() -> None:
    """Start and end that are no times are one finding."""
    first = {"speaker": "Ana Roe", "startTime": "x", "endTime": "y", "text": "Is it wet?"}
    second = {"speaker": "Bo Lund", "startTime": 2, "endTime": 3, "text": "It is."}
    found = read(json.dumps({"segments": [first, second]}).encode(), "talk.json").findings
    (finding,) = (one for one in found if one.rule == "time-unread")
    assert '"startTime" and "endTime" are no times and are left out: x, y' in finding.what
