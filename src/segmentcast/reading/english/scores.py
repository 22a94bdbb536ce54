"""Scores, votes, records, odds, averages, and the spans that a hyphen between two numbers is else."""

from __future__ import annotations

import re

from segmentcast.reading import numbers
from segmentcast.reading.english.table import any_of, listed
from segmentcast.reading.forms import SpokenForm, form

_COUNT = r"(?:0|[1-9]\d{0,2})"
_PAIR = rf"(?P<low>{_COUNT}) ?[-–] ?(?P<high>{_COUNT})"
_ENDS = r"(?![\w/]|[-–.,:]\d|%)"
_SET = r"\d{1,2}[-–]\d{1,2}(?:\s?\(\d{1,2}(?:[-–]\d{1,2})?\))?"
# Words for winning, losing, and voting come shortly before the figures, a few words apart at most.
_BETWEEN = r"(?:[^.;:!?\d]{0,40}?)"
_PLAYED = (
    r"(?:won|win|wins|beat|beats|beaten|lost|lose|loses|losing|winning|drew|draw|tied|tie|defeat|defeats|defeated|edged|"
    r"led|lead|leads|leading|trailed|trail|trails|trailing|down|victory|finished|ended|downed|routed|thrashed|topped|score|scored)"
)
_VOTED = (
    r"(?:voted?|votes|voting|split|splits|passed|passes|ruled|rules|ruling|approved|confirmed|rejected|upheld|decided|"
    r"decision|acquitted|convicted|adopted|advanced|narrowly|overturned)"
)
_PLAY_NOUN = r"(?: (?:win|victory|defeat|loss|lead|draw|tie|decision|majority|vote|ruling|split|triumph|record|rout|thrashing|advantage|series))"


def _apart(match: re.Match[str], zero: str = "zero") -> str:
    """6-3: six three; 218-214: two eighteen two fourteen; 220-212: two twenty to two twelve."""
    low, high = (
        zero if match[name] == "0" else numbers.pair_words(match[name]) for name in ("low", "high")
    )
    return f"{low} to {high}" if numbers.run_together(low, high) else f"{low} {high}"


def _record(match: re.Match[str]) -> str:
    """2-8: two and eight; with drawn games 10-3-2."""
    parts = [numbers.cardinal(int(part)) for part in re.findall(r"\d+", match["w"])]
    return " and ".join(parts)


def _sets(match: re.Match[str]) -> str:
    """6-4, 7-6(5), 6-0: six four, seven six, five, six love; 7-6 (7-3): seven six, seven three."""
    words: list[str] = []
    for low, high, tie_break in re.findall(
        r"(\d{1,2})[-–](\d{1,2})(?:\s?\((\d{1,2}(?:[-–]\d{1,2})?)\))?", match[0]
    ):
        words.append(
            " ".join("love" if part == "0" else numbers.cardinal(int(part)) for part in (low, high))
        )
        if tie_break:
            points = re.findall(r"\d+", tie_break)
            words.append(" ".join(numbers.cardinal(int(count)) for count in points))
    return ", ".join(words)


def _penalties(match: re.Match[str]) -> str:
    return f"{_apart(match)} on penalties"


def span(match: re.Match[str]) -> str:
    """10-12: 10 to 12; 50-50 stays fifty fifty."""
    return " " if match["low"] == match["high"] else " to "


def _ratio(match: re.Match[str]) -> str:
    """3:1: three to one."""
    return f"{numbers.cardinal(int(match['low']))} to {numbers.cardinal(int(match['high'].replace(',', '')))}"


def _verse(match: re.Match[str]) -> str:
    """3:16: three sixteen; 3:16-18: three sixteen to eighteen."""
    words = f"{numbers.cardinal(int(match['chapter']))} {numbers.cardinal(int(match['verse']))}"
    return f"{words} to {numbers.cardinal(int(match['last']))}" if match["last"] else words


SCORES: tuple[SpokenForm, ...] = (
    form(
        "sets of tennis", "number",
        rf"(?<![\w.,/:-]){_SET}(?:, (?:and )?{_SET}){{1,4}}(?![\w/]|[-–.:]\d)",
        _sets,
        ("He won 6-4, 7-6(5), 6-0.", "He won six four, seven six, five, six love."),
        needs=rf"{_SET}, ",
        signs="-–",
    ),
    form(
        "penalties", "number", rf"(?<![\w.,/:-]){_PAIR}(?: pens\b\.?)", _penalties,
        ("It was 2-2 (4-3 pens).", "It was 2 2 (four three on penalties)."),
        needs=r"\d pens",
        signs="-–",
    ),
    form(
        "record", "number",
        r"(?:\b[Tt]he [A-Z]\w{2,20}s (?:are|were|is) |\b(?:improved|fell|dropped|moved|slipped|go|went|going) (?:to )?|\b[A-Z]\w{2,20} \()"
        r"(?P<w>\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,2})?)(?:(?=\))|(?![\w/)]|[-–.:]\d|,\d|%))",
        _record,
        ("The Giants are 2-8.", "The Giants are two and eight."),
        needs=r"\d[-–]\d",
        signs="-–",
    ),
    form(
        "record before its noun", "number",
        r"(?<![\w.,/:-])(?P<w>\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,2})?)(?= (?:record|start|season|mark)\b)",
        _record,
        ("They had a 10-3 record.", "They had a ten and three record."),
        needs=r"\d[-–]\d",
        signs="-–",
    ),
    form(
        "score", "number",
        rf"\b(?:{_PLAYED}|{_VOTED})\b{_BETWEEN}(?<![\w.,/:-])(?P<w>{_PAIR}){_ENDS}(?! (?:years?|months?|weeks?|days?|hours?|minutes?|times|percent|pounds|points|seats|people|games|votes|miles|dollars|million|billion|of the)\b)",
        _apart,
        ("Leeds won 3-1 at home.", "Leeds won three one at home."),
        needs=r"\d ?[-–] ?\d",
        signs="-–",
    ),
    form(
        "score before its noun", "number",
        rf"(?<![\w.,/:-])(?P<w>{_PAIR})(?={_PLAY_NOUN}\b)",
        _apart,
        ("It was a 6-3 ruling.", "It was a six three ruling."),
        needs=r"\d ?[-–] ?\d",
        signs="-–",
    ),
    form(
        "vote", "number",
        rf"(?:\b(?:vote|split|margin|tally|score|count) (?:was|is|of|were|stood at) |\bby )(?P<w>{_PAIR}){_ENDS}(?! [a-z]{{2,20}}s\b)",
        _apart,
        ("The vote was 52-48.", "The vote was fifty-two forty-eight."),
        needs=r"\d ?[-–] ?\d",
        signs="-–",
    ),
    form(
        "odds", "number",
        r"\b(?:[Oo]dds|[Rr]atios?|outnumber(?:ed|s)?|margin|scale|maps?|drawing)\b[^.;!?\d]{0,30}(?<![\w.,/:-])(?P<w>(?P<low>\d{1,3}):(?P<high>\d{1,3}(?:,\d{3})?))(?![\w:]|[.,]\d)",
        _ratio,
        ("The odds are 3:1.", "The odds are three to one."),
        needs=r"\d:\d",
        signs=":",
    ),
    form(
        "scale of a map", "number",
        r"(?<![\w.,/:$£€-])(?P<w>(?P<low>\d{1,2}):(?P<high>\d{1,3},\d{3}))(?![\w:]|[.,]\d)",
        _ratio,
        ("It is drawn at 1:25,000.", "It is drawn at one to twenty-five thousand."),
        needs=r"\d:\d{1,3},",
        signs=":",
    ),
    form(
        "verse", "number",
        rf"\b(?:{any_of(listed('books', 'names'))}) (?P<w>(?P<chapter>\d{{1,3}}):(?P<verse>\d{{1,3}})(?:[-–](?P<last>\d{{1,3}}))?)(?![\w:]|[.,]\d)",
        _verse,
        ("Read Genesis 1:1.", "Read Genesis one one."),
        needs=r"[a-z] \d{1,3}:\d",
        signs=":",
    ),
    form(
        "batting average", "number",
        r"(?<![\w.,])(?P<w>\.(?P<figures>\d{3}))(?![\w.%]|,\d)",
        lambda match: numbers.pair_words(match["figures"].lstrip("0") or "0") if match["figures"][0] != "0" else None,
        ("He batted .301 in May.", "He batted three oh one in May."),
        needs=r"(?<!\d)\.\d",
        signs=".",
    ),
    form(
        "span", "symbol",
        r"(?<![\w.,/:–-])(?P<low>\d{1,3}(?:,\d{3})?(?:\.\d)?)(?P<w>-| ?– ?)"
        r"(?P<high>\d{1,3}(?:,\d{3})?(?:\.\d)?)(?![\w/]|[-–.,:]\d)",
        span,
        ("For 10-12 days it was 50-50.", "For 10 to 12 days it was 50 50."),
        needs=r"\d ?[-–]",
        signs="-–",
    ),
)  # fmt: skip
