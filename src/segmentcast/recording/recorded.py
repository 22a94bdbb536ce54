"""Prepares a recording: opens it, surveys it once, trims dead air, and makes two equal channels mono."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from segmentcast import audio_io
from segmentcast.audio_io import SoundInfo
from segmentcast.errors import Problem, SoundError
from segmentcast.loudness import Survey, cut, find_speech_span, one_side
from segmentcast.model import Finding, Loudness, LoudnessTarget
from segmentcast.ports import SoundSource
from segmentcast.recording.stretch import SourceSlice
from segmentcast.timing import samples_to_ms

_LEAD_MS, _TAIL_MS = 300, 700
_WORTH_TRIMMING_MS = 50
_SHORTEST_MS = 400
"""The meter's block (BS.1770): a shorter sound has no loudness."""

_LOW_RATE_HZ = 16_000
_LARGEST_GAIN_DB = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording that can be mastered.

    `source` is the sound to use, without `trimmed_ms` of dead air before it and `dropped_ms` after it.
    Time t in the file is t - trimmed_ms in `source`. `whole` is the sound before trimming; `survey`
    and `loudness` are those of the whole. `first` is the frame at which `source` begins.
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
    """Reads the file once, in blocks, and surveys it.

    `lead_ms` and `tail_ms` stay around the first and last sound. Raises SoundError for whatever
    `audio_io.open_source` refuses, for damage, silence, and less than 0.4 s of sound.
    """
    file = audio_io.open_source(path)
    survey = audio_io.survey(file)
    where = str(path)
    _refuse(survey, where)
    first, end = (
        find_speech_span(survey, lead_ms=lead_ms, tail_ms=tail_ms) if trim else (0, survey.frames)
    )
    shortest = _WORTH_TRIMMING_MS * survey.rate_hz // 1000
    # on the grid of the survey's readings, so that it can be cut like the sound
    first = first - first % max(1, survey.rate_hz // 10) if first >= shortest else 0
    end = end if survey.frames - end >= shortest else survey.frames
    whole = mono_when_same(file, survey)
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
        findings=tuple(_findings(file.info, survey, target, where, first, end)),
    )


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


def _findings(
    info: SoundInfo, survey: Survey, target: LoudnessTarget, where: str, first: int, end: int
) -> list[Finding]:
    """What people should know about the recording, in numbers."""
    rate_hz = survey.rate_hz
    needed_db = target.integrated_lufs - survey.loudness.integrated_lufs
    findings: list[Finding] = []

    def say(severity: str, rule: str, what: str, mend: str = "") -> None:
        findings.append(Finding(severity, rule, where, what, mend))  # type: ignore[arg-type]

    clipped = survey.clipped // 2 if survey.same_sides else survey.clipped
    if clipped:
        say(
            "warning",
            "recording-clipped",
            f"peaks clip {clipped:,} samples; {target.integrated_lufs:g} LUFS needs {needed_db:+.1f} dB",
            "record with more headroom; clipped peaks can't be restored",
        )
    if needed_db > _LARGEST_GAIN_DB:
        say(
            "warning",
            "recording-quiet",
            f"the recording is at {survey.loudness.integrated_lufs:.1f} LUFS: {needed_db:+.1f} dB are needed, which lifts its noise as well",
            "record closer to the microphone",
        )
    if rate_hz < _LOW_RATE_HZ:
        say(
            "warning",
            "recording-rate",
            f"{rate_hz:,} Hz has nothing above {rate_hz // 2000:g} kHz: it will sound like a telephone",
            "use the original at 44,100 or 48,000 Hz if there is one",
        )
    if info.channels > 2:
        say("note", "recording-channels", f"{info.channels} channels were mixed to stereo")
    given_ms = samples_to_ms(survey.frames, rate_hz)
    if info.duration_ms and abs(given_ms - info.duration_ms) > max(500, given_ms // 100):
        say(
            "warning",
            "recording-length",
            f"the file's header says {info.duration_ms / 1000:.1f} s; it has {given_ms / 1000:.1f} s",
            "listen to its end; if it is complete, ignore this",
        )
    if first or end < survey.frames:
        before, after = samples_to_ms(first, rate_hz), samples_to_ms(survey.frames - end, rate_hz)
        say(
            "note",
            "recording-trimmed",
            f"{before / 1000:.1f} s of silence were cut off before the sound, {after / 1000:.1f} s after it",
        )
    return findings
