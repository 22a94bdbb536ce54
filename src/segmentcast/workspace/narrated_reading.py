"""The reading of a transcript, with a voice for everybody in it. Needs no show and no episode's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    silent: Voice | None = None,
) -> tuple[Reading, cast.Cast]:
    """Every sentence of a transcript, and voices for `speakers`; the others have the voice `silent`.

    `by_sex`: a woman's voice for a woman, where that is known; see `cast.assign`.
    """
    chosen = (
        cast.assign(
            speakers,
            previous=cast_so_far,
            named=_speaking(named, usable, source, language),
            infos=usable,
            language=language,
            by_sex=by_sex,
        )
        if speakers
        else cast.Cast(())
    )
    others = {speaker.key: silent for speaker in source.speakers} if silent else {}
    voices = others | chosen.voices
    return reading.compose(source, voices, entries, pauses=pauses, language=language), chosen


def _speaking(
    named: Mapping[str, Voice], usable: Sequence[VoiceInfo], source: Transcript, language: str
) -> Mapping[str, Voice]:
    """The voices named by the show and the episode.

    If no setting gives the language and the words turn out to be in another one, voices of other
    languages are left out.
    """
    is_detected = any(finding.rule == "language" for finding in source.findings)
    if not is_detected or source.language != language:
        return named
    known = {(info.engine, info.name): info for info in usable}
    return {
        who: voice
        for who, voice in named.items()
        if (info := known.get((voice.engine, voice.name))) is None or cast.speaks(info, language)
    }
