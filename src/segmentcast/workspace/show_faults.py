"""Checks show.toml once, so that a fault is not reported for every episode."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from segmentcast import cast, lexicon, transcript
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import ConfigError, Problem, SegmentcastError, VoiceError, VoiceMissing
from segmentcast.model import Finding, Part, Speaker, Transcript
from segmentcast.workspace.show_voices import ShowVoices

_RESERVED = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
"""Domains that never resolve to a public site (RFC 2606, RFC 6761)."""
_PARTS = frozenset(part.value for part in Part)


def check_show(show: ShowConfig, show_voices: ShowVoices) -> None:
    """Raises ConfigError with every fault in show.toml that would affect each episode."""
    problems, missing = _voice_faults(show.voices, show.where, show_voices)
    readers: tuple[Callable[[], object], ...] = (
        lambda: lexicon.parse_lexicon(show.lexicon, show.where),
        lambda: transcript.rules_from_toml(show.directions, show.where),
    )
    for read in readers:
        try:
            read()
        except SegmentcastError as error:
            problems += error.problems
    if problems:
        raise ConfigError([*problems, *missing])
    if missing:
        raise VoiceMissing(missing)


def voice_faults(voices: Mapping[str, str], where: str, show_voices: ShowVoices) -> list[Problem]:
    """A problem for each unknown voice, with its line, before anything is spoken."""
    problems, missing = _voice_faults(voices, where, show_voices)
    return [*problems, *missing]


def _voice_faults(
    voices: Mapping[str, str], where: str, show_voices: ShowVoices
) -> tuple[list[Problem], list[Problem]]:
    """The voices that are wrong, and those that this machine lacks."""
    problems: list[Problem] = []
    missing: list[Problem] = []
    for who, text in voices.items():
        place = f"{where}: voices.{who}"
        try:
            voice = cast.parse_voice(text, place)
            show_voices.engine(voice.engine).fingerprint(voice)
        except VoiceError as error:
            located = [Problem(place, problem.what, problem.mend) for problem in error.problems]
            (missing if isinstance(error, VoiceMissing) else problems).extend(located)
    return problems, missing


def nobody(voices: Iterable[str], speakers: Collection[Speaker], where: str) -> list[Problem]:
    """Problems for names in an episode's [voices] that match no speaker, with the closest match."""
    known = {name for speaker in speakers for name in (speaker.name, speaker.key)}
    names = sorted({speaker.name for speaker in speakers})
    what = "no speaker in this episode has this name"
    return [
        Problem(f"{where}: voices.{who}", what, _nearest(who, names))
        for who in unknown(voices, known)
    ]


def speakers_of(plan: object) -> Iterator[str]:
    """Names and keys of the speakers in a planned episode; none for a hosted episode."""
    source = getattr(plan, "transcript", None)
    for speaker in source.speakers if isinstance(source, Transcript) else ():
        yield from (speaker.name, speaker.key)


def unknown(voices: Iterable[str], known: Collection[str]) -> list[str]:
    """Those of `voices` that match neither a part nor a known name or key, ignoring case."""
    folded = {_folded(name) for name in known} | _PARTS
    return [who for who in voices if _folded(who) not in folded]


def unknown_voice(who: str, names: Collection[str], where: str) -> Finding:
    """A finding for a name in the show's [voices] that is in no episode."""
    return Finding(
        "warning",
        "voice-for-nobody",
        f"{where}: voices.{who}",
        "no speaker in any episode has this name, so the voice is not used",
        _nearest(who, names),
    )


def unnumbered(show: ShowConfig, config: EpisodeConfig) -> list[Problem]:
    """A problem if a full episode of a serial show has no number."""
    if config.enclosure is not None:
        return []
    if show.show.type != "serial" or config.kind != "full" or config.number is not None:
        return []
    mend = 'add: number = 1 (and season = 1), or set type = "episodic" in show.toml'
    return [Problem(config.where, "the show is serial, but this episode has no number", mend)]


def address_findings(show: ShowConfig) -> Iterator[Finding]:
    """A warning if no subscriber can reach the feed's address."""
    host = (urlsplit(show.show.base_url).hostname or "").rstrip(".").lower()
    if _is_reserved(host):
        yield Finding(
            "warning",
            "base-url",
            show.where,
            f"base_url is {show.show.base_url}, which no subscriber can reach",
            "set the final address before anyone subscribes: every later change affects subscribers",
        )


def _is_reserved(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    return "." not in host or any(host == name or host.endswith(f".{name}") for name in _RESERVED)


def _nearest(who: str, names: Collection[str]) -> str:
    by_fold = {_folded(name): name for name in names}
    meant = get_close_matches(_folded(who), by_fold, n=1)
    if meant:
        return f'did you mean "{by_fold[meant[0]]}"?'
    return f"use a speaker's full name, or a part: {', '.join(sorted(_PARTS))}"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
