"""The chapters of a container that only the codec library reads: tracks of MP4 and MOV, Matroska."""

from __future__ import annotations

from pathlib import Path

from segmentcast.audio_io.reading.opening import opened_file

_MOST = 10_000


def file_chapters(path: Path) -> tuple[tuple[int, str], ...]:
    """Starts in milliseconds, and titles. Raises SoundError for what is no sound."""
    with opened_file(path) as container:
        rows = container.chapters()[:_MOST]
        return tuple(
            (
                round(row["start"] * row["time_base"] * 1000) if row["time_base"] else 0,
                row["metadata"].get("title", ""),
            )
            for row in rows
        )
