"""Prepares a recording: opens it, surveys it once, trims dead air, and makes two equal channels mono."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from segmentcast import audio_io
from segmentcast.audio_io import SoundInfo
from segmentcast.errors import Problem, SoundError
from segmentcast.loudness import Survey, cut, find_speech_span, one_side
from segmentcast.model import Finding, Loudness, LoudnessTarget
from segmentcast.ports import SoundSource
from segmentcast.recording.condition import Observed
from segmentcast.recording.findings import file_findings, level_findings
from segmentcast.recording.repairs import condition_findings, repaired, without_spikes
from segmentcast.recording.stretch import SourceSlice
from segmentcast.timing import samples_to_ms

_LEAD_MS, _TAIL_MS = 300, 700
_WORTH_TRIMMING_MS = 50
_SHORTEST_MS = 400
"""The meter's block (BS.1770): a shorter sound has no loudness."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording that can be mastered.

    `source` is the sound to use, without `trimmed_ms` of dead air before it and `dropped_ms` after it.
    Time t in the file is t - trimmed_ms in `source`. `whole` is the sound before trimming; `survey`
    and `loudness` are those of the whole. `first` is the frame at which `source` begins. `repaired`:
    the sound differs from the file's.
    """

    path: Path
    info: SoundInfo
    survey: Survey
    loudness: Loudness
    whole: SoundSource
    source: SourceSlice
    first: int
    trimmed_ms: int
    dropped_ms: int
    repaired: bool
    findings: tuple[Finding, ...]

    def survey_of(self, source: SoundSource) -> Survey:
        """The survey of `source` or `whole`, whichever is given."""
        survey = (
            one_side(self.survey) if self.whole.channels < self.survey.channels else self.survey
        )
        if source is not self.source:
            return survey
        return cut(survey, self.first, self.first + self.source.frames)

    @property
    def duration_ms(self) -> int:
        """The length of `source`."""
        return samples_to_ms(self.source.frames, self.source.rate_hz)


def open_recording(
    path: Path,
    target: LoudnessTarget,
    *,
    lead_ms: int = _LEAD_MS,
    tail_ms: int = _TAIL_MS,
    trim: bool = True,
) -> Recording:
    """Reads the file once, in blocks, and surveys it; once more if it needs repairs.

    `lead_ms` and `tail_ms` stay around the first and last sound. Raises SoundError for whatever
    `audio_io.open_source` refuses, for much damage, silence, and less than 0.4 s of sound.
    """
    file = audio_io.open_source(path)
    where = str(path)
    sound, survey, repairs = _mended(file, where)
    first, end = (
        find_speech_span(survey, lead_ms=lead_ms, tail_ms=tail_ms) if trim else (0, survey.frames)
    )
    shortest = _WORTH_TRIMMING_MS * survey.rate_hz // 1000
    # on the grid of the survey's readings, so that it can be cut like the sound
    first = first - first % max(1, survey.rate_hz // 10) if first >= shortest else 0
    end = end if survey.frames - end >= shortest else survey.frames
    whole = mono_when_same(sound, survey)
    loudness = survey.loudness
    return Recording(
        path=path,
        info=file.info,
        survey=survey,
        loudness=loudness,
        whole=whole,
        source=SourceSlice(whole, first, end),
        first=first,
        trimmed_ms=samples_to_ms(first, survey.rate_hz),
        dropped_ms=samples_to_ms(survey.frames - end, survey.rate_hz),
        repaired=bool(file.damage) or sound is not file,
        findings=(
            *file_findings(file, survey, where),
            *repairs,
            *level_findings(survey, target, where, first, end),
        ),
    )


def _mended(file: audio_io.FileSource, where: str) -> tuple[SoundSource, Survey, list[Finding]]:
    """The sound without its faults, or the file itself; its survey; and what was repaired."""
    sound: SoundSource = file
    observed = Observed(sound)
    survey = audio_io.survey(observed)
    _refuse(survey, where)
    condition = observed.condition(survey)
    findings = list(condition_findings(condition, where))
    if condition.spikes_above:
        # spikes hide all other faults
        sound = without_spikes(sound, condition.spikes_above)
        observed = Observed(sound)
        survey = audio_io.survey(observed)
        _refuse(survey, where)
        condition = observed.condition(survey)
        findings += condition_findings(condition, where)
    mended = repaired(sound, condition)
    if mended is not sound:
        survey = replace(audio_io.survey(mended), clipped=survey.clipped)
        _refuse(survey, where)
    return mended, survey, findings


def mono_when_same(source: SoundSource, survey: Survey) -> SoundSource:
    """One channel of a sound whose two channels are the same, else the sound itself."""
    return audio_io.first_channel(source) if survey.same_sides and source.channels == 2 else source


def _refuse(survey: Survey, where: str) -> None:
    length_ms = samples_to_ms(survey.frames, survey.rate_hz)
    if length_ms < _SHORTEST_MS:
        raise SoundError(
            Problem(
                where,
                f"the sound is {length_ms} ms long; loudness needs at least {_SHORTEST_MS} ms",
                "export the whole recording",
            )
        )
    if survey.loudness.integrated_lufs == float("-inf"):
        raise SoundError(
            Problem(
                where,
                f"nothing but silence for {length_ms / 1000:.1f} s"
                f" (true peak {survey.loudness.true_peak_dbtp:.1f} dBTP)",
                "check which microphone or track was recorded, and export it again",
            )
        )
