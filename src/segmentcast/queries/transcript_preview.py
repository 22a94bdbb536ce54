"""Previews a transcript: what will be said, by whom, in which voice, and why.

Nothing here needs a show, so that a page on the desk is read without loading what publishes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from segmentcast import cast, files, lexicon, reading, transcript
from segmentcast.errors import VoiceError, VoiceMissing
from segmentcast.model import Finding, Reading, Transcript, Voice
from segmentcast.transcript.review.certainty import certainty_of
from segmentcast.workspace.narrated_reading import cast_and_compose
from segmentcast.workspace.show_voices import ShowVoices


@dataclass(frozen=True, slots=True)
class Preview:
    """An episode before it is spoken.

    `unknown` are names without a pronunciation; `why` gives the reason for each voice.
    """

    where: str
    transcript: Transcript
    reading: Reading
    voices: Mapping[str, Voice]
    why: Mapping[str, str]
    unknown: tuple[lexicon.UnknownWord, ...]
    unread: tuple[lexicon.UnknownWord, ...]
    findings: tuple[Finding, ...]
    hold: bool = True
    """Whether a new episode with doubtful turns would be held."""


def preview_file(path: Path, language: str = "") -> Preview:
    """The preview of a transcript file without a show. Raises a SegmentcastError."""
    source = transcript.read(files.read(path), str(path), language=language)
    return _without_show(str(path), source, language)


def preview_address(url: str, language: str = "") -> Preview:
    """The preview of a web page, fetched with the guarded client. Raises a SegmentcastError."""
    # Only here: a file needs no network.
    from segmentcast.intake.web_page import fetch_page
    from segmentcast.visitor import HttpVisitor

    page = fetch_page(url, HttpVisitor([url], agent="read"))
    source = transcript.read(page.data, page.url, language=language)
    source = replace(source, page_url=source.page_url or page.url)
    return _without_show(page.url, source, language)


def _without_show(where: str, source: Transcript, language: str) -> Preview:
    words, show_voices = lexicon.Lexicon(lexicon.default_lexicon()), ShowVoices({}, "")

    def aloud(language: str) -> tuple[Reading, cast.Cast]:
        return cast_and_compose(
            source,
            source.speakers,
            words,
            reading.Pauses(),
            cast.CastRequest(previous={}, named={}, infos=show_voices.usable(), language=language),
        )

    return preview_of(where, source, words, show_voices, aloud, language)


def preview_of(
    where: str,
    source: Transcript,
    words: lexicon.Lexicon,
    show_voices: ShowVoices,
    aloud: Callable[[str], tuple[Reading, cast.Cast]],
    language: str,
) -> Preview:
    """The preview of a transcript; `aloud` gives its reading and its cast in a language."""
    language = language or source.language or "en"
    try:
        spoken, chosen = aloud(language)
    except VoiceError as error:
        # The attribution can still be shown, though publishing the episode fails.
        if not any(finding.rule == "language" for finding in source.findings):
            raise
        problem = error.problems[0]
        silent = Finding("error", "voice", where, problem.what, problem.mend)
        source = replace(source, findings=(*source.findings, silent))
        spoken, chosen = aloud("en")
        spoken = replace(spoken, language=language)
        chosen = cast.Cast(())
    return Preview(
        where=where,
        transcript=source,
        reading=spoken,
        voices=chosen.voices,
        why=chosen.reasons,
        unknown=lexicon.unknown_words([spoken], words),
        unread=lexicon.unread_forms([spoken], words),
        findings=(
            *source.findings,
            *chosen.findings,
            *spoken.findings,
            *show_voices.unreadable(spoken),
            *_missing(show_voices, spoken),
            *reading.prove(source, spoken),
        ),
    )


def _missing(show_voices: ShowVoices, spoken: Reading) -> Iterator[Finding]:
    """The voices that this machine lacks; publishing fails without them."""
    narrated = [row for row in spoken.utterances if row.voice.engine in show_voices.names]
    try:
        show_voices.for_reading(replace(spoken, utterances=tuple(narrated)))
    except VoiceMissing as error:
        for row in error.problems:
            yield Finding("error", "voice-missing", row.where, row.what, row.mend)
    except VoiceError:
        pass  # the publish says what is wrong with the episode


def as_json(preview: Preview) -> dict[str, object]:
    """The output of `segmentcast read --json`: one object with stable keys."""
    source = preview.transcript
    names = {speaker.key: speaker.name for speaker in source.speakers}
    certainty = certainty_of(source)
    return {
        "turns_unsure": certainty.unsure,
        "held_if_new": bool(certainty.doubtful and preview.hold),
        "checked": certainty.digest,
        "title": source.title,
        "summary": source.summary,
        "published": source.published.isoformat() if source.published else None,
        "source": {"file": preview.where, "format": source.format, "url": source.page_url},
        "language": preview.reading.language,
        "byline": source.byline,
        "image": source.image_url,
        "comments": source.comments_url,
        "speakers": [
            {
                "name": speaker.name,
                "part": speaker.part.value,
                "role": speaker.role,
                "voice": str(preview.voices[speaker.key])
                if speaker.key in preview.voices
                else None,
                "confidence": round(speaker.confidence, 3),
                "evidence": [{"rule": e.rule, "words": e.words} for e in speaker.evidence],
                "sex": speaker.sex or None,
                "sex_evidence": [{"rule": e.rule, "words": e.words} for e in speaker.sex_evidence],
            }
            for speaker in source.speakers
        ],
        "turns": [
            {
                "speaker": names[turn.speaker],
                "text": turn.text,
                "confidence": round(turn.confidence, 3),
                "evidence": [{"rule": e.rule, "words": e.words} for e in turn.evidence],
                "directions": [
                    d.text for paragraph in turn.paragraphs for d in paragraph.directions
                ],
                "start_seconds": _seconds(turn.paragraphs[0].start_ms),
                "end_seconds": _seconds(turn.paragraphs[-1].end_ms),
            }
            for turn in source.turns
        ],
        "notes": list(source.notes),
        "edits": [
            {"written": edit.written, "spoken": edit.spoken, "kind": edit.kind}
            for utterance in preview.reading.utterances
            for edit in utterance.edits
        ],
        "unknown_names": [asdict(word) for word in preview.unknown],
        "said_as_written": [asdict(word) for word in preview.unread],
        "findings": [finding.as_json() for finding in preview.findings],
    }


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000
