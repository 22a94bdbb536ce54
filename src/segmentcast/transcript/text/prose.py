"""Small facts about running text: spaces, sentence ends, questions, excerpts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF]
)
_UNSEEN = re.compile(f"[{re.escape(''.join(map(chr, _INVISIBLE)))}]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_CLOSERS = "\"'”’»)]」』）】 *_"
_ENDS = frozenset(".?!…:;—–-。！？：；．｡؟۔؛।॥։")
_TERMINAL = re.compile(r"[.?!…][\"'”’»)\]]*(?:\s|$)")
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof rep sen gov gen lt col sgt capt rev hon st jr sr vs inc ltd co corp "
    "jan feb mar apr jun jul aug sep sept oct nov dec no".split()
)

_AROUND_END = "-–—*_<>=#~. "
_END_WORDS = frozenset({"END", "ENDS", "Ends", "ends", "THE END", "The End", "FIN", "ENDE", "Ende"})
_NEWSROOM_ENDS = frozenset({"END", "ENDS", "Ends", "ends"})
_BARE_ENDS = frozenset({"END", "ENDS", "THE END", "FIN", "ENDE"})
_END_OF = re.compile(
    r"(?:end of (?:the )?(?:transcript(?:ion)?|recording|audio|interview|tape|episode|segment|program(?:me)?|broadcast|"
    r"document|file|hearing|video|podcast|conversation)|"
    r"(?:transcript(?:ion)?|recording|interview|audio|tape) ends|"
    r"ende (?:des (?:interviews|gesprächs|transkripts|protokolls)|der (?:aufnahme|aufzeichnung|sendung))|"
    r"fin de (?:la |l['’])?(?:transcription|transcripción|enregistrement|entretien|émission|grabación|entrevista))",
    re.I,
)
_LONGEST_END = 60
_KEPT = 10_000


def clean(text: str) -> str:
    """Line ends become newlines; characters that nobody sees or that no file can hold go."""
    lines = _LINE_ENDS.sub("\n", text)
    if _UNSEEN.search(lines):
        lines = lines.translate(_INVISIBLE)
    return _SURROGATES.sub(_whole, lines)


def _whole(halves: re.Match[str]) -> str:
    """The character of two halves, as Rich Text writes an emoji; a half alone is none."""
    return halves[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def collapse(text: str) -> str:
    """Every run of white space becomes one space; none at the ends."""
    return " ".join(clean(text).split())


def breaks_of(lines: str, mark: str = "\n") -> tuple[int, ...]:
    """Where in the collapsed text each line but the first begins; `mark` ends a line."""
    found: list[int] = []
    length = 0
    for line in map(collapse, lines.split(mark)):
        if line and length:
            length += 1
            found.append(length)
        length += len(line)
    return tuple(found)


def excerpt(text: str, length: int = 60) -> str:
    """The first words, for a message; shortened at a word."""
    flat = " ".join(text[: length * 4].split())
    if len(flat) <= length:
        return flat
    cut = flat[: length + 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut[:length]).rstrip(" ,;:") + " …"


def lowered(text: str) -> str:
    """In small letters, with every character at its place."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def marks_end(text: str) -> bool:
    """Whether a whole line is what newsrooms and court reporters put under the last words: "END", "-30-", "###"."""
    if len(text) > _LONGEST_END:
        return False
    plain = text.strip(_AROUND_END)
    around = text != plain
    if not plain:
        return "".join(text.split()).startswith("###")
    if plain == "30":
        return text[0] in "-–—" and text[-1] in "-–—"
    if plain in _END_WORDS or (around and plain.casefold() in {"end", "ends", "the end"}):
        return not text.endswith(".") or plain.isupper()
    return _END_OF.fullmatch(plain) is not None


def is_end_word(text: str) -> bool:
    """Whether an end mark is a bare word, which somebody may say: "END", "FIN"."""
    return text.rstrip(".").upper() in _BARE_ENDS


def ends_talk(text: str, before: str) -> bool:
    """Whether a line is an end mark, and nothing that somebody says after the line before: "It said:", "END"."""
    said = is_end_word(text) and (
        before.endswith(":") or (text not in _NEWSROOM_ENDS and ends_with_question(before))
    )
    return marks_end(text) and not said


def word_count(text: str) -> int:
    """Words between spaces."""
    return len(text.split())


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence may end."""
    stripped = text.rstrip(_CLOSERS)
    return (bool(stripped) and stripped[-1] in _ENDS) or text.endswith(("”", '"'))


def ends_with_question(text: str) -> bool:
    """Whether the last sentence is a question."""
    stripped = text.rstrip(_CLOSERS)
    return stripped.endswith(("?", "?!", "？", "؟"))


def last_words(text: str, length: int = 90) -> str:
    """The end of a text, for a message; shortened at a word."""
    flat = " ".join(text[-length * 4 :].split())
    if len(flat) <= length:
        return flat
    return "… " + flat[-length:].split(" ", 1)[-1]


def sentence_end(text: str, start: int, limit: int = 400) -> int:
    """The offset at which the sentence that `start` stands in ends (past it), looking `limit` ahead.

    Abbreviations and initials ("U.S.", "Dr.") do not end one.
    """
    stop = min(len(text), start + limit)
    for mark in _TERMINAL.finditer(text, start, stop):
        if _ends(text, start, mark):
            return mark.end()
    return stop


def sentence_ends(text: str, limit: int = 600) -> Iterator[int]:
    """The offsets at which the sentences of a whole text end, each as `sentence_end` finds it."""
    start, length = 0, len(text)
    for mark in _TERMINAL.finditer(text):
        # What reaches so far is cut; so is a mark at the very limit, where `$` counts.
        while start + limit < length and mark.end() >= start + limit:
            start = sentence_end(text, start, limit)
            yield start
        if mark.start() >= start and _ends(text, start, mark):
            start = mark.end()
            yield start
    while start < length:
        start = sentence_end(text, start, limit)
        yield start


def sentences(text: str) -> Iterable[tuple[int, int]]:
    """Offsets of the sentences, each of at most about 600 characters."""
    return _sentences(text) if len(text) > _KEPT else _kept_sentences(text)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in sentence_ends(text):
        yield start, end
        start = end


@lru_cache(maxsize=256)
def _kept_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The same turn is looked at for several clues."""
    return tuple(_sentences(text))


def quoted(text: str, at: int) -> bool:
    """Whether the words stand in somebody else's mouth: an open quotation mark before them."""
    before = text[max(0, at - 300) : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def sentence_start(text: str, at: int) -> int:
    """Where the sentence that `at` stands in begins, looking at most 300 characters back."""
    start = max(0, at - 300)
    before = text[start:at]
    shift = start
    while (end := sentence_end(before, start - shift, 300) + shift) <= at and end > start:
        if end == at and not before.rstrip(' "”’)').endswith((".", "?", "!", "…")):
            break
        start = end
    return start


def _ends(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether this mark ends the sentence that begins at `start`."""
    at = mark.start()
    if text[at] != ".":
        return True
    word = text[max(start, at - 12) : at].rsplit(" ", 1)[-1]
    folded = word.casefold()
    if folded in _ABBREVIATIONS or len(word) == 1:
        return mark.end() >= len(text)
    return "." not in word or not text[mark.end() : mark.end() + 1].islower()
