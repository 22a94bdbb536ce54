"""How written forms are said: the table that is applied before any engine sees a text.

Engines read "$5", "1990s", "Gen. Lee" or "1/3" in different ways, some of them wrong. Each row
says one such form in words; each change is declared as an Edit. The rows for marks (quotation
marks, brackets) hold for every language, the others for English. Applying the table to its own
result changes nothing. All patterns are bounded, so that the work is linear in the text.

Raise TEXT_RULES_VERSION with every change of what a row says: spoken sentences are kept by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from segmentcast.model import Edit
from segmentcast.reading import figures
from segmentcast.reading.abbreviations import (
    CURRENCIES,
    FIRMS,
    MONTH_NAMES,
    MONTHS,
    SMALL,
    STREETS,
    TITLES,
    UNITS,
    any_of,
)

TEXT_RULES_VERSION = 1

# How often the table is applied to its own result: what three rounds leave is no sentence.
_PASSES = 3
_DIGITS = "0123456789"
"""Beyond ASCII there are more; every text that has such characters counts as having digits."""

Kind = Literal["number", "abbreviation", "symbol"]
Said = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """One row. What the group `w` (or the whole match) is replaced by; None leaves it.

    `example` is a sentence and the same as it is spoken, by this row alone or with the others.
    Every text in which this row can fit has one of the characters `signs` and the pattern `needs`,
    both of which are cheaper to look for.
    """

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    said: Said
    example: tuple[str, str]
    needs: re.Pattern[str] | None = None
    signs: frozenset[str] = frozenset()


def find_edits(text: str, language: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[Edit, ...]:
    """The edits that the table makes in one sentence, in order, none overlapping another or `taken`.

    A row may fit only beside what another row has changed ("5 Main St. 1990s"), so the table is
    applied again to what it gives, until nothing changes; what is changed once stays as it is.
    """
    free = bytearray(b"\x01") * len(text)
    for start, end in taken:
        free[start:end] = bytes(end - start)
    english = language.split("-", maxsplit=1)[0].lower() == "en"
    rows = (*ENGLISH, *EVERY_LANGUAGE) if english else EVERY_LANGUAGE
    edits = fresh = _matches(rows, text, free)
    for _ in range(_PASSES):
        if not fresh:
            break
        spoken, copied, allowed = _applied(text, edits, free)
        fresh = _mapped(_matches(rows, spoken, allowed), copied)
        for edit in fresh:
            free[edit.start : edit.end] = bytes(edit.end - edit.start)
        edits = sorted([*edits, *fresh], key=lambda edit: edit.start)
    return tuple(edits)


def _matches(rows: Sequence[SpokenForm], text: str, free: bytearray) -> list[Edit]:
    """What the rows change where `text` is free, in order; those places are free no longer."""
    edits: list[Edit] = []
    has = set(text) if text.isascii() else {*text, *_DIGITS}
    for row in rows:
        if row.signs and row.signs.isdisjoint(has):
            continue
        if row.needs and not row.needs.search(text):
            continue
        for found in row.pattern.finditer(text):
            start, end = found.span("w" if "w" in row.pattern.groupindex else 0)
            if 0 in free[start:end]:
                continue
            written, spoken = text[start:end], row.said(found)
            if spoken is None or spoken == written:
                continue
            if (
                row.kind == "abbreviation"
                and _ends_sentence(text, end)
                and not spoken.endswith(".")
            ):
                spoken += "."
            free[start:end] = bytes(end - start)
            edits.append(Edit(row.kind, start, end, written, spoken))
    edits.sort(key=lambda edit: edit.start)
    return edits


def _applied(
    text: str, edits: Sequence[Edit], free: bytearray
) -> tuple[str, list[tuple[int, int]], bytearray]:
    """The text with its edits made; where its copied parts begin (there, in `text`); what of it is free."""
    pieces: list[str] = []
    copied: list[tuple[int, int]] = []
    allowed = bytearray()
    position = 0
    for edit in edits:
        copied.append((len(allowed), position))
        pieces += (text[position : edit.start], edit.spoken)
        allowed += free[position : edit.start] + bytes(len(edit.spoken))
        position = edit.end
    copied.append((len(allowed), position))
    allowed += free[position:]
    return "".join([*pieces, text[position:]]), copied, allowed


def _mapped(edits: Sequence[Edit], copied: Sequence[tuple[int, int]]) -> list[Edit]:
    """Edits of the edited text as edits of the text itself; those across a place that was left out are dropped."""
    mapped: list[Edit] = []
    part = 0
    for edit in edits:
        while part + 1 < len(copied) and copied[part + 1][0] <= edit.start:
            part += 1
        across = part + 1 < len(copied) and copied[part + 1][0] < edit.end
        if not across:
            shift = copied[part][1] - copied[part][0]
            mapped.append(replace(edit, start=edit.start + shift, end=edit.end + shift))
    return mapped


def spelled(written: str) -> str:
    """Letter by letter: WHO as W.H.O, MI6 as M.I 6, NGOs as N.G.O's.

    Letters joined by full stops are read as one abbreviation, with its stress on the last letter.
    """
    letters = [char for char in written if char.isalnum()]
    plural = (
        len(letters) > 2 and letters[-1] == "s" and all(char.isupper() for char in letters[:-1])
    )
    if plural:
        letters.pop()
    runs = (
        (".".join(run).upper() if alphabetic else "".join(run))
        for alphabetic, run in groupby(letters, key=str.isalpha)
    )
    return " ".join(runs) + ("'s" if plural else "")


def as_word(written: str) -> str:
    """An abbreviation in the form in which engines read it as a word: UNHCR as Unhcr, U.N. as Un."""
    return "".join(char for char in written if char.isalnum() or char.isspace()).capitalize()


def _ends_sentence(text: str, end: int) -> bool:
    return text[end - 1] == "." and not any(text[at].isalnum() for at in range(end, len(text)))


def _form(
    name: str,
    kind: Kind,
    pattern: str,
    said: Said | str,
    example: tuple[str, str],
    needs: str = "",
    signs: str = "",
) -> SpokenForm:
    words = said if callable(said) else (lambda _found, fixed=said: fixed)
    screen = re.compile(needs) if needs else None
    return SpokenForm(name, kind, re.compile(pattern), words, example, screen, frozenset(signs))


def _by_table(table: dict[str, str]) -> Said:
    """The words for the group `w`, its full stop left out; a capital stays a capital."""

    def said(found: re.Match[str]) -> str:
        written = found["w"].rstrip(".")
        words = table.get(written) or table[written.lower()]
        return words[0].upper() + words[1:] if written[0].isupper() else words

    return said


_CAPITAL = r"(?=\s+[\"'“‘(]?[A-Z])"
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?"
_ALONE = r"(?<![\w.,/:$£€#])(?<!\d[-–])"
_NO_MORE = r"(?![\w/]|[.,:]\d|[-–]\d)"
_SCALE = r"(?:[ -](?P<scale>hundred|thousand|million|billion|trillion|bn|tn)|(?P<letter>[kKmMbB]|bn|tn))?"
_SIGN = rf"(?:\b(?:US|U\.S\.) ?)?(?P<sign>[{''.join(CURRENCIES)}]) ?"
_CENTURY = r"(?:1[1-9]|20)"
_KINGS = (
    "Elizabeth|Charles|George|Henry|Edward|James|William|Richard|Louis|Philip|Felipe|Nicholas|"
    "Catherine|Frederick|Napoleon|Abdullah|Mohammed|Paul|Benedict|Pius|Leo|Francis|John|Gregory"
)
_NUMBERED = "Part|Title|Phase|Chapter|Act|Volume|Super Bowl|Article|Level|Section|Tier|Mark"

ENGLISH: tuple[SpokenForm, ...] = (
    _form(
        "street", "abbreviation",
        rf"(?<=[a-z0-9])\s(?P<w>(?:{any_of(STREETS)})\.)(?=\s*(?:[^\w\s\"“'‘(]|$)|[\"'”]|\s+[a-z\d])",
        _by_table(STREETS),
        ("The house on Main St. burned.", "The house on Main Street burned."),
        needs=r"[A-Z][a-z]{1,4}\.",
    ),
    _form(
        "title", "abbreviation", rf"\b(?P<w>(?:{any_of(TITLES)})\.){_CAPITAL}",
        _by_table(TITLES),
        ("Lt. Gen. Lee met Sen. Byrd.", "Lieutenant General Lee met Senator Byrd."),
        needs=r"[A-Z][a-z]{1,4}\.\s",
    ),
    _form(
        "titles joined", "abbreviation", r"\b(?P<w>(?:Mr|Mrs|Ms|Dr)\.)(?=\s+(?:and|or)\s)",
        _by_table(TITLES),
        ("Mr. and Mrs. Cole came.", "Mister and Missus Cole came."),
        needs=r"[A-Z][a-z]{1,2}\.\s",
    ),
    _form(
        "title without a stop", "abbreviation",
        rf"\b(?P<w>Mr|Mrs|Ms|Dr|Sgt|Lt|Capt|Prof){_CAPITAL}",
        _by_table(TITLES),
        ("I asked Dr Cole.", "I asked Doctor Cole."),
        needs=r"[MDSLCP][a-z]{1,3}\s",
        signs="MDSLCP",
    ),
    _form(
        "firm or generation", "abbreviation", rf"(?<=[\w,])\s{{1,4}}(?P<w>(?:{any_of(FIRMS)})\.)",
        _by_table(FIRMS),
        ("Acme Corp. hired Ray Cole Jr.", "Acme Corporation hired Ray Cole Junior."),
        needs=r"[A-Z][a-z]{1,4}\.",
    ),
    _form(
        "month", "abbreviation", rf"\b(?P<w>(?:{any_of(MONTHS)})\.)(?=\s+\d)",
        _by_table(MONTHS),
        ("It began on Nov. 8th.", "It began on November 8th."),
        needs=r"\.\s+\d",
        signs=_DIGITS,
    ),
    _form(
        "number", "abbreviation", r"\b(?P<w>[Nn]os?\.)(?=\s?\d)", _by_table(SMALL),
        ("It is No. 5 here.", "It is Number 5 here."),
        needs=r"os?\.\s?\d",
        signs=_DIGITS,
    ),
    _form(
        "small abbreviation", "abbreviation",
        rf"\b(?P<w>(?:{any_of({key: SMALL[key] for key in SMALL if not key.startswith('no')})})\.)",
        _by_table(SMALL),
        ("It is Cole vs. Lee.", "It is Cole versus Lee."),
    ),
    _form(
        "doctorate", "abbreviation", r"\bPh\.D\.?(?!\w)", "PhD",
        ("Five Ph.D. students came.", "Five PhD students came."),
        needs=r"Ph\.",
        signs="P",
    ),
    _form(
        "parties", "abbreviation", r"(?<=\w)\s(?P<w>v\.)(?=\s[A-Z])", "versus",
        ("The case is Cole v. Lee.", "The case is Cole versus Lee."),
        needs=r"\sv\.",
    ),
    _form(
        "World Health Organization", "abbreviation", r"(?<![A-Z]{2} )\bWHO\b(?! [A-Z]{2})", "W.H.O",
        ("The WHO said so.", "The W.H.O said so."),
        needs="WHO",
        signs="W",
    ),
    # One engine reads the end of "He said no." as "number"; a space before the stop mends it.
    _form(
        "a word that looks abbreviated", "symbol", r"\b(?:[Nn]o|fig|ed)(?P<w>\.)(?!\s?\d|\.)", " .",
        ("He said no.", "He said no ."),
        needs=r"(?:[Nn]o|fig|ed)\.",
    ),
    _form(
        "money before a noun", "number",
        rf"(?<=\b[Aa] ){_SIGN}(?P<amount>{_NUMBER}){_SCALE}(?=[ -][a-z]{{2}})"
        r"(?! (?:to|or|and|in|for|on|at|from|more|less)\b)",
        figures.money_before_noun,
        ("It is a $3.2 billion deal.", "It is a 3.2 billion dollar deal."),
        needs="[$£€]",
        signs="$£€",
    ),
    _form(
        "money", "number",
        rf"{_SIGN}(?P<amount>{_NUMBER})(?:(?P<joint> to | or |-|–)[$£€]?(?P<more>{_NUMBER}))?"
        rf"{_SCALE}(?!\w|[.,]\d)",
        figures.money,
        ("It cost $3.2 billion.", "It cost 3.2 billion dollars."),
        needs="[$£€]",
        signs="$£€",
    ),
    _form(
        "per cent", "symbol", r"(?<=\d)\s?%", " percent",
        ("It rose by 40%.", "It rose by 40 percent."),
        needs="%",
        signs="%",
    ),
    _form(
        "degrees", "number",
        rf"(?:(?<!\w)(?P<below>[-−]))?(?<![\w.,])(?P<amount>{_NUMBER})\s?°(?:\s?(?P<scale>[CF])\b)?",
        figures.degrees,
        ("It was 30°C there.", "It was 30 degrees Celsius there."),
        needs="°",
        signs="°",
    ),
    _form(
        "measure", "number",
        rf"{_ALONE}(?P<amount>{_NUMBER})(?P<joint>[ -]?)(?P<unit>{any_of(UNITS)})(?![\w/])(?:\.(?=\s+[a-z]))?",
        figures.quantity,
        ("It is 5 km away.", "It is 5 kilometers away."),
        needs=r"\d",
        signs=_DIGITS,
    ),
    _form(
        "round the clock", "number", rf"{_ALONE}24/7{_NO_MORE}", "twenty-four seven",
        ("They work 24/7.", "They work twenty-four seven."),
        needs="24/7",
        signs="/",
    ),
    _form(
        "September 11", "number", rf"{_ALONE}9/11{_NO_MORE}", "nine eleven",
        ("It was after 9/11.", "It was after nine eleven."),
        needs="9/11",
        signs="/",
    ),
    _form(
        "day of the month", "number",
        rf"\b(?:{'|'.join(MONTH_NAMES)}|(?:{any_of(MONTHS)})\.?)\s(?P<w>\d{{1,2}})(?!%){_NO_MORE}",
        figures.day,
        ("It was November 8, not May 3.", "It was November 8th, not May 3rd."),
        needs=r"\s\d",
        signs=_DIGITS,
    ),
    _form(
        "fraction", "number",
        rf"{_ALONE}(?:(?P<whole>\d{{1,3}})[ -]?(?<!\d(?=\d)))?"
        rf"(?:(?<!\d)(?P<top>\d{{1,2}})/(?P<bottom>\d{{1,2}})|(?P<glyph>[{''.join(figures.GLYPHS)}])){_NO_MORE}",
        figures.fraction,
        ("About 1/3 of it went in 1 1/2 hours.", "About one third of it went in 1 and one half hours."),
        needs=rf"[/{''.join(figures.GLYPHS)}]",
        signs="/" + "".join(figures.GLYPHS),
    ),
    _form(
        "decade", "number", rf"(?<![\w$.,])(?P<digits>{_CENTURY}\d0)['’]?s\b", figures.decade,
        ("In the 1990s it rained.", "In the nineteen nineties it rained."),
        needs=r"0['’]?s",
        signs=_DIGITS,
    ),
    _form(
        "short decade", "number", r"(?<![\w$.,:/])(?:['’‘])?(?P<digits>[2-9]0)['’]?s\b", figures.tens,
        ("She left in the '90s, in her 20s.", "She left in the nineties, in her twenties."),
        needs=r"0['’]?s",
        signs=_DIGITS,
    ),
    _form(
        "span of years", "number",
        rf"{_ALONE}(?P<first>{_CENTURY}\d\d) ?[-–] ?(?P<last>{_CENTURY}\d\d|\d\d){_NO_MORE}",
        figures.years,
        ("The war of 1914-18 ended.", "The war of nineteen fourteen to eighteen ended."),
        needs=r"\d ?[-–]",
        signs=_DIGITS,
    ),
    _form(
        "year", "number", rf"{_ALONE}(?P<w>{_CENTURY}\d\d){_NO_MORE}", figures.year,
        ("In 2016, some 2016 soldiers left.", "In twenty sixteen, some 2016 soldiers left."),
        needs=r"\d{4}",
        signs=_DIGITS,
    ),
    _form(
        "world war", "number", r"\bWorld War (?P<w>I{1,3})\b", figures.roman_cardinal,
        ("It was World War II.", "It was World War Two."),
        needs="World War I",
        signs="W",
    ),
    _form(
        "numbered part", "number", rf"\b(?:{_NUMBERED}) (?P<w>[IVXL]{{2,8}}|V)\b", figures.roman_cardinal,
        ("It is Title IX and Part V.", "It is Title Nine and Part Five."),
        needs=r"\s[IVXL]",
        signs="IVXL",
    ),
    _form(
        "ruler", "number", rf"\b(?:{_KINGS}) (?P<w>[IVX]{{2,6}})\b", figures.roman_ordinal,
        ("He met John Paul II there.", "He met John Paul the Second there."),
        needs=r"\s[IVX]{2}",
        signs="IVX",
    ),
    _form(
        "time of day", "number",
        r"(?<![\w.,:/])(?P<w>\d{1,2}:0\d)(?![\w:]|[.,]\d)(?P<half>(?=\s?[AaPp]\.?[Mm]\b))?",
        figures.clock,
        ("From 7:05 to 10:00 a.m. it rained.", "From 7 oh 5 to 10 a.m. it rained."),
        needs=":0",
        signs=_DIGITS,
    ),
    _form(
        "span", "symbol",
        r"(?<![\w.,/:–-])(?P<low>\d{1,3}(?:,\d{3})?(?:\.\d)?)(?P<w>-| ?– ?)"
        r"(?P<high>\d{1,3}(?:,\d{3})?(?:\.\d)?)(?![\w/]|[-–.,:]\d)",
        figures.span,
        ("For 10-12 days it was 50-50.", "For 10 to 12 days it was 50 50."),
        needs=r"\d ?[-–]",
        signs="-–",
    ),
    _form(
        "number sign", "symbol", r"(?<!\w)#(?=\d)", "number ",
        ("It is #1 today.", "It is number 1 today."),
        needs="#",
        signs="#",
    ),
    _form("and", "symbol", r"(?<=\s)&(?=\s)", "and", ("Cole & Lee.", "Cole and Lee."), needs="&", signs="&"),
    _form("and within", "symbol", r"(?<=\w)&(?=\w)", " and ", ("In the Q&A.", "In the Q and A."), needs="&", signs="&"),
    _form("and or", "symbol", r"(?<=\band)/(?=or\b)", " ", ("A and/or B.", "A and or B."), needs="/", signs="/"),
)  # fmt: skip

EVERY_LANGUAGE: tuple[SpokenForm, ...] = (
    _form("double quotes", "symbol", "[“”„‟«»]", '"', ("“Go”, she said.", '"Go", she said.'), signs="“”„‟«»"),
    _form("single quotes", "symbol", "[‘’‚‛´`]", "'", ("Don’t go.", "Don't go."), signs="‘’‚‛´`"),
    _form("dots", "symbol", r"\.{3,}|…+\.*", figures.ellipsis, ("Well... I went…", "Well, I went."), needs=r"\.\.\.|…"),
    _form("double hyphen", "symbol", r"\s?-{2,}(?:\s|(?=\S)|$)", " — ", ("It -- was--is.", "It — was — is."), needs="--", signs="-"),
    _form("tight dash", "symbol", r"(?<=\w)—(?=\w)", " — ", ("It was—no.", "It was — no ."), signs="—"),
    # Engines take phonemes in brackets; a transcript's own must not be read as such.
    _form(
        "brackets and markup", "symbol", r"[\[\]{}*_~^|\\]+",
        lambda found: " " if _within_word(found) else "",
        ("The [former] *head* spoke.", "The former head spoke."),
        signs="[]{}*_~^|\\",
    ),
    _form(
        "invisible marks", "symbol",
        "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff\ufff9-\ufffb\ud800-\udfff]+",
        "", ("Mo\u00adsul fell.", "Mosul fell."),
    ),
)  # fmt: skip


def _within_word(found: re.Match[str]) -> bool:
    before, after = (
        found.string[found.start() - 1 : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    return before.isalnum() and after.isalnum()
