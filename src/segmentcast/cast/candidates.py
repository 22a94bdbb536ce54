"""The voices that new people may get: those that speak the language, the best first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from segmentcast.model import Voice, VoiceInfo
from segmentcast.vocabulary.languages import primary

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

# Engines by how good they sound; never `tone`, which is for tests; last the one that needs a network.
_PREFERENCE = ("hibari", "piper", "kokoro", "http", "espeak", "gtts")
_ACCENTS = "gtts"
_ONE_KIND = frozenset({"espeak", _ACCENTS})
_ANY_LANGUAGE = frozenset({"", "*", "mul", "und"})


def candidates(
    infos: Sequence[VoiceInfo], language: str, asked: Collection[str] = ()
) -> Iterator[Voice]:
    """The voices that new people may get, the best first, all clearly different.

    `asked` are the engines of the voices that a show names. If gtts is the only one, everybody
    speaks with it: each of its accents counts as a voice.
    """
    accents = sorted(
        (row for row in infos if row.engine == _ACCENTS and speaks(row, language)),
        key=lambda row: _distance(row, language),
    )
    if {*asked} == {_ACCENTS} and accents:
        bases = [(row.engine, row.name) for row in accents]
    else:
        bases = _bases(infos, language)
    factors = [_FACTORS.get(base, _OTHER_FACTORS) for base in bases]
    for at in range(max((len(row) for row in factors), default=0)):
        for base, row in zip(bases, factors, strict=True):
            if at < len(row):
                yield Voice(*base, pitch=row[at])


def _bases(infos: Sequence[VoiceInfo], language: str) -> list[tuple[str, str]]:
    """Engine and name of the voices that speak the language, the default ones first.

    For English these are only the two default voices, if installed. Of an engine whose voices are one
    voice in different accents, only the best match counts.
    """
    fitting = [row for row in infos if row.engine != "tone" and speaks(row, language)]
    have = {(row.engine, row.name) for row in fitting}
    default = [base for base in (_FIRST, _SECOND) if base in have]
    if default:
        return default
    fitting.sort(key=lambda row: (_preference(row.engine), _distance(row, language)))
    bases: dict[tuple[str, str], None] = {}
    kinds: set[str] = set()
    for row in fitting:
        # moved in pitch, these alone make a cast, but only if nothing better speaks the language
        if row.engine in _ONE_KIND and kinds:
            continue
        kinds.add(row.engine)
        bases[(row.engine, row.name)] = None
    return list(bases)


def _preference(engine: str) -> int:
    return _PREFERENCE.index(engine) if engine in _PREFERENCE else _PREFERENCE.index("http")


def speaks(info: VoiceInfo, language: str) -> bool:
    """Whether the primary languages agree: an American voice reads British English."""
    return info.language.lower() in _ANY_LANGUAGE or primary(info.language) == primary(language)


def _distance(info: VoiceInfo, language: str) -> int:
    """0 for the same tag, 1 if one contains the other, 2 for another variety."""
    has, wanted = info.language.lower(), language.lower()
    if has == wanted:
        return 0
    return 1 if f"{has}-".startswith(f"{wanted}-") or f"{wanted}-".startswith(f"{has}-") else 2
