"""The JSON of the large clouds' recognisers: Amazon, Google, IBM, Microsoft. See recogniser_json."""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast.transcript.readers.cues.source_caption import SourceCaption
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

_TICKS = 10_000.0
_MOST_NANOSECONDS = 10**9


def amazon(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """Amazon Transcribe: items in order, speakers by the times of their segments or in the items."""
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
            yield SourceCaption(damage.text(table, "transcript", "transcript"))
        return
    yield from cues_of(_amazon_words(results["items"], speakers, None, damage))


def _amazon_words(
    items: object, speakers: dict[str, str | None], label: str | None, damage: UnreadableRows
) -> Iterator[RecognisedWord]:
    last = label
    for at, item in enumerate(damage.tables(items, "item"), 1):
        text = damage.text(table_at(item, "alternatives", 0), "content", f"item {at}")
        mark = item.get("type") == "punctuation"
        if not mark:
            last = label or label_of(item.get("speaker_label")) or speakers.get(str(item.get("start_time")))  # fmt: skip
        yield RecognisedWord(
            text, milliseconds(item.get("start_time"), SECONDS), milliseconds(item.get("end_time"), SECONDS),
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


def is_google(data: Table) -> bool:
    """Whether there are results with alternatives, wherever they are."""
    first = within(_google_results(data), 0)
    if not isinstance(first, dict):
        return False
    if isinstance(within(first, "results", 0, "alternatives"), list):
        return True
    return isinstance(first.get("alternatives"), list) and "type" not in first


def google(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """Google's results, and IBM's, which are like them but for the times and the speakers."""
    results = damage.tables(_google_results(data), "result")
    if results and isinstance(results[0].get("results"), list):
        # IBM's answer to a job: a list of what it answers at once.
        for answer in results:
            yield from google(answer, damage)
        return
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
            yield SourceCaption(damage.text(best, "transcript", f"result {at}"), start if listed or until else None, until, label)  # fmt: skip
        begins = until if until is not None else begins


def _google_words(
    words: list[Table], label: str | None, damage: UnreadableRows
) -> Iterator[RecognisedWord]:
    for at, word in enumerate(words, 1):
        yield RecognisedWord(
            damage.text(word, "word", f"word {at}"), _google_time(word, "startTime", "startOffset"),
            _google_time(word, "endTime", "endOffset"), label or _google_speaker(word),
        )  # fmt: skip


def _google_speaker(word: Table) -> str | None:
    """0 is a word that nobody was found for."""
    return label_of(word.get("speakerLabel") or word.get("speakerTag") or word.get("speaker_tag") or None)  # fmt: skip


def _google_time(table: Table, *keys: str) -> int | None:
    """A duration as JSON has it, "1.500s", or as the client libraries print it, seconds and nanos."""
    for key in keys:
        value = table.get(key)
        nanos = 0
        if isinstance(value, dict):
            nanos = part if isinstance(part := value.get("nanos"), int) else 0
            value = value.get("seconds", 0)
        ms = milliseconds(value, SECONDS)
        if ms is not None:
            return ms + min(max(nanos, 0), _MOST_NANOSECONDS) // 1_000_000
    return None


def _watson(data: Table, results: list[Table], damage: UnreadableRows) -> Iterator[SourceCaption]:
    speakers = {
        milliseconds(entry.get("from"), SECONDS): label_of(entry.get("speaker"))
        for entry in damage.tables(data.get("speaker_labels"), "speaker label")
    }
    for at, result in enumerate(results, 1):
        best = table_at(result, "alternatives", 0)
        stamps = best.get("timestamps")
        if isinstance(stamps, list) and speakers:
            yield from cues_of(_watson_words(stamps, speakers, damage))
        else:
            start = milliseconds(within(stamps, 0, 1), SECONDS)
            end = milliseconds(within(stamps, -1, 2), SECONDS)
            yield SourceCaption(damage.text(best, "transcript", f"result {at}"), start, end)


def _watson_words(
    stamps: list[object], speakers: dict[int | None, str | None], damage: UnreadableRows
) -> Iterator[RecognisedWord]:
    for at, stamp in enumerate(stamps, 1):
        text, start = within(stamp, 0), milliseconds(within(stamp, 1), SECONDS)
        if not isinstance(text, str):
            damage.note(f"timestamp {at}", "has no word.")
            continue
        yield RecognisedWord(
            text, start, milliseconds(within(stamp, 2), SECONDS), speakers.get(start)
        )


def azure(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """Azure: recognised phrases of a batch, or the phrases of fast transcription."""
    if "recognizedPhrases" not in data:
        for at, phrase in enumerate(damage.tables(data.get("phrases"), "phrase"), 1):
            yield _azure_cue(phrase, damage.text(phrase, "text", f"phrase {at}"), "Milliseconds", 1)
        return
    for at, phrase in enumerate(damage.tables(data.get("recognizedPhrases"), "phrase"), 1):
        if phrase.get("recognitionStatus", "Success") == "Success":
            text = damage.text(table_at(phrase, "nBest", 0), "display", f"phrase {at}")
            yield _azure_cue(phrase, text, "InTicks", _TICKS)


def _azure_cue(phrase: Table, text: str, unit: str, per_ms: float) -> SourceCaption:
    start = milliseconds(phrase.get(f"offset{unit}"), per_ms)
    length = milliseconds(phrase.get(f"duration{unit}"), per_ms)
    end = start + length if start is not None and length is not None else None
    return SourceCaption(text, start, end, label_of(phrase.get("speaker")))


def amazon_calls(data: Table, damage: UnreadableRows) -> Iterator[SourceCaption]:
    """Call Analytics: segments in milliseconds, by the part of who calls or answers."""
    for at, segment in enumerate(damage.tables(data.get("Transcript"), "segment"), 1):
        label = label_of(segment.get("ParticipantRole") or segment.get("ParticipantId"))
        start, end = (
            milliseconds(segment.get(f"{edge}OffsetMillis"), 1) for edge in ("Begin", "End")
        )
        yield SourceCaption(damage.text(segment, "Content", f"segment {at}"), start, end, label)
