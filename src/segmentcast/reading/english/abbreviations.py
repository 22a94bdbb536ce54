"""Words cut short: titles, streets, firms, months and days, states and parties, dotted letters."""

from __future__ import annotations

import re

from segmentcast.reading.english.table import any_of, table
from segmentcast.reading.forms import DIGITS, SpokenForm, by_table, form

_CAPITAL = r"(?=\s+[\"'“‘(]?[A-Z])"
# A sentence that begins after a single letter ("option A. Then") begins with one of these.
_BEGINS = (
    r"(?:The|A|An|He|She|It|We|You|They|I|Then|This|That|These|Those|There|And|But|So|If|When|While|What|Who|"
    r"Why|How|No|Yes|Not|Now|In|On|At|By|For|From|With|After|Before|His|Her|Its|Our|My|Their|Your)\b"
)
_STATE = any_of(table("states"))
_DAYS_SAFE = {key: words for key, words in table("days").items() if key[:2] in ("Tu", "Th")}
_DAYS = any_of(table("days"))


def _party(match: re.Match[str]) -> str:
    """R-Ohio: Republican of Ohio."""
    state = table("states").get(match["state"], match["state"])
    return f"{table('parties')[match['party']]} of {state}"


def _state(match: re.Match[str]) -> str:
    return table("states")[match["w"]]


def _phrase(match: re.Match[str]) -> str:
    words = table("phrases")[
        match["w"][0].lower() + match["w"][1:] if match["w"] not in table("phrases") else match["w"]
    ]
    return (
        words[0].upper() + words[1:]
        if match["w"][0].isupper() and match["w"][1:2] == "."
        else words
    )


def _days_between(match: re.Match[str]) -> str:
    days = table("days")
    return f"{days[match['first']]} to {days[match['last']]}"


ABBREVIATIONS: tuple[SpokenForm, ...] = (
    form(
        "party and state", "phrase",
        rf"(?:\b[A-Z][\w'’.-]{{1,25}}(?: (?:Jr|Sr)\.)?, |\()(?P<w>(?P<party>[{''.join(table('parties'))}])-(?P<state>{_STATE}|"
        rf"{any_of(sorted({*table('states').values()} | {'Ohio', 'Iowa', 'Utah', 'Texas', 'Maine', 'Idaho', 'Hawaii', 'Alaska'}))}))(?!\w)",
        _party,
        ("Mr. Lee (D-Mass.) left.", "Mister Lee (Democrat of Massachusetts) left."),
        needs=r"[RDILG]-[A-Z]",
        signs="-",
    ),
    form(
        "state", "abbreviation",
        rf"(?<=[a-z], )(?P<w>{any_of(key for key in table('states') if '.' in key and len(key) > 3)})(?=[\s,;)]|$)",
        _state,
        ("It is in Flint, Mich., now.", "It is in Flint, Michigan, now."),
        needs=r", [A-Z]",
        stopped=[key.rstrip(".") for key in table("states") if "." in key],
    ),
    form(
        "phrase", "phrase",
        rf"(?<![\w.])(?P<w>{any_of([*table('phrases'), 'I.e.', 'E.g.'])})(?![\w/])",
        _phrase,
        ("It rose, i.e. by half.", "It rose, that is by half."),
        needs=r"\.[egka]\.|/[a-z]|al\.|viz|[yqmYQM]o[yqmYQM]|/[YQM]",
        signs="./oO",
    ),
    form(
        "days between", "abbreviation",
        rf"\b(?P<w>(?P<first>{_DAYS})\.?\s?[-–]\s?(?P<last>{_DAYS})\.?)(?=[,;:)\s]|$)",
        _days_between,
        ("Open Mon.-Fri. now.", "Open Monday to Friday now."),
        needs=r"[MTWFS]\w{2,4}\.?\s?[-–]\s?[MTWFS]",
        signs="-–",
    ),
    form(
        "day", "abbreviation",
        rf"\b(?P<w>(?:{any_of(_DAYS_SAFE)})\.)(?=[\s,;:)]|$)",
        by_table(table("days")),
        ("On Tues. it fell.", "On Tuesday it fell."),
        stopped=[*_DAYS_SAFE],
    ),
    form(
        "day in its place", "abbreviation",
        rf"(?:\b[Oo]n|\b(?:[Ll]ast|[Nn]ext|[Tt]his)) (?P<w>(?:{_DAYS})\.)(?=[\s,;:)]|$)",
        by_table(table("days")),
        ("It fell on Mon. at noon, next Wed. too.", "It fell on Monday at noon, next Wednesday too."),
        stopped=[*table("days")],
    ),
    form(
        "day at an hour", "abbreviation",
        rf"\b(?P<w>(?:{_DAYS})\.)(?= (?:at|from|after|before|night|morning|afternoon|evening|through|until|and)\b)",
        by_table(table("days")),
        ("The talk is Wed. at noon.", "The talk is Wednesday at noon."),
        stopped=[*table("days")],
    ),
    form(
        "circuit", "abbreviation", r"(?<=(?:st|nd|rd|th) )(?P<w>Cir\.)", "Circuit",
        ("The 6th Cir. agreed.", "The sixth Circuit agreed."),
        stopped=["Cir"],
    ),
    form(
        "street", "abbreviation",
        rf"(?<=[a-z0-9])\s(?P<w>(?:{any_of(table('streets'))})\.)(?=\s*(?:[^\w\s\"“'‘(]|$)|[\"'”]|\s+[a-z\d])",
        by_table(table("streets")),
        ("The house on Main St. burned.", "The house on Main Street burned."),
        stopped=[*table("streets")],
    ),
    form(
        "compass", "abbreviation",
        rf"(?<![\w.])(?P<w>(?:{any_of(table('compass'))})\.)(?=\s+(?:[A-Z][a-z]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))\s+(?:(?:{any_of(table('streets'))})\.|(?:{any_of(table('streets').values())})\b))",
        by_table(table("compass")),
        ("It was on N. Main St. today.", "It was on North Main Street today."),
        stopped=[*table("compass")],
    ),
    form(
        "title", "abbreviation", rf"\b(?P<w>(?:{any_of(table('titles'))})\.){_CAPITAL}",
        by_table(table("titles")),
        ("Lt. Gen. Lee met Sen. Byrd.", "Lieutenant General Lee met Senator Byrd."),
        stopped=[*table("titles")],
    ),
    form(
        "titles joined", "abbreviation", r"\b(?P<w>(?:Mr|Mrs|Ms|Dr)\.)(?=\s+(?:and|or)\s)",
        by_table(table("titles")),
        ("Mr. and Mrs. Cole came.", "Mister and Missus Cole came."),
        stopped=["Mr", "Mrs", "Ms", "Dr"],
    ),
    form(
        "title without a stop", "abbreviation",
        rf"\b(?P<w>Mr|Mrs|Ms|Dr|Sgt|Lt|Capt|Prof){_CAPITAL}",
        by_table(table("titles")),
        ("I asked Dr Cole.", "I asked Doctor Cole."),
        needs=r"(?:M(?:rs?|s)|Dr|Sgt|Lt|Capt|Prof)\s",
        signs="MDSLCP",
    ),
    form(
        "firm or generation", "abbreviation", rf"(?<=[\w,])\s{{1,4}}(?P<w>(?:{any_of(table('firms'))})\.)",
        by_table(table("firms")),
        ("Acme Corp. hired Ray Cole Jr.", "Acme Corporation hired Ray Cole Junior."),
        stopped=[*table("firms")],
    ),
    form(
        "month", "abbreviation", rf"\b(?P<w>(?:{any_of(table('months'))})\.)(?=\s+\d)",
        by_table(table("months")),
        ("It began on Nov. 8th.", "It began on November eighth."),
        signs=DIGITS,
        stopped=[*table("months")],
    ),
    form(
        "numbered", "abbreviation", rf"\b(?P<w>(?:{any_of(table('numbered'))})\.)(?=\s?\d)",
        by_table(table("numbered")),
        ("It is No. 5 here.", "It is Number 5 here."),
        signs=DIGITS,
        stopped=[*table("numbered")],
    ),
    form(
        "small abbreviation", "abbreviation",
        rf"\b(?P<w>(?:{any_of(table('small'))})\.)",
        by_table(table("small")),
        ("It is Cole vs. Lee.", "It is Cole versus Lee."),
        stopped=[*table("small")],
    ),
    form(
        "doctorate", "abbreviation", r"\bPh\.D\.?(?!\w)", "PhD",
        ("Five Ph.D. students came.", "Five PhD students came."),
        needs=r"Ph\.",
        signs="P",
    ),
    form(
        "parties", "abbreviation", r"(?<=\w)\s(?P<w>v\.)(?=\s[A-Z])", "versus",
        ("The case is Cole v. Lee.", "The case is Cole versus Lee."),
        stopped=["v"],
    ),
    form(
        "World Health Organization", "abbreviation", r"(?<![A-Z]{2} )\bWHO\b(?! [A-Z]{2})", "W.H.O",
        ("The WHO said so.", "The W.H.O said so."),
        needs="WHO",
        signs="W",
    ),
    # Both offline voices pause and fall at the last stop of dotted letters before a capital.
    form(
        "dotted letters before a capital", "symbol",
        rf"\b(?:(?:[A-Z]\.){{1,4}}[A-Z]|[ap]\.m)(?P<w>\.)(?=\s+(?!{_BEGINS})[A-Z])",
        "",
        ("The U.S. Senate met.", "The U.S Senate met."),
        needs=r"[A-Zm]\.\s+[A-Z]",
        signs=".",
    ),
    form(
        "initial", "symbol",
        rf"\b(?!(?:Plan|Option|Group|Section|Type|Class|Vitamin|Count|Title|Part|Act|Item|Exhibit|Point|Line|Mr|Mrs|Ms|Dr)\b)"
        rf"[A-Z][a-z’']{{1,20}}\s[A-Z](?P<w>\.)(?=\s+(?!{_BEGINS})[A-Z][a-z’'])",
        "",
        ("John G. Roberts spoke.", "John G Roberts spoke."),
        needs=r"\s[A-Z]\.\s+[A-Z]",
        signs=".",
    ),
    # One engine reads the end of "He said no." as "number"; a space before the stop prevents that.
    form(
        "a word that looks abbreviated", "symbol", r"\b(?:[Nn]o|fig|ed)(?P<w>\.)(?!\s?\d|\.)", " .",
        ("He said no.", "He said no ."),
        stopped=["No", "no", "fig", "ed"],
    ),
)  # fmt: skip
