"""The reading of a transcript, with a voice for everybody in it. Needs no show and no episode's folder."""

from __future__ import annotations

from collections.abc import Sequence

from segmentcast import cast, lexicon, reading
from segmentcast.model import Reading, Speaker, Transcript, Voice


def cast_and_compose(
    source: Transcript,
    speakers: Sequence[Speaker],
    entries: lexicon.Lexicon,
    pauses: reading.Pauses,
    request: cast.CastRequest,
    *,
    silent: Voice | None = None,
) -> tuple[Reading, cast.Cast]:
    """Every sentence of a transcript, and voices for `speakers`; the others have the voice `silent`."""
    chosen = cast.assign(speakers, request) if speakers else cast.Cast(())
    others = {speaker.key: silent for speaker in source.speakers} if silent else {}
    voices = others | chosen.voices
    return reading.compose(
        source, voices, entries, pauses=pauses, language=request.language
    ), chosen
