"""The rows of English: titles, firms, money, measures, dates, numerals, and signs said in words."""

from __future__ import annotations

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
from segmentcast.reading.forms import DIGITS, SpokenForm, by_table, form

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
    form(
        "street", "abbreviation",
        rf"(?<=[a-z0-9])\s(?P<w>(?:{any_of(STREETS)})\.)(?=\s*(?:[^\w\s\"“'‘(]|$)|[\"'”]|\s+[a-z\d])",
        by_table(STREETS),
        ("The house on Main St. burned.", "The house on Main Street burned."),
        stopped=[*STREETS],
    ),
    form(
        "title", "abbreviation", rf"\b(?P<w>(?:{any_of(TITLES)})\.){_CAPITAL}",
        by_table(TITLES),
        ("Lt. Gen. Lee met Sen. Byrd.", "Lieutenant General Lee met Senator Byrd."),
        stopped=[*TITLES],
    ),
    form(
        "titles joined", "abbreviation", r"\b(?P<w>(?:Mr|Mrs|Ms|Dr)\.)(?=\s+(?:and|or)\s)",
        by_table(TITLES),
        ("Mr. and Mrs. Cole came.", "Mister and Missus Cole came."),
        stopped=["Mr", "Mrs", "Ms", "Dr"],
    ),
    form(
        "title without a stop", "abbreviation",
        rf"\b(?P<w>Mr|Mrs|Ms|Dr|Sgt|Lt|Capt|Prof){_CAPITAL}",
        by_table(TITLES),
        ("I asked Dr Cole.", "I asked Doctor Cole."),
        needs=r"(?:M(?:rs?|s)|Dr|Sgt|Lt|Capt|Prof)\s",
        signs="MDSLCP",
    ),
    form(
        "firm or generation", "abbreviation", rf"(?<=[\w,])\s{{1,4}}(?P<w>(?:{any_of(FIRMS)})\.)",
        by_table(FIRMS),
        ("Acme Corp. hired Ray Cole Jr.", "Acme Corporation hired Ray Cole Junior."),
        stopped=[*FIRMS],
    ),
    form(
        "month", "abbreviation", rf"\b(?P<w>(?:{any_of(MONTHS)})\.)(?=\s+\d)",
        by_table(MONTHS),
        ("It began on Nov. 8th.", "It began on November 8th."),
        signs=DIGITS,
        stopped=[*MONTHS],
    ),
    form(
        "number", "abbreviation", r"\b(?P<w>[Nn]os?\.)(?=\s?\d)", by_table(SMALL),
        ("It is No. 5 here.", "It is Number 5 here."),
        signs=DIGITS,
        stopped=["No", "no", "Nos", "nos"],
    ),
    form(
        "small abbreviation", "abbreviation",
        rf"\b(?P<w>(?:{any_of({key: SMALL[key] for key in SMALL if not key.startswith('no')})})\.)",
        by_table(SMALL),
        ("It is Cole vs. Lee.", "It is Cole versus Lee."),
        stopped=[*SMALL],
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
    # One engine reads the end of "He said no." as "number"; a space before the stop mends it.
    form(
        "a word that looks abbreviated", "symbol", r"\b(?:[Nn]o|fig|ed)(?P<w>\.)(?!\s?\d|\.)", " .",
        ("He said no.", "He said no ."),
        stopped=["No", "no", "fig", "ed"],
    ),
    form(
        "money before a noun", "number",
        rf"(?<=\b[Aa] ){_SIGN}(?P<amount>{_NUMBER}){_SCALE}(?=[ -][a-z]{{2}})"
        r"(?! (?:to|or|and|in|for|on|at|from|more|less)\b)",
        figures.money_before_noun,
        ("It is a $3.2 billion deal.", "It is a 3.2 billion dollar deal."),
        signs="$£€",
    ),
    form(
        "money", "number",
        rf"{_SIGN}(?P<amount>{_NUMBER})(?:(?P<joint> to | or |-|–)[$£€]?(?P<more>{_NUMBER}))?"
        rf"{_SCALE}(?!\w|[.,]\d)",
        figures.money,
        ("It cost $3.2 billion.", "It cost 3.2 billion dollars."),
        signs="$£€",
    ),
    form(
        "per cent", "symbol", r"(?<=\d)\s?%", " percent",
        ("It rose by 40%.", "It rose by 40 percent."),
        needs="%",
        signs="%",
    ),
    form(
        "degrees", "number",
        rf"(?:(?<!\w)(?P<below>[-−]))?(?<![\w.,])(?P<amount>{_NUMBER})\s?°(?:\s?(?P<scale>[CF])\b)?",
        figures.degrees,
        ("It was 30°C there.", "It was 30 degrees Celsius there."),
        needs="°",
        signs="°",
    ),
    form(
        "measure", "number",
        rf"{_ALONE}(?P<amount>{_NUMBER})(?P<joint>[ -]?)(?P<unit>{any_of(UNITS)})(?![\w/])(?:\.(?=\s+[a-z]))?",
        figures.quantity,
        ("It is 5 km away.", "It is 5 kilometers away."),
        needs=r"\d[ -]?[GMcklmo]",
        signs=DIGITS,
    ),
    form(
        "round the clock", "number", rf"{_ALONE}24/7{_NO_MORE}", "twenty-four seven",
        ("They work 24/7.", "They work twenty-four seven."),
        needs="24/7",
        signs="/",
    ),
    form(
        "September 11", "number", rf"{_ALONE}9/11{_NO_MORE}", "nine eleven",
        ("It was after 9/11.", "It was after nine eleven."),
        needs="9/11",
        signs="/",
    ),
    form(
        "day of the month", "number",
        rf"\b(?:{'|'.join(MONTH_NAMES)}|(?:{any_of(MONTHS)})\.?)\s(?P<w>\d{{1,2}})(?!%){_NO_MORE}",
        figures.day,
        ("It was November 8, not May 3.", "It was November 8th, not May 3rd."),
        needs=r"[ADFJMNOS][a-z]{2,8}\.?\s\d",
        signs=DIGITS,
    ),
    form(
        "fraction", "number",
        rf"{_ALONE}(?:(?P<whole>\d{{1,3}})[ -]?(?<!\d(?=\d)))?"
        rf"(?:(?<!\d)(?P<top>\d{{1,2}})/(?P<bottom>\d{{1,2}})|(?P<glyph>[{''.join(figures.GLYPHS)}])){_NO_MORE}",
        figures.fraction,
        ("About 1/3 of it went in 1 1/2 hours.", "About one third of it went in 1 and one half hours."),
        needs=rf"[/{''.join(figures.GLYPHS)}]",
        signs="/" + "".join(figures.GLYPHS),
    ),
    form(
        "decade", "number", rf"(?<![\w$.,])(?P<digits>{_CENTURY}\d0)['’]?s\b", figures.decade,
        ("In the 1990s it rained.", "In the nineteen nineties it rained."),
        needs=r"0['’]?s",
        signs=DIGITS,
    ),
    form(
        "short decade", "number", r"(?<![\w$.,:/])(?:['’‘])?(?P<digits>[2-9]0)['’]?s\b", figures.tens,
        ("She left in the '90s, in her 20s.", "She left in the nineties, in her twenties."),
        needs=r"0['’]?s",
        signs=DIGITS,
    ),
    form(
        "span of years", "number",
        rf"{_ALONE}(?P<first>{_CENTURY}\d\d) ?[-–] ?(?P<last>{_CENTURY}\d\d|\d\d){_NO_MORE}",
        figures.years,
        ("The war of 1914-18 ended.", "The war of nineteen fourteen to eighteen ended."),
        needs=r"\d ?[-–]",
        signs=DIGITS,
    ),
    form(
        "year", "number", rf"{_ALONE}(?P<w>{_CENTURY}\d\d){_NO_MORE}", figures.year,
        ("In 2016, some 2016 soldiers left.", "In twenty sixteen, some 2016 soldiers left."),
        needs=r"\d\d\d\d",
        signs=DIGITS,
    ),
    form(
        "world war", "number", r"\bWorld War (?P<w>I{1,3})\b", figures.roman_cardinal,
        ("It was World War II.", "It was World War Two."),
        needs="World War I",
        signs="W",
    ),
    form(
        "numbered part", "number", rf"\b(?:{_NUMBERED}) (?P<w>[IVXL]{{2,8}}|V)\b", figures.roman_cardinal,
        ("It is Title IX and Part V.", "It is Title Nine and Part Five."),
        needs=r"[IVXL][IVXL]|V\b",
        signs="IVXL",
    ),
    form(
        "ruler", "number", rf"\b(?:{_KINGS}) (?P<w>[IVX]{{2,6}})\b", figures.roman_ordinal,
        ("He met John Paul II there.", "He met John Paul the Second there."),
        needs="[IVX][IVX]",
        signs="IVX",
    ),
    form(
        "time of day", "number",
        r"(?<![\w.,:/])(?P<w>\d{1,2}:0\d)(?![\w:]|[.,]\d)(?P<half>(?=\s?[AaPp]\.?[Mm]\b))?",
        figures.clock,
        ("From 7:05 to 10:00 a.m. it rained.", "From 7 oh 5 to 10 a.m. it rained."),
        needs=":0",
        signs=DIGITS,
    ),
    form(
        "span", "symbol",
        r"(?<![\w.,/:–-])(?P<low>\d{1,3}(?:,\d{3})?(?:\.\d)?)(?P<w>-| ?– ?)"
        r"(?P<high>\d{1,3}(?:,\d{3})?(?:\.\d)?)(?![\w/]|[-–.,:]\d)",
        figures.span,
        ("For 10-12 days it was 50-50.", "For 10 to 12 days it was 50 50."),
        needs=r"\d ?[-–]",
        signs="-–",
    ),
    form(
        "number sign", "symbol", r"(?<!\w)#(?=\d)", "number ",
        ("It is #1 today.", "It is number 1 today."),
        needs="#",
        signs="#",
    ),
    form("and", "symbol", r"(?<=\s)&(?=\s)", "and", ("Cole & Lee.", "Cole and Lee."), needs="&", signs="&"),
    form("and within", "symbol", r"(?<=\w)&(?=\w)", " and ", ("In the Q&A.", "In the Q and A."), needs="&", signs="&"),
    form("and or", "symbol", r"(?<=\band)/(?=or\b)", " ", ("A and/or B.", "A and or B."), needs="/", signs="/"),
)  # fmt: skip
