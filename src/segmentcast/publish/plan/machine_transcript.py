"""Labels machine transcripts until a person has checked them.

A note in the file, or its name (`*.draft.*`), identifies a machine transcript. `checked = true` in
episode.toml, or the digest of its words, says that a person has checked it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from segmentcast.config import EpisodeConfig
from segmentcast.model import Finding, Transcript
from segmentcast.transcript.review.certainty import certainty_of
from segmentcast.transcript.review.machine_draft import is_machine_draft, without_mark
from segmentcast.vocabulary import wordings
from segmentcast.vocabulary.transcript_files import is_draft


def is_unchecked(source: Transcript, path: Path, config: EpisodeConfig) -> bool:
    """Whether these words are a machine's and unchecked."""
    if config.retraction or not (is_machine_draft(source.notes) or is_draft(path.name)):
        return False
    return config.checked not in ("true", certainty_of(source).digest)


def declared(source: Transcript, path: Path, language: str, *, unchecked: bool) -> Transcript:
    """The transcript with a label for readers if it is unchecked."""
    notes = without_mark(source.notes)
    if not unchecked:
        return replace(source, notes=notes)
    finding = Finding(
        "warning",
        "machine-transcript",
        str(path),
        "this is an unchecked machine transcript; page, captions and feed say so",
        "correct it, then add checked = true at the top of episode.toml",
    )
    told = wordings.language(language).text("machine_transcript")
    return replace(source, notes=(told, *notes), findings=(*source.findings, finding))
