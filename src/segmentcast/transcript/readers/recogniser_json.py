"""JSON of recognisers and transcription services, each in its own shape.

| shape | modelled on |
|---|---|
| Amazon Transcribe | its developer guide, "Speaker diarization output", "Channel identification output" |
| Google Speech-to-Text | reference of v1 LongRunningRecognizeResponse and of v2 BatchRecognizeResults |
| Deepgram | "Diarization" and "Utterances" of its documentation |
| AssemblyAI | reference of GET /v2/transcript/{id}; times in milliseconds |
| Speechmatics | "Output: JSON-v2" |
| Rev AI and Rev.com | "Get transcript by id", application/vnd.rev.transcript.v1.0+json |
| Azure Speech | "Get batch transcription results" (times in ticks), and fast transcription |
| IBM Watson | "Understanding recognition results", speaker labels |
| whisper.cpp | `output_json` in its examples/cli |
| YouTube json3 | what yt-dlp saves under this name |

Whisper's, whisperX's, OpenAI's, Podlove's and the like are lists of segments: segments_json.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.caption_timing import Cue, document_of
from segmentcast.transcript.readers.language_names import code_of
from segmentcast.transcript.readers.recogniser_words import (
    Damage,
    Table,
    Word,
    cues_of,
    label_of,
    milliseconds,
    table_at,
    within,
)
from segmentcast.transcript.text.prose import collapse

_SECONDS = 0.001
_TICKS = 10_000.0
_UNKNOWN = frozenset({"UU", "unknown", "UNKNOWN"})
_UNHEARD = re.compile(r"<(?P<what>[a-z][a-z _-]{1,30})>")
_TURN = re.compile(r"\s*\[SPEAKER_TURN\]\s*$")
_SIDE = re.compile(r"\s*\(speaker (?P<number>\d{1,3}|\?)\)\s*")


@dataclass(frozen=True, slots=True)
class Shape:
    """A service's JSON: how it is known, and its cues."""

    form: str
    knows: Callable[[Table], bool]
    cues: Callable[[Table, Damage], Iterator[Cue]]
    language: tuple[tuple[str | int, ...], ...] = ()


def document_in(data: object, source: Source) -> Document | None:
    """The Document of a service's JSON; None for any other. Raises TranscriptError for damage."""
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        return None
    shape = next((shape for shape in _SHAPES if shape.knows(data)), None)
    if shape is None:
        return None
    damage = Damage(source.name)
    cues = list(shape.cues(data, damage))
    damage.refuse()
    if all(cue.start_ms is not None for cue in cues):
        # Channels follow each other in the file, not in the talk.
        cues.sort(key=lambda cue: cue.start_ms or 0)
    if any(cue.label for cue in cues):
        cues = [replace(cue, label=cue.label or "") for cue in cues]
    language = next((value for path in shape.language if isinstance(value := within(data, *path), str)), "")  # fmt: skip
    facts = Facts(language=code_of(language))
    return document_of(shape.form, cues, source.name, facts, rolls=False)


def _amazon(data: Table, damage: Damage) -> Iterator[Cue]:
    results = table_at(data, "results")
    channels = within(results, "channel_labels", "channels")
    if isinstance(channels, list) and len(channels) > 1:
        for channel in damage.tables(channels, "channel"):
            label = label_of(channel.get("channel_label"))
            yield from cues_of(_amazon_words(channel.get("items"), {}, label, damage))
        return
    speakers = {
        str(item.get("start_time")): label_of(item.get("speaker_label") or segment.get("speaker_label"))
        for segment in damage.tables(within(results, "speaker_labels", "segments"), "speaker segment")
        for item in damage.tables(segment.get("items"), "item of a speaker segment")
    }  # fmt: skip
    if results.get("items") is None:
        for table in damage.tables(results.get("transcripts"), "transcript"):
            yield Cue(damage.text(table, "transcript", "transcript"))
        return
    yield from cues_of(_amazon_words(results["items"], speakers, None, damage))


def _amazon_words(
    items: object, speakers: dict[str, str | None], label: str | None, damage: Damage
) -> Iterator[Word]:
    last = label
    for at, item in enumerate(damage.tables(items, "item"), 1):
        text = damage.text(table_at(item, "alternatives", 0), "content", f"item {at}")
        mark = item.get("type") == "punctuation"
        if not mark:
            last = label or label_of(item.get("speaker_label")) or speakers.get(str(item.get("start_time")))  # fmt: skip
        yield Word(
            text, milliseconds(item.get("start_time"), _SECONDS), milliseconds(item.get("end_time"), _SECONDS),
            last, mark,
        )  # fmt: skip


def _google_results(data: Table) -> object:
    """The list of results, alone, in an operation, or in the file of a batch."""
    for path in (("results",), ("response", "results")):
        results = within(data, *path)
        if isinstance(results, list):
            return results
        if isinstance(results, dict) and len(results) == 1:
            (batch,) = results.values()
            for inner in (("inlineResult", "transcript", "results"), ("transcript", "results")):
                if isinstance(listed := within(batch, *inner), list):
                    return listed
    return None


def _is_google(data: Table) -> bool:
    first = within(_google_results(data), 0)
    if not isinstance(first, dict):
        return False
    return isinstance(first.get("alternatives"), list) and "type" not in first


def _google(data: Table, damage: Damage) -> Iterator[Cue]:
    results = damage.tables(_google_results(data), "result")
    if "result_index" in data or "speaker_labels" in data:
        yield from _watson(data, results, damage)
        return
    words = [
        damage.tables(within(result, "alternatives", 0, "words"), "word") for result in results
    ]
    spoken = [any(_google_speaker(word) for word in listed) for listed in words]
    if results and spoken[-1] and not any(spoken[:-1]):
        # With diarization, the last result has all the words again, with their speakers.
        yield from cues_of(_google_words(words[-1], None, damage))
        return
    channels = {str(result.get("channelTag")) for result in results}
    begins: int | None = 0
    for at, (result, listed) in enumerate(zip(results, words, strict=True), 1):
        label = label_of(result.get("channelTag")) if len(channels) > 1 else None
        best = table_at(result, "alternatives", 0)
        if listed and (spoken[at - 1] or "transcript" not in best):
            yield from cues_of(_google_words(listed, label, damage))
            continue
        until = _google_time(result, "resultEndTime", "resultEndOffset")
        if "transcript" in best:
            start = _google_time(table_at(listed, 0), "startTime", "startOffset") if listed else begins  # fmt: skip
            yield Cue(damage.text(best, "transcript", f"result {at}"), start if listed or until else None, until, label)  # fmt: skip
        begins = until if until is not None else begins


def _google_words(words: list[Table], label: str | None, damage: Damage) -> Iterator[Word]:
    for at, word in enumerate(words, 1):
        yield Word(
            damage.text(word, "word", f"word {at}"), _google_time(word, "startTime", "startOffset"),
            _google_time(word, "endTime", "endOffset"), label or _google_speaker(word),
        )  # fmt: skip


def _google_speaker(word: Table) -> str | None:
    """0 is a word that nobody was found for."""
    return label_of(word.get("speakerLabel") or word.get("speakerTag") or word.get("speaker_tag") or None)  # fmt: skip


def _google_time(table: Table, *keys: str) -> int | None:
    return next(
        (ms for key in keys if (ms := milliseconds(table.get(key), _SECONDS)) is not None), None
    )


def _watson(data: Table, results: list[Table], damage: Damage) -> Iterator[Cue]:
    speakers = {
        milliseconds(entry.get("from"), _SECONDS): label_of(entry.get("speaker"))
        for entry in damage.tables(data.get("speaker_labels"), "speaker label")
    }
    for at, result in enumerate(results, 1):
        best = table_at(result, "alternatives", 0)
        stamps = best.get("timestamps")
        if isinstance(stamps, list) and speakers:
            yield from cues_of(_watson_words(stamps, speakers, damage))
        else:
            start = milliseconds(within(stamps, 0, 1), _SECONDS)
            end = milliseconds(within(stamps, -1, 2), _SECONDS)
            yield Cue(damage.text(best, "transcript", f"result {at}"), start, end)


def _watson_words(
    stamps: list[object], speakers: dict[int | None, str | None], damage: Damage
) -> Iterator[Word]:
    for at, stamp in enumerate(stamps, 1):
        text, start = within(stamp, 0), milliseconds(within(stamp, 1), _SECONDS)
        if not isinstance(text, str):
            damage.note(f"timestamp {at}", "has no word.")
            continue
        yield Word(text, start, milliseconds(within(stamp, 2), _SECONDS), speakers.get(start))


def _deepgram(data: Table, damage: Damage) -> Iterator[Cue]:
    channels = damage.tables(within(data, "results", "channels"), "channel")
    utterances = within(data, "results", "utterances")
    if isinstance(utterances, list) and utterances:
        for at, table in enumerate(damage.tables(utterances, "utterance"), 1):
            label = _deepgram_label(table.get("speaker"), table.get("channel"), len(channels))
            text = damage.text(table, "transcript", f"utterance {at}")
            yield Cue(text, milliseconds(table.get("start"), _SECONDS), milliseconds(table.get("end"), _SECONDS), label)  # fmt: skip
        return
    for number, channel in enumerate(channels):
        best = table_at(channel, "alternatives", 0)
        words = damage.tables(best.get("words"), "word")
        if not words:
            text = damage.text(best, "transcript", f"channel {number + 1}")
            yield Cue(text, None, None, _deepgram_label(None, number, len(channels)))
            continue
        yield from cues_of(
            Word(
                damage.text(word, "punctuated_word" if "punctuated_word" in word else "word", f"word {at}"),
                milliseconds(word.get("start"), _SECONDS), milliseconds(word.get("end"), _SECONDS),
                _deepgram_label(word.get("speaker"), number, len(channels)),
            )
            for at, word in enumerate(words, 1)
        )  # fmt: skip


def _deepgram_label(speaker: object, channel: object, channels: int) -> str | None:
    """The speaker; where each has a channel of their own, that."""
    known = label_of(speaker)
    if channels < 2 or not isinstance(channel, int):
        return known
    return f"Channel {channel}, {known}" if known else f"Speaker {channel}"


def _assembly(data: Table, damage: Damage) -> Iterator[Cue]:
    for key in ("utterances", "sentences", "paragraphs"):
        listed = damage.tables(data.get(key), key[:-1])
        if listed:
            for at, table in enumerate(listed, 1):
                text = damage.text(table, "text", f"{key[:-1]} {at}")
                yield Cue(text, milliseconds(table.get("start"), 1), milliseconds(table.get("end"), 1), _letter(table.get("speaker")))  # fmt: skip
            return
    words = damage.tables(data.get("words"), "word")
    if not words:
        yield Cue(damage.text(data, "text", "the transcript"))
        return
    yield from cues_of(
        Word(
            damage.text(word, "text", f"word {at}"), milliseconds(word.get("start"), 1), milliseconds(word.get("end"), 1),
            _letter(word.get("speaker")),
        )
        for at, word in enumerate(words, 1)
    )  # fmt: skip


def _letter(value: object) -> str | None:
    return collapse(value) or None if isinstance(value, str) else label_of(value)


def _speechmatics(data: Table, damage: Damage) -> Iterator[Cue]:
    words: list[Word] = []
    for at, item in enumerate(damage.tables(data.get("results"), "result"), 1):
        if item.get("type") not in ("word", "punctuation", "entity"):
            continue
        best = table_at(item, "alternatives", 0)
        speaker = label_of(best.get("speaker") or item.get("channel"))
        mark = item.get("type") == "punctuation" and item.get("attaches_to", "previous") == "previous"  # fmt: skip
        words.append(
            Word(
                damage.text(best, "content", f"result {at}"), milliseconds(item.get("start_time"), _SECONDS),
                milliseconds(item.get("end_time"), _SECONDS), None if speaker in _UNKNOWN else speaker, mark,
            )
        )  # fmt: skip
    yield from cues_of(words)


def _rev(data: Table, damage: Damage) -> Iterator[Cue]:
    names = {
        str(entry.get("id")): label_of(entry.get("name"))
        for entry in damage.tables(data.get("speakers"), "speaker")
    }
    for at, monologue in enumerate(damage.tables(data.get("monologues"), "monologue"), 1):
        speaker = monologue.get("speaker_name") or monologue.get("speaker")
        label = names.get(str(speaker)) or label_of(speaker)
        elements = damage.tables(monologue.get("elements"), f"element of monologue {at}")
        text = ""
        times: list[int] = []
        for number, element in enumerate(elements, 1):
            value = damage.text(element, "value", f"monologue {at}, element {number}")
            text += _UNHEARD.sub(r"[\g<what>]", value)
            times += [time for key in ("ts", "timestamp", "end_ts", "end_timestamp") if (time := _rev_time(element.get(key))) is not None]  # fmt: skip
            last = number == len(elements)
            if collapse(text).endswith((".", "?", "!")) or (last and text.strip()):
                yield Cue(text, times[0] if times else None, times[-1] if times else None, label)
                text, times = "", []


def _rev_time(value: object) -> int | None:
    if isinstance(value, str) and ":" in value:
        try:
            return parse_timestamp(value)
        except ValueError:
            return None
    return milliseconds(value, _SECONDS)


def _azure(data: Table, damage: Damage) -> Iterator[Cue]:
    if "recognizedPhrases" not in data:
        for at, phrase in enumerate(damage.tables(data.get("phrases"), "phrase"), 1):
            yield _azure_cue(phrase, damage.text(phrase, "text", f"phrase {at}"), "Milliseconds", 1)
        return
    for at, phrase in enumerate(damage.tables(data.get("recognizedPhrases"), "phrase"), 1):
        if phrase.get("recognitionStatus", "Success") == "Success":
            text = damage.text(table_at(phrase, "nBest", 0), "display", f"phrase {at}")
            yield _azure_cue(phrase, text, "InTicks", _TICKS)


def _azure_cue(phrase: Table, text: str, unit: str, per_ms: float) -> Cue:
    start = milliseconds(phrase.get(f"offset{unit}"), per_ms)
    length = milliseconds(phrase.get(f"duration{unit}"), per_ms)
    end = start + length if start is not None and length is not None else None
    return Cue(text, start, end, label_of(phrase.get("speaker")))


def _whisper_cpp(data: Table, damage: Damage) -> Iterator[Cue]:
    turned = False
    for at, segment in enumerate(damage.tables(data.get("transcription"), "segment"), 1):
        text = damage.text(segment, "text", f"segment {at}")
        label = "" if turned else None
        if side := _SIDE.match(text):
            text = text[side.end() :]
            label = label_of(side["number"]) if side["number"] != "?" else ""
        elif "speaker" in segment:
            label = label_of(segment["speaker"]) or ""
        turned = bool(_TURN.search(text)) or segment.get("speaker_turn_next") is True
        offsets = table_at(segment, "offsets")
        yield Cue(_TURN.sub("", text), milliseconds(offsets.get("from"), 1), milliseconds(offsets.get("to"), 1), label)  # fmt: skip


def _json3(data: Table, damage: Damage) -> Iterator[Cue]:
    for at, event in enumerate(damage.tables(data.get("events"), "event"), 1):
        segments = damage.tables(event.get("segs"), f"segment of event {at}")
        text = "".join(damage.text(segment, "utf8", f"event {at}") for segment in segments)
        if not text.strip():
            continue
        start, length = milliseconds(event.get("tStartMs"), 1), milliseconds(event.get("dDurationMs"), 1)  # fmt: skip
        if start is None:
            damage.note(f"event {at}", "has words and no time.")
            continue
        yield Cue(text, start, None if length is None else start + length)


def _is_assembly(data: Table) -> bool:
    listed = any(isinstance(data.get(key), list) for key in ("utterances", "sentences", "paragraphs", "words"))  # fmt: skip
    marked = sum(key in data for key in ("id", "status", "language_code", "audio_url", "audio_duration", "acoustic_model"))  # fmt: skip
    return marked >= 2 and ("text" in data or listed)


_SHAPES: tuple[Shape, ...] = (
    Shape("YouTube json3", lambda data: "events" in data and ("wireMagic" in data or within(data, "events", 0, "tStartMs") is not None), _json3),
    Shape("whisper.cpp JSON", lambda data: isinstance(within(data, "transcription", 0, "offsets"), dict), _whisper_cpp, (("result", "language"),)),
    Shape("Azure Speech JSON", lambda data: "recognizedPhrases" in data or within(data, "phrases", 0, "offsetMilliseconds") is not None, _azure,
          (("recognizedPhrases", 0, "locale"), ("phrases", 0, "locale"))),
    Shape("Rev JSON", lambda data: isinstance(within(data, "monologues", 0, "elements"), list), _rev, (("language",),)),
    Shape("Deepgram JSON", lambda data: isinstance(within(data, "results", "channels"), list), _deepgram, (("results", "channels", 0, "detected_language"),)),
    Shape("Amazon Transcribe JSON", lambda data: isinstance(within(data, "results", "transcripts"), list), _amazon, (("results", "language_code"),)),
    Shape("Speechmatics JSON", lambda data: "job" in data and within(data, "results", 0, "type") is not None, _speechmatics,
          (("metadata", "transcription_config", "language"),)),
    Shape("Google Speech-to-Text JSON", _is_google, _google, (("results", 0, "languageCode"), ("response", "results", 0, "languageCode"))),
    Shape("AssemblyAI JSON", _is_assembly, _assembly, (("language_code",),)),
)  # fmt: skip
