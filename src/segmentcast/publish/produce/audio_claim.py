"""What the Content Credentials of an episode's audio say, from its plan and its package."""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast import layout
from segmentcast.model import Package, PackageFile, Show, SyntheticPart
from segmentcast.provenance.claim import (
    Claim,
    FileReference,
    SyntheticVoice,
    TimeRange,
    ranges_of,
)
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.sound_source import Mixed, Narrated
from segmentcast.publish.toolchain import software_of_voices, watermark_of
from segmentcast.vocabulary.digital_sources import digital_source, source_of_voice


def audio_claim(
    package: Package,
    plan: EpisodePlan,
    show: Show,
    software: str,
    texts: list[PackageFile],
    *,
    mime: str,
    mastered: bool,
) -> Claim:
    """The claim of one audio file.

    `software` is what made the audio, `texts` are the published captions. `mastered`: known to have
    been mastered here, as every narration is.
    """
    captions = next((file for file in texts if file.role == "vtt"), None)
    page = layout.page_url(show.base_url, layout.page_path(package.id))
    return Claim(
        title=package.title,
        show=show.title,
        author=show.author,
        guid=package.guid,
        page_url=package.link or page,
        published=package.published,
        language=package.language,
        source=digital_source(narrated=package.narrated, voices=package.voices),
        mime=mime,
        recorded=not isinstance(plan.source, Narrated),
        mastered=mastered or package.narrated,
        voices=tuple(_voices(plan, package, software)),
        transcript=FileReference(
            layout.url(show.base_url, captions.path), captions.sha256, captions.mime
        )
        if captions
        else None,
        retracted=plan.config.retraction is not None,
        watermark=watermark_of(software),
    )


def synthetic_parts(package: Package, plan: EpisodePlan) -> tuple[SyntheticPart, ...]:
    """When synthetic voices are heard in turns, in the order of time; none if all are synthetic."""
    if not isinstance(plan.source, Mixed):
        return ()
    rows = [row for voice in _voices(plan, package, "") for row in voice.ranges]
    rows.sort(key=lambda row: row.start_ms)
    return tuple(SyntheticPart(row.start_ms, row.end_ms, row.speaker) for row in rows)


def _voices(plan: EpisodePlan, package: Package, software: str) -> Iterator[SyntheticVoice]:
    """The synthetic voices in the order in which they are first heard in turns."""
    known = software_of_voices(software)
    names = {speaker.key: speaker.name for speaker in plan.transcript.speakers}
    turns: dict[str, dict[int, str]] = {}
    for utterance in plan.spoken.utterances:
        heard = turns.setdefault(str(utterance.voice), {})
        if utterance.turn >= 0:
            heard[utterance.turn] = names.get(utterance.speaker, "")
    for voice, heard in turns.items():
        yield SyntheticVoice(
            voice,
            source_of_voice(voice),
            tuple(dict.fromkeys(heard.values())),
            known.get(voice, ""),
            _ranges(package, heard) if isinstance(plan.source, Mixed) else (),
        )


def _ranges(package: Package, heard: dict[int, str]) -> tuple[TimeRange, ...]:
    """When the turns are heard, from the first to the last sentence of each."""
    rows: list[TimeRange] = []
    last = -1
    for cue in package.cues:
        if cue.turn not in heard:
            last = -1
            continue
        if cue.turn == last:
            rows[-1] = TimeRange(rows[-1].start_ms, cue.end_ms, rows[-1].speaker)
        else:
            rows.append(TimeRange(cue.start_ms, cue.end_ms, heard[cue.turn]))
        last = cue.turn
    return ranges_of(rows)
