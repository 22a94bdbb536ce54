"""What people should know about a recording, in numbers."""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast.audio_io import Damage, FileSource
from segmentcast.loudness import Survey
from segmentcast.model import Finding, LoudnessTarget
from segmentcast.timing import clock, samples_to_ms

_LOW_RATE_HZ = 16_000
_LARGEST_GAIN_DB = 20.0
_LENGTH_MS = 300
_NO_LENGTH = {"aac"}
"""Containers that have no length; the codec library guesses one from the first frames."""
INCOMPLETE = "recording-incomplete"
"""The rule of the finding that most of a recording is not there."""
_MOST_ABSENT_SHARE = 0.5
_MOST_ABSENT_MS = 60_000
_LEAST_ABSENT_SHARE = 0.1
"""Of a long recording a minute may be a header's rounding or guess; a tenth as well is a part of the talk."""


def file_findings(file: FileSource, survey: Survey, where: str) -> Iterator[Finding]:
    """About the file: its damage, tracks, channels, rate, and length."""
    info, rate_hz = file.info, survey.rate_hz
    yield from damage_findings(file.damage, where)
    if info.tracks > 1:
        yield Finding(
            "note",
            "recording-tracks",
            where,
            f"the file has {info.tracks} sound tracks; track {info.track + 1} is used,"
            f" {'which has the most speech' if info.track else 'as no other has clearly more speech'}",
            "export the right one by itself if that is wrong",
        )
    if rate_hz < _LOW_RATE_HZ:
        yield Finding(
            "warning",
            "recording-rate",
            where,
            f"{rate_hz:,} Hz has nothing above {rate_hz // 2000:g} kHz: it will sound like a telephone",
            "use the original at 44,100 or 48,000 Hz if there is one",
        )
    if info.channels > 2:
        yield Finding(
            "note", "recording-channels", where, f"{info.channels} channels were mixed to stereo"
        )
    given_ms = samples_to_ms(survey.frames, rate_hz)
    off_ms = abs(given_ms - info.duration_ms)
    # the header of joined files is that of the first alone
    explained = file.damage.losses or file.damage.foreign_ms or info.container in _NO_LENGTH
    if info.duration_ms and not explained and _lacks_much(info.duration_ms, given_ms):
        yield Finding(
            "warning",
            INCOMPLETE,
            where,
            f"the file is cut off: its header says {info.duration_ms / 1000:.1f} s; it has {given_ms / 1000:.1f} s",
            "copy or export it again; if it is complete, write checked = true at the top of episode.toml",
        )
    elif info.duration_ms and not explained and off_ms > max(_LENGTH_MS, given_ms // 100):
        yield Finding(
            "warning",
            "recording-length",
            where,
            f"the file's header says {info.duration_ms / 1000:.1f} s; it has {given_ms / 1000:.1f} s",
            "listen to its end; if it is complete, ignore this",
        )


def _lacks_much(stated_ms: int, given_ms: int) -> bool:
    """Whether so much is missing that nobody should hear what is left before a person has."""
    absent_ms = stated_ms - given_ms
    return absent_ms > _LENGTH_MS and (
        absent_ms > stated_ms * _MOST_ABSENT_SHARE
        or absent_ms > max(_MOST_ABSENT_MS, stated_ms * _LEAST_ABSENT_SHARE)
    )


def damage_findings(damage: Damage, where: str) -> Iterator[Finding]:
    """About a damaged file that was read all the same."""
    if damage.losses:
        places = [f"{loss.length_ms / 1000:.2f} s at {clock(loss.at_ms)}" for loss in damage.losses]
        more = f", and {len(places) - 3} other places" if len(places) > 3 else ""
        total = f": {damage.lost_ms / 1000:.2f} s in all" if len(places) > 1 else ""
        yield Finding(
            "warning",
            "recording-damaged",
            where,
            f"the file is damaged and lacks {', '.join(places[:3])}{more}{total}; the rest is used",
            "copy or export the file again, and listen to these places",
        )
    if damage.foreign_ms:
        places = [clock(at_ms) for at_ms in damage.foreign_ms]
        more = f" and {len(places) - 3} other places" if len(places) > 3 else ""
        yield Finding(
            "warning",
            "recording-joined",
            where,
            f"there are bytes that are no sound at {', '.join(places[:3])}{more}, as in files that"
            " were joined byte by byte; the sound behind them is used, and none is lost",
            "listen to these places; join sound files in an editor",
        )
    if damage.unreal:
        yield Finding(
            "warning",
            "recording-unreal",
            where,
            f"{damage.unreal:,} samples are infinite or not numbers; straight lines replace them",
            "export the file again, and listen for clicks",
        )


def level_findings(
    survey: Survey, target: LoudnessTarget, where: str, first: int, end: int
) -> Iterator[Finding]:
    """About the levels, and about what is cut off: frames before `first` and from `end` on."""
    rate_hz = survey.rate_hz
    needed_db = target.integrated_lufs - survey.loudness.integrated_lufs
    clipped = survey.clipped // 2 if survey.same_sides else survey.clipped
    if clipped:
        yield Finding(
            "warning",
            "recording-clipped",
            where,
            f"peaks clip {clipped:,} samples; {target.integrated_lufs:g} LUFS needs {needed_db:+.1f} dB",
            "record with more headroom; clipped peaks can't be restored",
        )
    if needed_db > _LARGEST_GAIN_DB:
        yield Finding(
            "warning",
            "recording-quiet",
            where,
            f"the recording is at {survey.loudness.integrated_lufs:.1f} LUFS: {needed_db:+.1f} dB are"
            " needed, which lifts its noise as well",
            "record closer to the microphone",
        )
    if first or end < survey.frames:
        before, after = samples_to_ms(first, rate_hz), samples_to_ms(survey.frames - end, rate_hz)
        yield Finding(
            "note",
            "recording-trimmed",
            where,
            f"{before / 1000:.1f} s of silence were cut off before the sound, {after / 1000:.1f} s after it",
        )
