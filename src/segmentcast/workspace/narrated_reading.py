"""The reading of a transcript, with a voice for everybody in it. Needs no show and no episode's folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from segmentcast import cast, lexicon, reading
from segmentcast.model import Reading, Speaker, Transcript, Voice, VoiceInfo


def cast_and_compose(
    source: Transcript,
    speakers: Sequence[Speaker],
    entries: lexicon.Lexicon,
    pauses: reading.Pauses,
    *,
    cast_so_far: Mapping[str, str],
    named: Mapping[str, Voice],
    usable: Sequence[VoiceInfo],
    language: str,
    by_sex: bool = True,
    own: Collection[str] = (),
    usual: str = "",
    silent: Voice | None = None,
) -> tuple[Reading, cast.Cast]:
    """Every sentence of a transcript, and voices for `speakers`; the others have the voice `silent`.

    The other arguments are those of `cast.assign`.
    """
    chosen = (
        cast.assign(
            speakers,
            previous=cast_so_far,
            named=named,
            infos=usable,
            language=language,
            by_sex=by_sex,
            own=own,
            usual=usual,
        )
        if speakers
        else cast.Cast(())
    )
    others = {speaker.key: silent for speaker in source.speakers} if silent else {}
    voices = others | chosen.voices
    return reading.compose(source, voices, entries, pauses=pauses, language=language), chosen
