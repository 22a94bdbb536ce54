"""What the transcript tests share: a transcript as plain data, a Word document made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from segmentcast.model import Transcript

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _as_data(transcript: Transcript) -> dict[str, Any]:
    """Everything a reader of the transcript sees; confidence only as sure or not."""
    return {
        "format": transcript.format,
        "title": transcript.title,
        "summary": transcript.summary,
        "published": transcript.published.isoformat() if transcript.published else None,
        "facts": {
            name: value
            for name in ("language", "byline", "page_url", "image_url", "comments_url")
            if (value := getattr(transcript, name))
        },
        "timed": transcript.timed,
        "speakers": [
            {
                "key": speaker.key,
                "name": speaker.name,
                "part": speaker.part.value,
                "role": speaker.role,
                "sure": speaker.sure,
                "evidence": [f"{item.rule}: {item.words}" for item in speaker.evidence],
            }
            for speaker in transcript.speakers
        ],
        "turns": [
            {
                "speaker": turn.speaker,
                "sure": turn.confidence >= 0.9,
                "evidence": [f"{item.rule}: {item.words}" for item in turn.evidence],
                "paragraphs": [
                    {
                        "text": paragraph.text,
                        **(
                            {
                                "directions": [
                                    [d.offset, d.text, d.effect] for d in paragraph.directions
                                ]
                            }
                            if paragraph.directions
                            else {}
                        ),
                        **(
                            {"ms": [paragraph.start_ms, paragraph.end_ms]}
                            if paragraph.start_ms is not None
                            else {}
                        ),
                    }
                    for paragraph in turn.paragraphs
                ],
            }
            for turn in transcript.turns
        ],
        "notes": list(transcript.notes),
        "findings": [str(finding) for finding in transcript.findings],
    }


def _word_document(body: str, title: str = "", **parts: str) -> bytes:
    """A .docx with this content of w:body; `parts` are other files of the folder word/, by name."""
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        archive.writestr("docProps/core.xml", core)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:x xmlns:w="{_W}">{content}</w:x>')
    return packed.getvalue()


@pytest.fixture(scope="session")
def as_data() -> Callable[[Transcript], dict[str, Any]]:
    """A transcript as JSON-able data."""
    return _as_data


@pytest.fixture(scope="session")
def word_document() -> Callable[..., bytes]:
    """A function that makes a .docx."""
    return _word_document
