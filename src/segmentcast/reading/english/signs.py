"""Signs with a meaning, notes' figures, addresses of the web, hashtags."""

from __future__ import annotations

import re

from segmentcast.reading.english.table import any_of
from segmentcast.reading.forms import SpokenForm, form

_AMOUNT_AHEAD = r"(?=[ \-−$£€¥₹.]{0,2}\d)"
_WORD_DOMAINS = "com org net gov edu info news int mil museum app dev".split()
_SPELLED = "io uk de fr es eu ca us tv ai fm js ie ch nl se".split()
"""Ends of addresses that are said letter by letter."""
_LETTER_DOMAINS = ["co.uk", "org.uk", "gov.uk", "ac.uk", "com.au", *_SPELLED, "no", "it"]
_DOMAIN = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,40}}[A-Za-z0-9])?\.){{1,4}}(?:{any_of([*_WORD_DOMAINS, *_LETTER_DOMAINS])})"


_METALS = "(?:arsenic|mercury|copper|cadmium|zinc|nickel|chromium|tin|asbestos|iron)"


def _address(text: str) -> str:
    """example.org/news: example dot org slash news."""
    words: list[str] = []
    for part in re.findall(r"[A-Za-z0-9]+|[^A-Za-z0-9]", text):
        name = {
            ".": "dot",
            "/": "slash",
            "-": "dash",
            "_": "underscore",
            "@": "at",
            "+": "plus",
        }.get(part)
        if name:
            words.append(name)
        elif part.isalnum():
            short = part in (*_SPELLED, "ac", "au")
            words.append(".".join(part.upper()) if short and words and words[-1] == "dot" else part)
    return " ".join(words)


def _web(match: re.Match[str]) -> str:
    return _address(match["rest"].rstrip("/"))


def _hashtag(match: re.Match[str]) -> str:
    """#ClimateAction: hashtag Climate Action."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", match["tag"])
    return f"hashtag {words}"


def _compared(match: re.Match[str]) -> str:
    words = {
        ">": "over ", "<": "less than ", ">=": "at least ", "=>": "at least ", "≥": "at least ", "⩾": "at least ",
        "<=": "at most ", "≤": "at most ", "⩽": "at most ", "±": "plus or minus ", "≈": "about ", "~": "about ", "∼": "about ",
        "≠": "not equal to ", ">>": "far over ", "<<": "far less than ",
    }[match["w"].strip()]  # fmt: skip
    return words if match["before"] or match.start() == 0 else f" {words}"


SIGNS: tuple[SpokenForm, ...] = (
    form(
        "from one to another", "symbol", r"(?<=\d)(?P<w>[~∼])(?=[-−]?\d)", " to ",
        ("It takes 5~10 days.", "It takes 5 to 10 days."),
        needs="[~∼]",
        signs="~∼",
    ),
    form(
        "from amount to amount", "symbol",
        r"\b(?:thousand|million|billion|trillion|\d(?:[mk]|bn|tn))(?P<w> ?[-–—] ?)(?=[$£€¥]\d)", " to ",
        ("It cost $3 million-$4 million.", "It cost three million dollars to four million dollars."),
        needs="[-–—] ?[$£€¥]",
        signs="-–—",
    ),
    form(
        "about", "symbol", rf"(?P<before>(?<!\d))(?P<w>[~≈∼]\s?){_AMOUNT_AHEAD}", _compared,
        ("It drew ~300 people.", "It drew about 300 people."),
        needs="[~≈∼]",
        signs="~≈∼",
    ),
    form(
        "comparison", "symbol", rf"(?P<before>(?<=[(\"“‘'])|(?<=[^\d\s]\s)|^|(?<=[A-Za-z]))(?P<w>(?:[<>]=|=>|[<>≥≤⩾⩽±≠])\s?){_AMOUNT_AHEAD}", _compared,
        ("It was > 30, then <5.", "It was over 30, then less than 5."),
        needs="[<>≥≤⩾⩽±≠]",
        signs="<>≥≤⩾⩽±≠",
    ),
    form(
        "plus or minus", "symbol", r"(?<![\w+/])(?P<w>\+\s?/\s?[-−–]\s?)(?=[$£€]?\.?\d)", "plus or minus ",
        ("The margin is +/- 3 points.", "The margin is plus or minus 3 points."),
        needs=r"\+\s?/",
        signs="+",
    ),
    form(
        "and more", "symbol", r"(?<=\d)(?P<w>\+)(?= [a-z])", " plus",
        ("Some 40+ people came.", "Some 40 plus people came."),
        needs=r"\d\+ ",
        signs="+",
    ),
    form(
        "equals", "symbol", r"(?<=\w)(?P<w>\s?=\s?)(?=[-−]?\.?\d)", " equals ",
        ("So n = 5 here.", "So n equals 5 here."),
        needs="=",
        signs="=",
    ),
    form(
        "by or times", "symbol", r"(?<=\d)(?P<w>\s?×\s?|(?<![\da-z]\d{4})x)(?=[1-9]\d{0,3}\b)", " by ",
        ("It is 3 × 5, not 4x4.", "It is 3 by 5, not 4 by 4."),
        needs="[×x]",
        signs="×x",
    ),
    form(
        "musical sharp", "symbol", r"(?<=\b[A-G])(?P<w>[#♯])(?!\w)", " sharp",
        ("It is written in C# here.", "It is written in C sharp here."),
        needs="[#♯]",
        signs="#♯",
    ),
    form(
        "note", "note", r"(?<=[A-Za-z\d.,;:!?)\"”’'])(?P<w>[⁰¹²³⁴-⁹]{1,3})(?![\w⁻])", "",
        ("It works in 2024¹ too.", "It works in twenty twenty-four too."),
        needs="[⁰¹²³⁴-⁹]",
        signs="⁰¹²³⁴⁵⁶⁷⁸⁹",
    ),
    form(
        "mail address", "phrase",
        rf"(?<![\w@])(?P<w>[A-Za-z0-9._+-]{{1,60}}@{_DOMAIN})(?![\w@])",
        lambda match: _address(match["w"]),
        ("Write to tips@example.org.", "Write to tips at example dot org."),
        needs="@",
        signs="@",
    ),
    form(
        "web address", "phrase",
        rf"(?<![\w@./])(?P<w>(?:https?://)?(?:www\.)?(?P<rest>{_DOMAIN}(?:/[\w./-]{{0,80}}[\w/])?))(?![\w@])",
        _web,
        ("See www.example.org/news.", "See example dot org slash news."),
        needs=rf"\.(?:{any_of([*_WORD_DOMAINS, *_LETTER_DOMAINS])})",
        signs=".",
    ),
    form(
        "note in brackets", "note", r"(?<=[A-Za-z\d.,;:!?\"”])(?P<w>\[\d{1,3}\])(?![\w(])", "",
        ("The study[3] was pulled.", "The study was pulled."),
        needs=r"\[\d",
        signs="[",
    ),
    form(
        "lead that is measured", "phrase", r"\b(?P<w>[Ll]ead)(?= (?:must stay |was |is |stood |levels? |at |in the water |in water )[^.;]{0,30}(?:ppb|ppm|µg|mg|micrograms|parts per))",
        lambda match: "Led" if match["w"][0] == "L" else "led",
        ("Lead was at 5 ppb.", "Led was at five parts per billion."),
        needs="[Ll]ead .{0,40}(?:pp[bm]|[µm]g|grams|parts per)",
        signs="Ll",
    ),
    # A metal that is measured: both offline voices say the other word.
    form(
        "lead as a metal", "phrase",
        r"\b(?:(?:micro|milli|kilo)?grams?(?: per \w+)?|parts per \w+|levels?|traces?|amounts?|tons|tonnes|pounds) of (?P<w>lead)\b(?! [a-z]+(?:er|or|ers|ors)\b)",
        "led",
        ("It had high levels of lead.", "It had high levels of led."),
        needs="of lead",
        signs="l",
    ),
    form(
        "lead in water", "phrase",
        rf"(?:\b(?:[Ll]each(?:es|ed|ing)?|[Ee]xposed to|[Ee]xposure to|contaminated (?:with|by)|tainted (?:with|by)|laced with|"
        rf"poisoned by|[Tt]ested for|[Tt]est for|[Tt]esting for|[Cc]ontain(?:s|ed|ing)?|{_METALS} (?:and|or)|{_METALS},|free of) )(?P<w>[Ll]ead)\b(?! (?:[a-z]+(?:er|or|ers|ors)|the|a|an|to)\b)",
        lambda match: "Led" if match["w"][0] == "L" else "led",
        ("Old pipes leach lead here.", "Old pipes leach led here."),
        needs="[Ll]ead",
        signs="Ll",
    ),
    form(
        "lead beside another metal", "phrase",
        rf"(?<!\bthe )(?<!\ba )(?<!\bhis )(?<!\bits )(?<!\bto )\b(?P<w>[Ll]ead)(?= (?:(?:and|or) {_METALS}\b|in (?:the |its |their |our |her |his )?(?:(?:drinking|tap|well|school) )?(?:water|soil|blood|paint|pipes|plumbing|dust|toys|food|cinnamon|applesauce)\b(?! (?:polo|sports))))",
        lambda match: "Led" if match["w"][0] == "L" else "led",
        ("There is lead in the water.", "There is led in the water."),
        needs="[Ll]ead",
        signs="Ll",
    ),
    form(
        "hashtag", "phrase", r"(?<![\w&/])(?P<w>#(?P<tag>[A-Za-z_]\w{1,60}))", _hashtag,
        ("Use #ClimateAction now.", "Use hashtag Climate Action now."),
        needs="#",
        signs="#",
    ),
    form(
        "number sign", "symbol", r"(?<!\w)#(?=\d)", "number ",
        ("It is #1 today.", "It is number 1 today."),
        needs="#",
        signs="#",
    ),
    form("section signs", "symbol", r"§§\s?(?=\d)", "sections ", ("See §§ 5 and 6.", "See sections 5 and 6."), needs="§§", signs="§"),
    form("section sign", "symbol", r"§\s?(?=\d)", "section ", ("See § 5.", "See section 5."), needs="§", signs="§"),
    form("numero sign", "symbol", r"№\s?(?=\d)", "number ", ("It is № 5.", "It is number 5."), needs="№", signs="№"),
    form("and", "symbol", r"(?<=\s)&(?=\s)", "and", ("Cole & Lee.", "Cole and Lee."), needs="&", signs="&"),
    form("and within", "symbol", r"(?<=\w)&(?=\w)", " and ", ("In the Cole&Lee case.", "In the Cole and Lee case."), needs="&", signs="&"),
    form("and or", "symbol", r"(?<=\band)/(?=or\b)", " ", ("A and/or B.", "A and or B."), needs="/", signs="/"),
)  # fmt: skip
