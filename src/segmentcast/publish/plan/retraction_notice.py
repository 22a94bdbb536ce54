"""The words that replace a retracted segment."""

from __future__ import annotations

from dataclasses import replace

from segmentcast.config.episode_settings import Retraction
from segmentcast.model import Evidence, Paragraph, Part, Speaker, Transcript, Turn
from segmentcast.vocabulary import wordings


def notice_of(
    source: Transcript, retraction: Retraction, newsroom: str, language: str
) -> Transcript:
    """The notice as a transcript: the newsroom says that the segment was retracted, and why.

    It keeps the segment's title, date and URLs, and none of its words.
    """
    wording = wordings.known(language)
    opening = wording.text("retracted_segment") if wording else ""
    speaker = Speaker(
        "newsroom",
        newsroom,
        Part.NARRATOR,
        evidence=(Evidence("retraction", "episode.toml"),),
    )
    paragraphs = tuple(Paragraph(text) for text in (opening, retraction.note) if text)
    return replace(
        source,
        turns=(Turn(speaker.key, paragraphs),),
        speakers=(speaker,),
        summary=" ".join(paragraph.text for paragraph in paragraphs),
        notes=(),
        timed=False,
        findings=(),
    )
