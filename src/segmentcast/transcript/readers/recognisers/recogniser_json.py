"""JSON of recognisers and transcription services, each in its own shape.

| shape | modelled on |
|---|---|
| Amazon Transcribe | its developer guide, "Speaker diarization output", "Channel identification output" |
| Google Speech-to-Text | reference of v1 LongRunningRecognizeResponse and of v2 BatchRecognizeResults |
| Deepgram | "Diarization" and "Utterances" of its documentation |
| AssemblyAI | reference of GET /v2/transcript/{id}; times in milliseconds |
| Speechmatics | "Output: JSON-v2" |
| Rev AI and Rev.com | "Get transcript by id", application/vnd.rev.transcript.v1.0+json |
| Amazon Call Analytics | aws-samples/amazon-transcribe-output-word-document |
| BBC Digital Paper Edit, Speechmatics v1 | samples of bbc/react-transcript-editor |
| Azure Speech | "Get batch transcription results" (times in ticks), and fast transcription |
| IBM Watson | "Understanding recognition results", speaker labels |
| whisper.cpp | `output_json` in its examples/cli |
| whisperX | its README, "Output": words with speakers |
| ElevenLabs | "Create transcript" of its reference |
| YouTube json3 | what yt-dlp saves under this name |

Whisper's, whisperX's, OpenAI's, Podlove's and the like are lists of segments: segments_json.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.readers.language_names import code_of
from segmentcast.transcript.readers.recognisers import recogniser_clouds
from segmentcast.transcript.readers.recognisers.recogniser_words import (
    SECONDS,
    RecognisedWord,
    Table,
    UnreadableRows,
    cues_of,
    label_of,
    milliseconds,
    table_at,
    within,
)
from segmentcast.transcript.text.prose import collapse

_MARKS = frozenset(".,?!;:…")
_UNKNOWN = frozenset({"UU", "unknown", "UNKNOWN"})
_UNHEARD = re.compile(r"<(?P<what>[a-z][a-z _-]{1,30})>")
_TURN = re.compile(r"\s*\[SPEAKER_TURN\]\s*$")
_SIDE = re.compile(r"\s*\(speaker (?P<number>\d{1,3}|\?)\)\s*")


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """A service's JSON: how it is known, and its cues."""

    form: str
    knows: Callable[[Table], bool]
    cues: Callable[[Table, UnreadableRows], Iterator[SourceCaption]]
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
    damage = UnreadableRows(source.name)
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


def _deepgram(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    channels = damage.tables(within(data, "results", "channels"), "channel")
    utterances = within(data, "results", "utterances")
    if isinstance(utterances, list) and utterances:
        for at, table in enumerate(damage.tables(utterances, "utterance"), 1):
            label = _deepgram_label(table.get("speaker"), table.get("channel"), len(channels))
            text = damage.text(table, "transcript", f"utterance {at}")
            yield SourceCaption(text, milliseconds(table.get("start"), SECONDS), milliseconds(table.get("end"), SECONDS), label)  # fmt: skip
        return
    for number, channel in enumerate(channels):
        best = table_at(channel, "alternatives", 0)
        words = damage.tables(best.get("words"), "word")
        if not words:
            text = damage.text(best, "transcript", f"channel {number + 1}")
            yield SourceCaption(text, None, None, _deepgram_label(None, number, len(channels)))
            continue
        yield from cues_of(
            RecognisedWord(
                damage.text(word, "punctuated_word" if "punctuated_word" in word else "word", f"word {at}"),
                milliseconds(word.get("start"), SECONDS), milliseconds(word.get("end"), SECONDS),
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


def _assembly(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    for key in ("utterances", "sentences", "paragraphs"):
        listed = damage.tables(data.get(key), key[:-1])
        if listed:
            for at, table in enumerate(listed, 1):
                text = damage.text(table, "text", f"{key[:-1]} {at}")
                yield SourceCaption(text, milliseconds(table.get("start"), 1), milliseconds(table.get("end"), 1), _letter(table.get("speaker")))  # fmt: skip
            return
    words = damage.tables(data.get("words"), "word")
    if not words:
        yield SourceCaption(damage.text(data, "text", "the transcript"))
        return
    yield from cues_of(
        RecognisedWord(
            damage.text(word, "text", f"word {at}"), milliseconds(word.get("start"), 1), milliseconds(word.get("end"), 1),
            _letter(word.get("speaker")),
        )
        for at, word in enumerate(words, 1)
    )  # fmt: skip


def _letter(value: object) -> str | None:
    return collapse(value) or None if isinstance(value, str) else label_of(value)


def _speechmatics(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    words: list[RecognisedWord] = []
    for at, item in enumerate(damage.tables(data.get("results"), "result"), 1):
        if item.get("type") not in ("word", "punctuation", "entity"):
            continue
        best = table_at(item, "alternatives", 0)
        speaker = label_of(best.get("speaker") or item.get("channel"))
        mark = item.get("type") == "punctuation" and item.get("attaches_to", "previous") == "previous"  # fmt: skip
        words.append(
            RecognisedWord(
                damage.text(best, "content", f"result {at}"), milliseconds(item.get("start_time"), SECONDS),
                milliseconds(item.get("end_time"), SECONDS), None if speaker in _UNKNOWN else speaker, mark,
            )
        )  # fmt: skip
    yield from cues_of(words)


def _speechmatics_v1(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """The first version: words with a time and a length, and speakers with the time from which they speak."""
    changes = sorted(
        (start, label_of(speaker.get("name")))
        for speaker in damage.tables(data.get("speakers"), "speaker")
        if (start := milliseconds(speaker.get("time"), SECONDS)) is not None and label_of(speaker.get("name"))
    )  # fmt: skip
    yield from cues_of(_spoken_at(_timed_words(data, damage, "name", "time", "duration"), changes))


def _paper_edit(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """The BBC's Digital Paper Edit: words, and paragraphs with the time from which one speaks."""
    changes = sorted(
        (start, label)
        for paragraph in damage.tables(data.get("paragraphs"), "paragraph")
        if (start := milliseconds(paragraph.get("start"), SECONDS)) is not None
        and (label := label_of(paragraph.get("speaker")))
    )
    yield from cues_of(_spoken_at(_timed_words(data, damage, "text", "start", ""), changes))


def _timed_words(
    data: Table, damage: UnreadableRows, text: str, start: str, length: str
) -> Iterator[RecognisedWord]:
    for at, word in enumerate(damage.tables(data.get("words"), "word"), 1):
        begins = milliseconds(word.get(start), SECONDS)
        lasts = milliseconds(word.get(length), SECONDS) if length else None
        ends = milliseconds(word.get("end"), SECONDS)
        if begins is not None and lasts is not None:
            ends = begins + lasts
        words = damage.text(word, text, f"word {at}")
        yield RecognisedWord(words, begins, ends, None, words in _MARKS)


def _spoken_at(
    words: Iterator[RecognisedWord], changes: Sequence[tuple[int, str | None]]
) -> Iterator[RecognisedWord]:
    """The words with their speakers; the first change counts for those before it, too."""
    times = [time for time, _ in changes]
    for word in words:
        if not changes or word.start_ms is None:
            yield word
        else:
            at = max(0, bisect_right(times, word.start_ms) - 1)
            yield replace(word, speaker=changes[at][1])


def _rev(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
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
                yield SourceCaption(
                    text, times[0] if times else None, times[-1] if times else None, label
                )
                text, times = "", []


def _rev_time(value: object) -> int | None:
    if isinstance(value, str) and ":" in value:
        try:
            return parse_timestamp(value)
        except ValueError:
            return None
    return milliseconds(value, SECONDS)


def _eleven_labs(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    for at, word in enumerate(damage.tables(data.get("words"), "word"), 1):
        damage.text(word, "text", f"word {at}")
    spoken = [
        word for word in damage.tables(data.get("words"), "word") if word.get("type") != "spacing"
    ]
    yield from cues_of(
        RecognisedWord(
            text if isinstance(text := word.get("text"), str) else "", milliseconds(word.get("start"), SECONDS),
            milliseconds(word.get("end"), SECONDS), label_of(word.get("speaker_id")),
        )
        for word in spoken
    )  # fmt: skip


def _whisper_x(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """Segments whose words have speakers of their own: where they differ, the words count."""
    for at, segment in enumerate(damage.tables(data.get("segments"), "segment"), 1):
        whole = label_of(segment.get("speaker"))
        words = damage.tables(segment.get("words"), f"word of segment {at}")
        speakers = {label_of(word.get("speaker")) for word in words} - {None}
        if len(speakers) < 2:
            start, end = (milliseconds(segment.get(key), SECONDS) for key in ("start", "end"))
            yield SourceCaption(damage.text(segment, "text", f"segment {at}"), start, end, whole)
            continue
        # A word without a time, such as a number, has no speaker: it goes with the one before.
        speaker = next((label for word in words if (label := label_of(word.get("speaker")))), whole)
        spoken: list[RecognisedWord] = []
        for number, word in enumerate(words, 1):
            speaker = label_of(word.get("speaker")) or speaker
            text = damage.text(word, "word", f"segment {at}, word {number}")
            spoken.append(RecognisedWord(text, milliseconds(word.get("start"), SECONDS), milliseconds(word.get("end"), SECONDS), speaker))  # fmt: skip
        yield from cues_of(spoken)


def _whisper_cpp(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
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
        yield SourceCaption(_TURN.sub("", text), milliseconds(offsets.get("from"), 1), milliseconds(offsets.get("to"), 1), label)  # fmt: skip


def _json3(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    for at, event in enumerate(damage.tables(data.get("events"), "event"), 1):
        segments = damage.tables(event.get("segs"), f"segment of event {at}")
        text = "".join(damage.text(segment, "utf8", f"event {at}") for segment in segments)
        if not text.strip():
            continue
        start, length = milliseconds(event.get("tStartMs"), 1), milliseconds(event.get("dDurationMs"), 1)  # fmt: skip
        if start is None:
            damage.note(f"event {at}", "has words and no time.")
            continue
        yield SourceCaption(text, start, None if length is None else start + length)


def _is_assembly(data: Table) -> bool:
    listed = any(isinstance(data.get(key), list) for key in ("utterances", "sentences", "paragraphs", "words"))  # fmt: skip
    marked = sum(key in data for key in ("id", "status", "language_code", "audio_url", "audio_duration", "acoustic_model"))  # fmt: skip
    text = data.get("text")
    return marked >= 2 and (isinstance(text, str) or (text is None and listed))


_SHAPES: tuple[ServiceForm, ...] = (
    ServiceForm("whisperX JSON", lambda data: within(data, "segments", 0, "words", 0, "speaker") is not None, _whisper_x, (("language",),)),
    ServiceForm("ElevenLabs JSON", lambda data: "language_code" in data and within(data, "words", 0, "type") is not None, _eleven_labs, (("language_code",),)),
    ServiceForm("YouTube json3", lambda data: "events" in data and ("wireMagic" in data or within(data, "events", 0, "tStartMs") is not None), _json3),
    ServiceForm("whisper.cpp JSON", lambda data: isinstance(within(data, "transcription", 0, "offsets"), dict), _whisper_cpp, (("result", "language"),)),
    ServiceForm("Azure Speech JSON", lambda data: "recognizedPhrases" in data or within(data, "phrases", 0, "offsetMilliseconds") is not None, recogniser_clouds.azure,
          (("recognizedPhrases", 0, "locale"), ("phrases", 0, "locale"))),
    ServiceForm("Rev JSON", lambda data: isinstance(within(data, "monologues", 0, "elements"), list), _rev, (("language",),)),
    ServiceForm("Deepgram JSON", lambda data: isinstance(within(data, "results", "channels"), list), _deepgram, (("results", "channels", 0, "detected_language"),)),
    ServiceForm("Amazon Transcribe JSON", lambda data: isinstance(within(data, "results", "transcripts"), list), recogniser_clouds.amazon, (("results", "language_code"),)),
    ServiceForm("Amazon Call Analytics JSON", lambda data: within(data, "Transcript", 0, "BeginOffsetMillis") is not None, recogniser_clouds.amazon_calls,
          (("LanguageCode",),)),
    ServiceForm("Speechmatics JSON", lambda data: "job" in data and within(data, "words", 0, "name") is not None, _speechmatics_v1, (("job", "lang"),)),
    ServiceForm("Digital Paper Edit JSON", lambda data: within(data, "words", 0, "text") is not None and within(data, "paragraphs", 0, "start") is not None
          and within(data, "paragraphs", 0, "text") is None, _paper_edit),
    ServiceForm("Speechmatics JSON", lambda data: "job" in data and within(data, "results", 0, "type") is not None, _speechmatics,
          (("metadata", "transcription_config", "language"),)),
    ServiceForm("IBM Watson JSON", lambda data: "result_index" in data or within(data, "results", 0, "result_index") is not None, recogniser_clouds.google),
    ServiceForm("Google Speech-to-Text JSON", recogniser_clouds.is_google, recogniser_clouds.google, (("results", 0, "languageCode"), ("response", "results", 0, "languageCode"))),
    ServiceForm("AssemblyAI JSON", _is_assembly, _assembly, (("language_code",),)),
)  # fmt: skip
