"""Stage directions: what stands in a transcript and was not said.

`(SOUNDBITE OF APPLAUSE)`, `[unintelligible 00:12:03]`, `(through interpreter)` become Directions
beside the paragraph's words, by a table that a show can extend. What is bracketed and in no row of
the table stays in the text: an editor's `[the] ministry` is shown and read as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Direction
from segmentcast.patterns import compile_late
from segmentcast.transcript.text.prose import ends_sentence

Effect = Literal["pause", "note", "nothing"]


@dataclass(frozen=True, slots=True)
class DirectionRule:
    """A bracket whose words start with `words` (no case, whole words) has this effect."""

    words: str
    effect: Effect = "pause"


_PAUSES = (
    "soundbite", "applause", "laughter", "laughs", "laughing", "laugh", "chuckles", "chuckling",
    "crosstalk", "cross talk", "overlapping", "break", "commercial break", "music", "theme music",
    "inaudible", "unintelligible", "indiscernible", "audio gap", "no audio", "silence", "pause",
    "foreign language", "non-english", "speaking", "speaks", "singing", "sings", "chanting", "cheering", "cheers",
    "booing", "boos", "bell", "sighs", "sigh", "coughs", "gasps", "crying", "sobbing", "whispering",
    "begin video", "end video", "begin audio", "end audio", "video clip", "audio clip", "audio plays",
    "video plays", "clip plays", "start of clip", "end of clip", "recording", "beep", "bleep",
    "gunshot", "gunfire", "explosion", "phone rings", "sound of", "sounds of", "archival recording",
    "lacht", "lachen", "gelächter", "applaus", "beifall", "musik", "unverständlich", "räuspert sich",
    "rires", "rit", "applaudissements", "vifs applaudissements", "exclamations", "sourires", "protestations", "murmures",
    "huées", "brouhaha", "musique", "risas", "ríe", "aplausos", "música", "risate", "applausi", "musica",
    "blank_audio", "blank audio", "no speech", "end of recording", "end of transcript", "end transcript", "begin transcript", "train", "sirens",
)  # fmt: skip
_NOTES = (
    "through translator", "through interpreter", "through an interpreter", "through a translator",
    "via interpreter", "via translator", "translated", "voiceover", "voice over", "voice-over",
    "on camera", "off camera", "off-camera", "off mic", "on screen", "on-screen",
)  # fmt: skip
_NOTHINGS = ("ph", "phonetic", "sic", "sp", "timestamp", "editor's note", "continued", "cont'd")
_BRACKET = re.compile(
    r"\(([^()\[\]\n]{1,200})\)|\[([^()\[\]\n]{1,200})\]|(♪[^♪\n]{0,300}♪|[♪♫]+)|\{([^{}\n]{1,60})\}"
)
_IN_BRACES = compile_late(r"[^\W\d_a-z][^a-z]{0,19}|[^\W\d_a-z]{1,3} ?: ?\S+(?: \S+){0,2}")
"""What archives write in braces: "{NS}", "{D: perhaps}"; more words than three are somebody's."""
_MOST_AD_WORDS = 6
_ADVERTISING = re.compile(
    r"\b(?:ads?|adverts?|advertisements?|commercials?|(?:sponsor|ad|promo|commercial)(?:ship)? "
    r"(?:break|message|read|segment|spot|mid-?roll|pre-?roll|copy)|sponsor(?:ed|ship)?|mid-?roll|pre-?roll|promo|werbung|publicité|publicidad)"
    r"(?: (?:begins|ends|plays|starts|here|\d{1,2}))?$"
)
_WHOLE = compile_late(r"\([^()\n]{1,400}\)|\[[^\[\]\n]{1,400}\]")
_WHOLES = compile_late(rf"(?:{_WHOLE.pattern})(?:\s*(?:{_WHOLE.pattern})){{0,5}}")
_LONG_REMARK = 15
_FIRST_PERSON = compile_late(
    r"\b(?:I|I['’](?:m|d|ll|ve)|[Mm]y|[Ii]ch|[Mm]ein|[Jj]e|[Jj]['’]\w+|[Yy]o)\b"
)
_ALONE = frozenset(
    ("ends", "end", "reading", "more", "cough", "sneezes", "pauses", "nods", "takes a sip", "clears throat")
)  # fmt: skip
"""Directions that are these words and nothing else: "(ENDS)", but not "(ends meet)"."""
_MARKS = frozenset(("ISSUE", "OUTCOME", "ACTION ITEM", "INTERRUPTION"))
"""What call analytics mark a turn with."""
# "(Jane Roe laughs)", "[Jane and Otto chuckle]", "[he sighs]".
_SOMEBODY = re.compile(
    r"(?:(?:[^\W\d_a-z][\w.'’-]*\s+(?:(?:and|&)\s+)?){1,4}|(?:he|she|they|both|all|everyone|audience|crowd)\s+)"
    r"(?:laughs?|laughing|chuckles?|sighs?|coughs?|sings?|singing|gasps?|cries|crying|cheers?|applauds?|nods?|whispers?)",
)
_IN_SQUARE = frozenset(
    "exhales inhales whispers whispering mumbles mumbling giggles giggling giggle chuckle snorts yawns groans grunts hums humming "
    "snaps claps clapping applauds drumroll beatboxing soundboard crickets laugher unclear expletive redacted bleeped".split()
) | {
    "drum roll",
    "clearing throat",
    "tape break",
    "audio break",
    "expletive deleted",
    "name redacted",
}
"""What transcribers write between square brackets, and is nothing but that there."""
_IN_SQUARE_APART = frozenset(("censored", "deleted", "interrupted"))
"""As these, between sentences; within one, "They [interrupted] me", an editor's words."""
_ENDS_IN_SOUND = compile_late(
    r"\b(?:sounds?|noises?|music|alert|jingle|ringtone|sirens?|applause|laughter|break|accent|voice|impression|"
    r"in the background|omitted|redacted|deleted|censored)$"
)
_OF_A_NOUN = frozenset(
    "the a an this that these those my your his her its our their some any no at from about".split()
)
"""What an editor's words have, "[the music]", "[at our break]", and no sound: "[fail sound]"."""
_BEHIND_A_SOUND = compile_late(r" in the (?:background|distance)$")
_MOST_IN_SQUARE = 6
_QUOTED = compile_late(r"[\"“”„«»]|(?<!\w)['‘]\w.*\w[.,!?]?['’](?!\w)")
_NOT_HEARD = compile_late(r"(?:unclear|inaudible|indistinct|in [^\W\d_a-z][\w-]+) ?:", re.I)
"""What captions put in front of words that somebody says: "[unclear: perhaps]"."""
_MARKS_OF_WORDS = ".,;:!?…\"'()-–—"
_PRONOUNS = frozenset(
    "i you he she it we they me us him them my your his her its our their who what where why how "
    "that this there ich du er sie es wir ihr je tu il elle nous vous ils elles on yo él ella".split()
)
_VERBS = frozenset(
    "is are was were be am do does did has have had can could will would shall should may might must "
    "know knows knew think thinks thought say says said tell tells told mean means go goes went "
    "gone see saw want wants let ist sind war hat est sont était es son".split()
)
_MOST_WORDS_IN_ROUND = 3
_MOST_SOUND_WORDS = 4
"""Longer brackets are sounds only with a word for one, as "[tense music playing in the distance]"."""
_SOUNDS = frozenset(word for word in _PAUSES if " " not in word)
_STAMP = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?(?:\s*[-–]\s*\d{1,2}:\d\d(?::\d\d)?)?")
_TIME_BEHIND = re.compile(rf"[ ,@]+{_STAMP.pattern}$")
_LENGTH = re.compile(r"\d{1,4}\.\d")
"""Seconds, as Sonix writes behind the time at which a turn ends: "[00:00:07][2.1]"."""
_STAMPS = re.compile(rf"(?:[\[(]{_STAMP.pattern}[\])]\s*(?:to|bis|until|[-–—])?\s*){{2,4}}")
"""How long a part of the sound is, in a paragraph of its own: "[52:38] to [53:24]"."""
_RULE_LINE = re.compile(r"[-–—*_=~#.· ]{3,200}|\*|…")
_OPENS_RULE_LINE = frozenset("-–—*_=~#.· …")
_BEFORE_NO_SPACE = ".,;:?!…"
_BEFORE = 12
"""Characters before a bracket, or behind it, that tell whether a sentence has ended."""


@dataclass(frozen=True, slots=True)
class DirectionRules:
    """The table. A row found later wins, so that a show's rows come last."""

    rows: tuple[DirectionRule, ...]
    _keys: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The rows' words without case: hardly any bracket begins with one of them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", tuple(row.words.casefold() for row in self.rows))

    def extended(self, rows: tuple[DirectionRule, ...]) -> DirectionRules:
        """This table with a show's own rows after it."""
        return replace(self, rows=self.rows + rows)

    def effect_of(
        self, words: str, *, square: bool, within: bool = False, apart: bool = False
    ) -> Effect | None:
        """What a bracket with these words does, `within` a sentence or not; None when it is a part of the text.

        `apart`: no sentence goes on behind it, or none before it.

        Several words in capitals are a direction even where the table has no row; one word in
        capitals is as likely an abbreviation (`(NATO)`) and is left alone.
        """
        flat = " ".join(words.split()).strip(" .*_")
        if _STAMP.fullmatch(flat) or not flat:
            return "nothing"
        folded = flat.casefold()
        if folded.startswith(self._keys):
            for row, key in zip(reversed(self.rows), reversed(self._keys), strict=True):
                if folded.startswith(key) and (
                    len(folded) == len(key) or not folded[len(key)].isalnum()
                ):
                    return row.effect if _fits(folded, key, square=square) else None
        if square and (flat in _MARKS or _LENGTH.fullmatch(flat)):
            return "nothing"
        if square and _is_noted(folded, apart=apart):
            return "pause"
        # "My hobby (reading) helps": a common word within a sentence is said.
        if folded in _ALONE and (square or not within or flat.isupper()):
            return "pause"
        if _SOMEBODY.fullmatch(flat) or (_is_advertising(folded) and (square or not within)):
            return "pause"
        if flat.isupper() and " " in flat and sum(char.isalpha() for char in flat) >= 6:
            return "pause"
        return None


def _is_noted(folded: str, *, apart: bool) -> bool:
    """Whether words in square brackets are a sound or a gap: "[exhales]", "[fail sound 00:47:23]", "[names redacted]"."""
    bare = _TIME_BEHIND.sub("", folded)
    if bare in _IN_SQUARE or (apart and bare in _IN_SQUARE_APART):
        return True
    parts = _BEHIND_A_SOUND.sub("", bare).split()
    return (
        apart
        and " " in bare
        and len(parts) <= _MOST_IN_SQUARE
        and _OF_A_NOUN.isdisjoint(parts)
        and not _QUOTED.search(bare)
        and _PRONOUNS.isdisjoint(parts)
        and _ENDS_IN_SOUND.search(bare) is not None
    )


def _is_advertising(folded: str) -> bool:
    """ "[Walmart Sponsor Ad]", "(ad break)": a few words with one for advertising at their end."""
    return len(folded.split()) <= _MOST_AD_WORDS and _ADVERTISING.search(folded) is not None


def _fits(folded: str, key: str, *, square: bool) -> bool:
    """A long remark in round brackets that happens to begin like a direction is a sentence."""
    return square or folded == key or len(folded.split()) <= 8


DEFAULT = DirectionRules(
    tuple(DirectionRule(words, "pause") for words in _PAUSES)
    + tuple(DirectionRule(words, "note") for words in _NOTES)
    + tuple(DirectionRule(words, "nothing") for words in _NOTHINGS)
)
"""The rows that every show starts with."""


def rules_from_toml(table: Mapping[str, object], where: str) -> DirectionRules:
    """DEFAULT with a show's rows: `"sponsor message" = "nothing"`.

    Raises ConfigError for an effect that is none of pause, note, nothing.
    """
    effects = get_args(Effect)
    problems = [
        Problem(where, f'direction "{words}" has the effect {effect!r}.', f"One of {', '.join(effects)}.")
        for words, effect in table.items()
        if effect not in effects or not words.strip()
    ]  # fmt: skip
    if problems:
        raise ConfigError(problems)
    rows = tuple(
        DirectionRule(words.strip(), effect)
        for words, effect in table.items()
        if effect in ("pause", "note", "nothing")
    )
    return DEFAULT.extended(rows)


def take_out(text: str, rules: DirectionRules) -> tuple[str, tuple[Direction, ...]]:
    """The words without the directions, and the directions with their offsets in those words."""
    if text[:1] in _OPENS_RULE_LINE and _RULE_LINE.fullmatch(text):
        return "", (Direction(0, text, "pause"),)
    if text[:1] in "[(" and _STAMPS.fullmatch(text):
        return "", (Direction(0, text, "pause"),)
    if not any(mark in text for mark in "([{♪♫"):
        return text, ()
    pieces: list[str] = []
    length = 0
    directions: list[Direction] = []
    position = 0
    for bracket in _BRACKET.finditer(text):
        words = bracket[1] or bracket[2] or ""
        before = text[max(0, bracket.start() - _BEFORE) : bracket.start()]
        within = bool(before.strip()) and not ends_sentence(before)
        if bracket[3] or bracket[4]:
            doubted = ":" in (bracket[4] or "") and bracket[0] == text.strip()
            effect: Effect | None = (
                "pause"
                if bracket[3] or (_IN_BRACES.fullmatch(bracket[4]) and not doubted)
                else None
            )
        else:
            after = text[bracket.end() : bracket.end() + _BEFORE].lstrip(_MARKS_OF_WORDS + " ")[:1]
            effect = rules.effect_of(
                words,
                square=bracket[2] is not None,
                within=within,
                apart=not within or not after or not after.islower(),
            )
        if effect is None:
            continue
        length += _append(pieces, text[position : bracket.start()], bool(directions))
        directions.append(Direction(length, bracket[0], effect))
        position = bracket.end()
    if not directions:
        return text, ()
    _append(pieces, text[position:], True)
    whole = "".join(pieces)
    words = whole.strip()
    lead = len(whole) - len(whole.lstrip())
    return words, tuple(
        replace(direction, offset=min(max(direction.offset - lead, 0), len(words)))
        for direction in directions
    )


def is_pronoun(word: str) -> bool:
    """Whether a word stands for a person or a thing, in the languages that most transcripts have."""
    return word.casefold() in _PRONOUNS


def single_spaced(
    text: str, directions: tuple[Direction, ...]
) -> tuple[str, tuple[Direction, ...]]:
    """The words with one space between two, and the directions at their places: what every Paragraph is made of."""
    flat = " ".join(text.split())
    if flat == text and all(0 <= row.offset <= len(flat) for row in directions):
        return text, directions
    places = [0]
    for at, char in enumerate(text):
        kept = not char.isspace() or (places[-1] and not text[at - 1].isspace())
        places.append(min(places[-1] + bool(kept), len(flat)))
    last = len(text)
    return flat, tuple(
        replace(row, offset=places[min(max(row.offset, 0), last)]) for row in directions
    )


def whole_bracket(text: str) -> Direction | None:
    """A paragraph that is one bracket, where labels say who speaks: a remark of whoever wrote it down."""
    if not _WHOLE.fullmatch(text):
        return None
    # Who wrote it down is no "I": "(I should say what a weir is. ...)" is an aside of whoever speaks.
    if text[0] == "(" and len(text.split()) > _LONG_REMARK and _FIRST_PERSON.search(text):
        return None
    return Direction(0, text, "pause")


def caption_remark(text: str) -> Direction | None:
    """A caption that is nothing but brackets, where nobody is named: "[ticks]", "(deep rumbling)", "(DOOR OPENS)".

    Captions put whispered words in round brackets as well: "(Where is he?)" is said.
    """
    if text[:1] not in "[(" or not _WHOLES.fullmatch(text):
        return None
    sounds = (_is_sound(bracket[0]) for bracket in _WHOLE.finditer(text))
    return Direction(0, text, "pause") if all(sounds) else None


def _is_sound(bracket: str) -> bool:
    """Whether a caption's bracket is a sound: a few words of no sentence, and nobody's."""
    words = bracket[1:-1].strip()
    if _QUOTED.search(words) or _NOT_HEARD.match(words):
        return False
    if words.isupper():
        return True
    folded = [word.strip(_MARKS_OF_WORDS) for word in words.casefold().replace("’", "'").split()]
    if not _PRONOUNS.isdisjoint(word.partition("'")[0] for word in folded):
        return False
    if bracket[0] == "[":
        return len(folded) <= _MOST_SOUND_WORDS or not _SOUNDS.isdisjoint(folded)
    plain = _VERBS.isdisjoint(folded) and not any(char.isdigit() or char in "'’" for char in words)
    short = len(folded) <= _MOST_WORDS_IN_ROUND and plain
    return short and words[:1].islower() and not ends_sentence(words)


def _append(pieces: list[str], piece: str, after_direction: bool) -> int:
    """Add the next piece of text without the double space a direction leaves; how much longer it got."""
    before = pieces[-1] if pieces else " "
    grown = 0
    if after_direction and before.endswith(" "):
        if piece.startswith(" "):
            piece = piece[1:]
        elif pieces and piece[:1] and piece[0] in _BEFORE_NO_SPACE:
            pieces[-1] = before[:-1]
            grown = -1
    if piece:
        pieces.append(piece)
    return grown + len(piece)
