"""Chooses an episode's cast: named voices first, then those of earlier episodes, then the rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from segmentcast.cast.candidates import candidates, speaks
from segmentcast.cast.voice_names import HIGHEST, LOWEST, parse_voice
from segmentcast.errors import Problem, VoiceError
from segmentcast.model import Finding, Part, Speaker, Voice, VoiceInfo
from segmentcast.vocabulary.languages import primary

_TOO_CLOSE = 1.15
# with more people than that, voices are a semitone apart, and a finding says so
_MOST_NAMES = 3
"""People named in a finding about more than these."""
_FINE_STEPS = tuple(2 ** (step / 12) for step in (*range(-11, 0), *range(1, 12)))
_KOKORO = {
    "heart": "af_heart", "kore": "af_kore", "fenrir": "am_fenrir", "emma": "bf_emma", "fable": "bm_fable",
}  # fmt: skip
_LAST_RESORTS = {
    "espeak": (
        "voice-robotic",
        "espeak is robotic and hard to understand; nothing better here speaks {language} offline.",
    ),
    "gtts": (
        "voice-online",
        "nothing on this machine speaks {language}: the words are sent to Google's speech server.",
    ),
}
"""Engines that the rule takes for want of a better one: rule and text of the note that says so."""
_OPENING = frozenset({Part.HOST, Part.NARRATOR})
_KIN = tuple(frozenset(tags.split()) for tags in ("no nb nn", "zh cmn", "sr hr bs sh", "fil tl"))
"""Primary languages of one language's names: a voice of one that the settings name reads the others."""


@dataclass(frozen=True, slots=True)
class CastMember:
    """A speaker's voice, and why it was chosen."""

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
        """Why each speaker has that voice, by `Speaker.key`."""
        return {member.key: member.reason for member in self.members}


@dataclass(frozen=True, slots=True, kw_only=True)
class CastRequest:
    """What an episode's voices are chosen by.

    `named` holds the voices that show and episode ask for, by a person's name or key, or by part
    (`host`, `guest`; the first such person gets it). It precedes `previous`, the show's cast file, by
    key. A named voice of another language is used only if the episode itself names it (`own`) or the
    show is in the episode's language (`usual`); a finding says so in any case. New people get voices
    among `infos` (those usable here) that speak `language` (BCP 47), with `by_sex` a woman's for a
    woman and a man's for a man where `Speaker.sex` says so.
    """

    previous: Mapping[str, str]
    named: Mapping[str, Voice]
    infos: Sequence[VoiceInfo]
    language: str
    by_sex: bool = True
    own: Collection[str] = ()
    usual: str = ""


def assign(speakers: Sequence[Speaker], request: CastRequest) -> Cast:
    """A voice for every speaker of an episode.

    If two would share a voice, the later one gets another, and a finding says so. Raises VoiceError
    if no voice, or too few, speak the language.
    """
    language, own, previous = request.language or "en", request.own, request.previous
    as_usual = _akin(request.usual, language)
    by_name = {
        _folded(who): _NamedVoice(voice, who in own, as_usual or who in own)
        for who, voice in request.named.items()
    }
    casting = _Casting(speakers, request.infos, language, by_sex=request.by_sex)
    casting.asked = {row.voice.engine for row in by_name.values() if casting.is_usable(row)}
    for speaker in speakers:
        wish = by_name.get(_folded(speaker.name)) or by_name.get(_folded(speaker.key))
        if wish is not None:
            casting.take_named(speaker, wish, "named for this person")
    for part in Part:
        wish = by_name.get(part.value)
        first = next(
            (who for who in speakers if who.part is part and who.key not in casting.members), None
        )
        if wish is not None and first is not None:
            casting.take_named(first, wish, f"named for the {part.value}")
    for speaker in speakers:
        if speaker.key in previous and speaker.key not in casting.members:
            casting.take_kept(speaker, parse_voice(previous[speaker.key], f"cast: {speaker.key}"))
    casting.fill()
    return Cast(
        tuple(casting.members[key] for key in dict.fromkeys(speaker.key for speaker in speakers)),
        tuple(casting.findings),
    )


@dataclass(frozen=True, slots=True)
class _NamedVoice:
    """A voice of the settings: whether the episode names it, and whether it may be of another language."""

    voice: Voice
    is_own: bool
    of_any_language: bool


class _Casting:
    """An episode's cast while it is being chosen."""

    def __init__(
        self,
        speakers: Sequence[Speaker],
        infos: Sequence[VoiceInfo],
        language: str,
        *,
        by_sex: bool = True,
    ) -> None:
        self.members: dict[str, CastMember] = {}
        self.asked: Collection[str] = ()
        self.findings: list[Finding] = []
        self._speakers = speakers
        self._infos = infos
        self._language = language
        self._ruled: set[str] = set()
        self._crowd: list[str] = []
        self._crowd_finding: Finding | None = None
        self._candidates: tuple[Voice, ...] | None = None
        self._sexes = {(row.engine, row.name): row.sex for row in infos} if by_sex else {}

    def take(self, speaker: Speaker, voice: Voice, reason: str) -> None:
        """Gives the speaker this voice, unless someone else has it."""
        holder = next((who for who in self.members.values() if _same(who.voice, voice)), None)
        if holder is not None:
            self.findings.append(
                Finding(
                    "warning", "voice-shared", speaker.name,
                    f"{voice} is the voice of {holder.name} in this episode; {speaker.name} gets another voice.",
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

    def take_named(self, speaker: Speaker, wish: _NamedVoice, reason: str) -> None:
        """Gives the voice of the settings, unless it is one for episodes in other languages."""
        if not self._speaks(wish.voice):
            whose = "episode.toml" if wish.is_own else "show.toml"
            self._note_language(speaker, wish.voice, whose, is_used=wish.of_any_language)
        if self.is_usable(wish):
            self.take(speaker, wish.voice, reason)

    def is_usable(self, wish: _NamedVoice) -> bool:
        """Whether a voice of the settings may read this episode."""
        return wish.of_any_language or self._speaks(wish.voice)

    def take_kept(self, speaker: Speaker, voice: Voice) -> None:
        """Gives the voice of earlier episodes, unless it doesn't speak this episode's language."""
        info = self._info_of(voice)
        if info is not None and not speaks(info, self._language):
            self._note_language(speaker, voice, "the show's cast", is_used=False)
            return
        self.take(speaker, voice, "as in the show's cast file")

    def _info_of(self, voice: Voice) -> VoiceInfo | None:
        key = (voice.engine, voice.name)
        return next((row for row in self._infos if (row.engine, row.name) == key), None)

    def _speaks(self, voice: Voice) -> bool:
        """Whether a voice reads this episode's language, as far as is known."""
        info = self._info_of(voice)
        return info is None or speaks(info, self._language) or _akin(info.language, self._language)

    def _note_language(self, speaker: Speaker, voice: Voice, whose: str, *, is_used: bool) -> None:
        """Says once about a speaker that a voice is of another language."""
        if any(row.rule == "voice-language" and row.where == speaker.name for row in self.findings):
            return
        what = f"{voice} of {whose} does not speak {self._language}"
        self.findings.append(
            Finding(
                "warning", "voice-language", speaker.name,
                f"{what}, the language of the episode, and is used all the same.",
                f"Name a voice among: segmentcast voices --language {self._language}",
            )
            if is_used
            else Finding(
                "note", "voice-language", speaker.name,
                f"{what}; {speaker.name} gets another voice.",
                f"Name a voice for {speaker.name} in episode.toml.",
            )
        )  # fmt: skip

    def fill(self) -> None:
        """Gives everyone without a voice one by the rule."""
        waiting = [who for who in self._speakers if who.key not in self.members]
        # who needs a certain kind of voice comes first; the others take what is left
        waiting.sort(key=lambda who: not self._wants(who))
        first_of_each = [
            next((who for who in waiting if (who.part in _OPENING) is opening), None)
            for opening in (True, False)
        ]
        first = sorted(filter(None, first_of_each), key=lambda who: not self._wants(who))
        for speaker in (*first, *waiting):
            if speaker.key in self.members:
                continue
            self._ruled.add(speaker.key)
            voice = self._free(speaker)
            fits = self._wants(speaker) and self._sex_of(voice) == speaker.sex
            kind = f"{speaker.part.value}, {speaker.sex}" if fits else speaker.part.value
            reason = f"by rule: {kind}"
            self.members[speaker.key] = CastMember(speaker.key, speaker.name, voice, reason)
            self._note_last_resort(voice)

    def _note_last_resort(self, voice: Voice) -> None:
        """Says once what kind of voice the rule had to take."""
        rule, what = _LAST_RESORTS.get(voice.engine, ("", ""))
        if rule and not any(finding.rule == rule for finding in self.findings):
            self.findings.append(
                Finding(
                    "note", rule, f"{voice}",
                    what.format(language=self._language), "Choose among: segmentcast voices --language "
                    f"{self._language}",
                )
            )  # fmt: skip

    def _free(self, speaker: Speaker) -> Voice:
        candidates = self._all()
        preferred = self._preferred(speaker, candidates)
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
                    self._note_crowd(speaker)
                    return voice
        raise VoiceError(
            Problem(
                speaker.name,
                "every voice is taken.",
                "Install an engine with more voices.",
            )
        )

    def _note_crowd(self, speaker: Speaker) -> None:
        """Says once, of all of them, who gets a voice that is close to another's."""
        self._crowd.append(speaker.name)
        shown = self._crowd[:_MOST_NAMES]
        more = [f"{len(self._crowd) - len(shown)} more"] if len(self._crowd) > len(shown) else []
        who = " and ".join(filter(None, (", ".join((shown + more)[:-1]), (shown + more)[-1])))
        sound = "sound" if len(self._crowd) > 1 else "sounds"
        finding = Finding(
            "warning", "voices-close", self._crowd[0],
            f"there are more people than distinct voices: {who} {sound} like someone else.",
            "Install an engine with more voices, or name them in episode.toml.",
        )  # fmt: skip
        if self._crowd_finding is not None:
            self.findings.remove(self._crowd_finding)
        self.findings.append(finding)
        self._crowd_finding = finding

    def _preferred(self, speaker: Speaker, candidates: tuple[Voice, ...]) -> tuple[Voice, ...]:
        """The candidates in the order in which the speaker should get them."""
        first = candidates[:1]
        reserved = speaker.part not in _OPENING and self._is_reserved(speaker, first[0])
        ordered = (*candidates[1:], *first) if reserved else candidates
        if not self._wants(speaker):
            return ordered
        return tuple(sorted(ordered, key=lambda voice: self._sex_of(voice) != speaker.sex))

    def _is_reserved(self, speaker: Speaker, first: Voice) -> bool:
        """Whether the first voice is kept for the host, even in an episode without one."""
        host = next((who for who in self._speakers if who.part in _OPENING), None)
        if not self._sexes or host is None:
            return True
        member = self.members.get(host.key)
        if member is not None:
            # a voice that somebody named may be the first one's twin of another engine
            return host.key not in self._ruled or member.voice == first
        if self._wants(host):
            return self._sex_of(first) == host.sex
        return not self._wants(speaker)

    def _wants(self, speaker: Speaker) -> bool:
        """Whether the speaker's sex is known, and there is a voice of it."""
        if not self._sexes or not speaker.sex:
            return False
        return any(self._sex_of(voice) == speaker.sex for voice in self._all())

    def _sex_of(self, voice: Voice) -> str:
        return self._sexes.get((voice.engine, voice.name), "")

    def _all(self) -> tuple[Voice, ...]:
        if self._candidates is None:
            self._candidates = tuple(candidates(self._infos, self._language, self.asked))
        if not self._candidates:
            have = sorted(
                {row.language for row in self._infos if row.language and row.engine != "tone"}
            )
            raise VoiceError(
                Problem(
                    "", f"no voice here speaks {self._language} (there are voices for {', '.join(have) or 'no language'}).",
                    "Name one that does: piper with a model of that language by path, espeak (install espeak-ng), "
                    "gtts (online) or http (a speech server); each reads only some languages.",
                )
            )  # fmt: skip
        return self._candidates


def _same(voice: Voice, other: Voice) -> bool:
    # a different pace alone doesn't sound like another person
    return (voice.engine, voice.name, voice.pitch) == (other.engine, other.name, other.pitch)


def _close(voice: Voice, other: Voice) -> bool:
    if _person(voice) != _person(other):
        return False
    return max(voice.pitch, other.pitch) < _TOO_CLOSE * min(voice.pitch, other.pitch)


def _person(voice: Voice) -> tuple[str, str]:
    """Whose voice it is: hibari's voices are Kokoro's, made small (speaker cosine 0.98)."""
    if voice.engine == "hibari" and voice.name in _KOKORO:
        return "kokoro", _KOKORO[voice.name]
    return voice.engine, voice.name


def _akin(tag: str, other: str) -> bool:
    """Whether two tags name one language, or names of one language."""
    pair = {primary(tag), primary(other)}
    return bool(tag) and (len(pair) == 1 or any(pair <= kin for kin in _KIN))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
