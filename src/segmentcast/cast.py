"""Who speaks in which voice: by name, as it was before, or by rule.

The rule: the host or narrator has the first voice, the guest the second, further people the same
two moved in pitch so far that they sound like others. A person keeps the voice from episode to
episode; two people of one episode never have the same.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from segmentcast.errors import ConfigError, Problem, VoiceError
from segmentcast.model import Finding, Part, Speaker, Voice, VoiceInfo

LOWEST, HIGHEST = 0.5, 2.0
"""Bounds of pitch and pace: beyond them no engine is understood."""

_VOICE = re.compile(
    r"(?P<engine>[a-z][a-z0-9_-]{0,31})/(?P<name>[^\x00-\x1f\x7f]{1,1000}?)"
    r"(?:\*(?P<pitch>[0-9.]{1,12}))?(?:@(?P<pace>[0-9.]{1,12}))?"
)
_FORM = "Write engine/name, engine/name*0.80 (pitch) or engine/name*1.18@1.05 (pitch and pace); `segmentcast voices` lists them."

# Measured as the cosine of speaker embeddings: a woman's voice is another person's from 0.80
# downwards (.72) and still her own at 1.12 (.89); a man's is another's at 1.18 (.70), his own at
# 1.12 (.80). The factors of one voice are therefore at least 1.18 apart.
_FIRST = ("hibari", "heart")
_SECOND = ("piper", "joe")
_FACTORS = {
    _FIRST: (1.0, 0.80, 1.22, 0.66, 1.45),
    _SECOND: (1.0, 1.18, 0.84, 1.40, 0.71),
}
_OTHER_FACTORS = (1.0, 0.80, 1.20, 0.67, 1.42)
_TOO_CLOSE = 1.15
# More people than that in one episode: steps of a semitone, and a person is told.
_FINE_STEPS = tuple(2 ** (step / 12) for step in (*range(-11, 0), *range(1, 12)))

# Engines by how well they sound; never `tone`, which is for tests, and the one that needs a network last.
_PREFERENCE = ("hibari", "piper", "kokoro", "http", "espeak", "gtts")
_ONE_KIND = frozenset({"espeak", "gtts"})
_ANY_LANGUAGE = frozenset({"", "*", "mul", "und"})
_OPENING = frozenset({Part.HOST, Part.NARRATOR})

_HEADER = """\
# Who speaks in which voice, the same in every episode of this show.
# Written when somebody speaks for the first time; yours to edit. A voice is engine/name, with a
# pitch (*0.80) and a pace (@1.05) where wanted: `segmentcast voices` lists them.
# A changed line re-speaks that person in every episode; a deleted one is chosen anew. New people
# are added at the end; your comments, and the order of the lines, stay.

[voices]
"""


@dataclass(frozen=True, slots=True)
class CastMember:
    """A speaker's voice, and why it is this one."""

    key: str
    name: str
    voice: Voice
    reason: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices of one episode, in the order of its speakers."""

    members: tuple[CastMember, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def voices(self) -> dict[str, Voice]:
        """Voice by `Speaker.key`."""
        return {member.key: member.voice for member in self.members}

    @property
    def reasons(self) -> dict[str, str]:
        """Why each has that voice, by `Speaker.key`."""
        return {member.key: member.reason for member in self.members}


def parse_voice(text: str, where: str) -> Voice:
    """The voice of `hibari/heart`, `piper/joe*1.18`, `gtts/co.uk@1.1`, `piper//path/x.onnx*1.1@1.05`.

    `str(voice)` gives it back. Raises VoiceError when it is none, or pitch or pace leave 0.5 to 2.
    """
    found = _VOICE.fullmatch(text.strip())
    if found is None:
        raise VoiceError(Problem(where, f"{text!r} is no voice.", _FORM))
    problems: list[Problem] = []
    factors = {"pitch": 1.0, "pace": 1.0}
    for what in tuple(factors):
        if found[what] is None:
            continue
        try:
            # Four digits, as a voice is written.
            factors[what] = float(f"{float(found[what]):.4g}")
        except ValueError:
            problems.append(
                Problem(where, f"the {what} {found[what]!r} of {text!r} is no number.", _FORM)
            )
            continue
        if not LOWEST <= factors[what] <= HIGHEST:
            problems.append(
                Problem(
                    where,
                    f"the {what} {found[what]} of {text!r} is out of range.",
                    f"Choose {LOWEST:g} to {HIGHEST:g}.",
                )
            )
    if problems:
        raise VoiceError(problems)
    return Voice(found["engine"], found["name"].strip(), factors["pitch"], factors["pace"])


def assign(
    speakers: Sequence[Speaker],
    *,
    kept: Mapping[str, str],
    named: Mapping[str, Voice],
    infos: Sequence[VoiceInfo],
    language: str,
) -> Cast:
    """A voice for every speaker of an episode.

    `named` is what show and episode ask for, by a person's name or key, or by part (`host`,
    `guest`; the first such person gets it); it goes before `kept`, the show's cast file, by key.
    New people are given voices among `infos` (those usable here) that speak `language` (BCP 47).
    Where two would share a voice, the later one is given another, and a finding says so.
    Raises VoiceError when no voice speaks the language, or there are not enough.
    """
    casting = _Casting(speakers, infos, language or "en")
    by_name = {_folded(who): voice for who, voice in named.items()}
    for speaker in speakers:
        voice = by_name.get(_folded(speaker.name)) or by_name.get(_folded(speaker.key))
        if voice is not None:
            casting.take(speaker, voice, "named for this person")
    for part in Part:
        voice = by_name.get(part.value)
        first = next(
            (who for who in speakers if who.part is part and who.key not in casting.members), None
        )
        if voice is not None and first is not None:
            casting.take(first, voice, f"named for the {part.value}")
    for speaker in speakers:
        if speaker.key in kept and speaker.key not in casting.members:
            casting.take_kept(speaker, parse_voice(kept[speaker.key], f"cast: {speaker.key}"))
    casting.fill()
    return Cast(
        tuple(casting.members[key] for key in dict.fromkeys(speaker.key for speaker in speakers)),
        tuple(casting.findings),
    )


def render_cast(entries: Mapping[str, str]) -> str:
    """The show's cast file: TOML with a heading for the person who edits it, sorted by speaker."""
    rows = (f"{_quoted(key)} = {_quoted(entries[key])}\n" for key in sorted(entries))
    return _HEADER + "".join(rows)


def extend_cast(text: str, entries: Mapping[str, str]) -> str:
    """A cast file with the people added that it has not: comments, order and blank lines stay.

    `entries` are all voices by speaker; those that the file has are left as they are written. A file
    to which no line can be added (its voices stand in an inline table) is written anew, below the
    comments that it had.
    """
    known = _voices_in(text)
    new = {key: voice for key, voice in entries.items() if key not in known}
    if not new:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    rows = [f"{_quoted(key)} = {_quoted(new[key])}{ending}" for key in sorted(new)]
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += ending
    last = max((n for n, line in enumerate(lines) if line.strip()), default=-1) + 1
    wanted = {**known, **new}
    # The first try that gives exactly the wanted content is the right one.
    for added in (rows, [f"{ending}[voices]{ending}", *rows], [f"voices.{row}" for row in rows]):
        candidate = "".join([*lines[:last], *added, *lines[last:]])
        if _voices_in(candidate) == wanted:
            return candidate
    comments = [line for line in lines if line.lstrip().startswith("#")]
    table = "".join(f"{_quoted(key)} = {_quoted(wanted[key])}{ending}" for key in wanted)
    return "".join(comments) + f"{ending}[voices]{ending}" + table


def _voices_in(text: str) -> dict[str, str]:
    """The voices of a cast file as they are written; none of one that is not to be read."""
    try:
        voices = tomllib.loads(text).get("voices", {})
    except tomllib.TOMLDecodeError:
        return {}
    return dict(voices) if isinstance(voices, dict) else {}


def parse_kept(table: Mapping[str, object], where: str) -> dict[str, str]:
    """The entries of a cast file that has been read as TOML. Raises ConfigError with every problem."""
    problems = [
        Problem(where, f"unknown key {key!r}.", "Write the people under [voices].")
        for key in table
        if key != "voices"
    ]
    voices = table.get("voices", {})
    if not isinstance(voices, Mapping):
        raise ConfigError(
            [
                *problems,
                Problem(where, "voices is no table.", "Write [voices] and the people below it."),
            ]
        )
    kept: dict[str, str] = {}
    for key, text in voices.items():
        at = f"{where}: voices.{key}"
        if not isinstance(text, str):
            problems.append(Problem(at, f"{text!r} is no voice.", _FORM))
            continue
        try:
            kept[str(key)] = str(parse_voice(text, at))
        except VoiceError as error:
            problems.extend(error.problems)
    if problems:
        raise ConfigError(problems)
    return kept


class _Casting:
    """An episode's cast while it is being chosen."""

    def __init__(
        self, speakers: Sequence[Speaker], infos: Sequence[VoiceInfo], language: str
    ) -> None:
        self.members: dict[str, CastMember] = {}
        self.findings: list[Finding] = []
        self._speakers = speakers
        self._infos = infos
        self._language = language
        self._candidates: tuple[Voice, ...] | None = None

    def take(self, speaker: Speaker, voice: Voice, reason: str) -> None:
        """The speaker has this voice, unless somebody has it already."""
        holder = next((who for who in self.members.values() if _same(who.voice, voice)), None)
        if holder is not None:
            self.findings.append(
                Finding(
                    "warning", "voice-shared", speaker.name,
                    f"{voice} is the voice of {holder.name} in this episode; {speaker.name} is given another.",
                    f"Name a voice for {speaker.name} in show.toml or episode.toml.",
                )
            )  # fmt: skip
            return
        near = next((who for who in self.members.values() if _close(who.voice, voice)), None)
        if near is not None:
            self.findings.append(
                Finding(
                    "warning", "voices-close", speaker.name,
                    f"{voice} is hard to tell from {near.voice} of {near.name}.",
                    f"Choose factors that are {_TOO_CLOSE:g} times apart, or another voice.",
                )
            )  # fmt: skip
        self.members[speaker.key] = CastMember(speaker.key, speaker.name, voice, reason)

    def take_kept(self, speaker: Speaker, voice: Voice) -> None:
        """As in earlier episodes, unless that voice does not speak this episode's language."""
        info = next(
            (row for row in self._infos if (row.engine, row.name) == (voice.engine, voice.name)),
            None,
        )
        if info is not None and not _speaks(info, self._language):
            self.findings.append(
                Finding(
                    "note", "voice-language", speaker.name,
                    f"{voice} of the show's cast does not speak {self._language}; {speaker.name} is given another voice.",
                    f"Name a voice for {speaker.name} in episode.toml.",
                )
            )  # fmt: skip
            return
        self.take(speaker, voice, "as in the show's cast file")

    def fill(self) -> None:
        """Everybody who has no voice yet gets one by the rule."""
        waiting = [who for who in self._speakers if who.key not in self.members]
        first_of_each = [
            next((who for who in waiting if (who.part in _OPENING) is opening), None)
            for opening in (True, False)
        ]
        for speaker in (*first_of_each, *waiting):
            if speaker is None or speaker.key in self.members:
                continue
            voice = self._free(speaker)
            reason = f"by rule: {speaker.part.value}"
            self.members[speaker.key] = CastMember(speaker.key, speaker.name, voice, reason)

    def _free(self, speaker: Speaker) -> Voice:
        candidates = self._all()
        # The first voice is the host's, also in an episode without one.
        preferred = candidates if speaker.part in _OPENING else (*candidates[1:], candidates[0])
        held = [member.voice for member in self.members.values()]
        for voice in preferred:
            if not any(_close(voice, other) for other in held):
                return voice
        for base in candidates:
            for step in _FINE_STEPS:
                voice = Voice(base.engine, base.name, float(f"{base.pitch * step:.4g}"))
                if LOWEST <= voice.pitch <= HIGHEST and not any(
                    _same(voice, other) for other in held
                ):
                    self.findings.append(
                        Finding(
                            "warning", "voices-close", speaker.name,
                            f"there are more people than distinct voices: {speaker.name} sounds like another.",
                            "Install an engine with more voices, or name them in episode.toml.",
                        )
                    )  # fmt: skip
                    return voice
        raise VoiceError(
            Problem(
                speaker.name,
                "no voice is left that nobody has.",
                "Install an engine with more voices.",
            )
        )

    def _all(self) -> tuple[Voice, ...]:
        if self._candidates is None:
            self._candidates = tuple(_candidates(self._infos, self._language))
        if not self._candidates:
            have = sorted(
                {row.language for row in self._infos if row.language and row.engine != "tone"}
            )
            raise VoiceError(
                Problem(
                    "", f"no voice here speaks {self._language} (there are voices for {', '.join(have) or 'no language'}).",
                    "Name one that does: piper with a model of that language by path, espeak (install espeak-ng), "
                    "gtts (online) or http (a speech server).",
                )
            )  # fmt: skip
        return self._candidates


def _candidates(infos: Sequence[VoiceInfo], language: str) -> Iterator[Voice]:
    """The voices that new people may have, the best first, all clearly different."""
    bases = _bases(infos, language)
    factors = [_FACTORS.get(base, _OTHER_FACTORS) for base in bases]
    for at in range(max((len(row) for row in factors), default=0)):
        for base, row in zip(bases, factors, strict=True):
            if at < len(row):
                yield Voice(*base, pitch=row[at])


def _bases(infos: Sequence[VoiceInfo], language: str) -> list[tuple[str, str]]:
    """Engine and name of the voices that speak the language, the default ones first.

    For English only the two default voices when they are here. Of an engine whose voices are one
    kind with different accents only the best match counts.
    """
    fitting = [row for row in infos if row.engine != "tone" and _speaks(row, language)]
    have = {(row.engine, row.name) for row in fitting}
    default = [base for base in (_FIRST, _SECOND) if base in have]
    if default:
        return default
    fitting.sort(key=lambda row: (_preference(row.engine), _distance(row, language)))
    bases: dict[tuple[str, str], None] = {}
    kinds: set[str] = set()
    for row in fitting:
        # Moved in pitch they give a cast by themselves, but only where nothing better speaks.
        if row.engine in _ONE_KIND and kinds:
            continue
        kinds.add(row.engine)
        bases[(row.engine, row.name)] = None
    return list(bases)


def _preference(engine: str) -> int:
    return _PREFERENCE.index(engine) if engine in _PREFERENCE else _PREFERENCE.index("http")


def _speaks(info: VoiceInfo, language: str) -> bool:
    """Whether the primary languages agree: an American voice reads British English."""
    return info.language.lower() in _ANY_LANGUAGE or _primary(info.language) == _primary(language)


def _distance(info: VoiceInfo, language: str) -> int:
    """0 for the very tag, 1 where one holds the other, 2 for another variety."""
    has, wanted = info.language.lower(), language.lower()
    if has == wanted:
        return 0
    return 1 if f"{has}-".startswith(f"{wanted}-") or f"{wanted}-".startswith(f"{has}-") else 2


def _primary(language: str) -> str:
    return re.split("[-_]", language.lower(), maxsplit=1)[0]


def _same(voice: Voice, other: Voice) -> bool:
    # A pace alone does not make another person.
    return (voice.engine, voice.name, voice.pitch) == (other.engine, other.name, other.pitch)


def _close(voice: Voice, other: Voice) -> bool:
    if (voice.engine, voice.name) != (other.engine, other.name):
        return False
    return max(voice.pitch, other.pitch) < _TOO_CLOSE * min(voice.pitch, other.pitch)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _quoted(text: str) -> str:
    """A TOML basic string (TOML 1.0, String): JSON's escapes, and DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
