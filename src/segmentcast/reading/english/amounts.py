"""Money, measures, percentages, multiples and large numbers."""

from __future__ import annotations

import re

from segmentcast.reading import numbers
from segmentcast.reading.english.table import ALONE, NO_MORE, NUMBER, any_of, plural, table
from segmentcast.reading.forms import DIGITS, SpokenForm, form

_SCALE = rf"(?:[ -]?(?P<scale>{any_of(table('scales'))})(?!\w))?"
_WORD_SCALE = "hundred|thousand|million|billion|trillion|lakh|crore|bn|tn|mn|mln"
_SYMBOL = any_of(key for key in table("currencies") if not key.isalpha())
_CODE = any_of(key for key in table("currencies") if key.isalpha())
_SIGNS = "".join(sorted({key[-1] for key in table("currencies") if not key.isalpha()}))
_MONEY = rf"(?<![\w$.])(?:(?P<sign>{_SYMBOL}) ?|(?P<code>{_CODE})\.? ?)"
_PER = rf"(?:\s?/\s?(?P<per>{any_of(table('per'))})(?!\w))?"
MORE = rf"(?:(?P<joint> ?[-–—] ?| to | or | and )(?:{_SYMBOL})?(?P<more>{NUMBER}))"
# Of money "and" joins only what has a sign too: "$5 and 10 people" is two things.
_MORE_MONEY = (
    rf"(?:(?P<joint> ?[-–—] ?| to |(?: or | and )(?=\s?(?:{_SYMBOL})))(?:{_SYMBOL})?(?P<more>{NUMBER})"
    r"(?!\d|\s?%| (?:percent|per cent|people)\b))"
)
_VERBS = r"(?! (?:hundred|thousand|million|billion|trillion|lakh|crore|to|or|and|in|for|on|at|from|more|less|is|was|are|were|that|which|it|he|she|they|we|has|had|have|would|will|per|of|by|with|as|into|after|before|since|this|last|each|every|apiece)\b)"
# What was done with the money is no noun that it counts.
_DONE = (
    r"(?! (?:[a-z]+ed|[a-z]+ing|spent|lost|won|paid|made|given|sought|cut|held|set|put|sent|taken|drawn|lent|"
    r"owing|left|goes|comes|does|went|came|could|should|might|may|can|must|not|also|then|you|than|"
    r"over|under|between|through|toward|towards|against|but|so|if|because|when|while|until)\b)"
)
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
GLYPHS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4),
    "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20})


def amounts_between(match: re.Match[str]) -> str:
    """The amount, or both amounts of a span, in words."""
    words = numbers.amount_words(match["amount"])
    if match["more"] is None:
        return words
    joint = match["joint"].strip(" -–—") or "to"
    return f"{words} {joint} {numbers.amount_words(match['more'])}"


def below_zero(match: re.Match[str]) -> str:
    sign = match["below"]
    return "" if not sign else ("plus " if sign == "+" else "minus ")


def money(match: re.Match[str]) -> str:
    """$3.2 billion: three point two billion dollars; $1.50: one dollar and fifty cents; €5/month: five euros a month."""
    unit = table("currencies")[match["sign"] or match["code"]]
    scale = table("scales").get(match["scale"] or "", "")
    per = (
        f" a{'n' if table('per')[match['per']][0] in 'aeiou' else ''} {table('per')[match['per']]}"
        if match["per"]
        else ""
    )
    if match["per"] == "hour" or match["per"] in ("hr", "h"):
        per = " an hour"
    whole, _, hundredths = match["amount"].partition(".")
    if not scale and match["more"] is None and len(hundredths) == 2 and unit in table("cents"):
        return below_zero(match) + _with_cents(whole or "0", int(hundredths), unit) + per
    counted = "" if scale or match["more"] else match["amount"]
    return (
        below_zero(match)
        + " ".join(filter(None, (amounts_between(match), scale, plural(unit, counted))))
        + per
    )


def _with_cents(whole: str, hundredths: int, unit: str) -> str:
    small = table("cents")[unit]
    cents = f"{numbers.two_digits(hundredths)} {plural(small, str(hundredths))}"
    if int(whole.replace(",", "")) == 0 and hundredths:
        return cents
    units = f"{numbers.amount_words(whole)} {plural(unit, whole)}"
    return f"{units} and {cents}" if hundredths else units


def money_before_noun(match: re.Match[str]) -> str:
    """a $3 billion deal: three billion dollar; the unit before a noun stays singular."""
    unit = table("currencies")[match["sign"] or match["code"]]
    return " ".join(
        filter(None, (amounts_between(match), table("scales").get(match["scale"] or "", ""), unit))
    )


def money_after(match: re.Match[str]) -> str:
    """20m EUR: twenty million euros."""
    unit = table("currencies")[match["unit"]]
    scale = table("scales").get(match["scale"] or "", "")
    return " ".join(
        filter(
            None,
            (
                numbers.amount_words(match["amount"]),
                scale,
                plural(unit, "" if scale else match["amount"]),
            ),
        )
    )


def percent(match: re.Match[str]) -> str:
    """4.25-4.50%: four point two five to four point five zero percent."""
    return f"{below_zero(match)}{amounts_between(match)} percent"


def fraction(match: re.Match[str]) -> str | None:
    """2/3: two thirds; 1 1/2: one and one half."""
    if match["glyph"]:
        top, bottom = GLYPHS[match["glyph"]]
    else:
        top, bottom = int(match["top"]), int(match["bottom"])
        if bottom not in _DENOMINATORS or not 0 < top < bottom:
            return None
    whole = f"{numbers.cardinal(int(match['whole']))} and " if match["whole"] else ""
    return whole + numbers.fraction(top, bottom)


def part(match: re.Match[str]) -> str | None:
    """1/100th: one hundredth; 5/16ths: five sixteenths."""
    top, bottom = int(match["top"]), int(match["bottom"].replace(",", ""))
    return numbers.fraction(top, bottom) if 1 <= top < bottom else None


def power_of_ten(match: re.Match[str]) -> str:
    """10⁶, 10^6: ten to the sixth."""
    figures = (match["raised"] or match["high"]).translate(_POWERS)
    base = numbers.cardinal(int(match["base"]))
    below = "minus " if figures.startswith("-") else ""
    exponent = int(figures.lstrip("-"))
    return (
        f"{base} to the {below}{numbers.cardinal(exponent) if below else numbers.ordinal(exponent)}"
    )


def scaled(match: re.Match[str]) -> str:
    """1.1M subscribers: one point one million."""
    return f"{numbers.amount_words(match['amount'])} {table('scales')[match['scale']]}"


AMOUNTS: tuple[SpokenForm, ...] = (
    form(
        "power of ten", "number",
        rf"{ALONE}(?P<base>10|2)(?:\^(?P<raised>-?\d{{1,3}})|(?P<high>⁻?[⁰¹²³⁴-⁹]{{1,3}})){NO_MORE}",
        power_of_ten,
        ("About 10⁶ and 10^9 cells.", "About ten to the sixth and ten to the ninth cells."),
        needs=r"[0-2][\^⁻⁰¹²³⁴-⁹]",
        signs="^⁻⁰¹²³⁴⁵⁶⁷⁸⁹",
    ),
    form(
        "money before a noun", "number",
        rf"(?:\b[Aa]n?|\b[Aa]nother|\b[Ee]very) (?P<w>{_MONEY}(?P<amount>{NUMBER}){_SCALE})(?P<more>(?!))?(?P<joint>(?!))?(?=[ -][a-z]{{2}}){_VERBS}",
        money_before_noun,
        ("It is a $3.2 billion deal.", "It is a three point two billion dollar deal."),
        signs=_SIGNS + "UEGJCRAHNIKBMZSDP",
        needs=rf"[{re.escape(_SIGNS)}]|{_CODE}",
    ),
    form(
        "money of a known thing", "number",
        rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Oo]ur|[Hh]is|[Hh]er) (?P<w>{_MONEY}(?P<amount>{NUMBER}){_SCALE})(?P<more>(?!))?(?P<joint>(?!))?(?= [a-z]{{3}}){_VERBS}{_DONE}",
        money_before_noun,
        ("The £450m stadium opened.", "The four hundred fifty million pound stadium opened."),
        signs=_SIGNS + "UEGJCRAHNIKBMZSDP",
        needs=rf"[{re.escape(_SIGNS)}]|{_CODE}",
    ),
    form(
        "money joined to a noun", "number",
        rf"(?P<w>{_MONEY}(?P<amount>{NUMBER}){_MORE_MONEY}?(?:-(?P<scale>{_WORD_SCALE})|(?=-)))(?=[ -]?[ -][a-z]{{1,20}})(?![ -](?:to|or)\b){_VERBS}",
        money_before_noun,
        ("The $10-a-day plan works.", "The ten dollar-a-day plan works."),
        signs=_SIGNS + "UEGJCRAHNIKBMZSDP",
        needs=rf"(?:[{re.escape(_SIGNS)}]|{_CODE})[^-]{{1,20}}-",
    ),
    form(
        "money", "number",
        rf"(?P<w>(?:(?<!\w)(?P<below>[-−+]))?{_MONEY}(?P<amount>{NUMBER}){_MORE_MONEY}?{_SCALE}{_PER})(?!\w|[.,]\d)",
        money,
        ("It cost $3.2 billion.", "It cost three point two billion dollars."),
        signs=_SIGNS + "UEGJCRAHNIKBMZSDP",
        needs=rf"[{re.escape(_SIGNS)}]|{_CODE}",
    ),
    form(
        "money before its code", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){_SCALE} (?P<unit>{_CODE})\b",
        money_after,
        ("They paid 20m EUR for it.", "They paid twenty million euros for it."),
        signs=DIGITS,
        needs=rf"\d\w{{0,9}} (?:{_CODE})\b",
    ),
    form(
        "percent", "number",
        rf"(?:(?<![\w.,])(?P<below>[-−+]))?(?<![\w.,])(?P<amount>{NUMBER})(?:\s?%)?(?:(?P<joint> ?[-–—] ?| to | or )(?P<more>{NUMBER}))?\s?%(?!\w)",
        percent,
        ("It rose by 40%.", "It rose by forty percent."),
        needs="%",
        signs="%",
    ),
    form(
        "per cent", "symbol", r"(?<=[\d\w])\s?%", " percent",
        ("It rose by Y%.", "It rose by Y percent."),
        needs="%",
        signs="%",
    ),
    form(
        "multiple", "number", rf"{ALONE}(?P<amount>{NUMBER})(?P<joint>[-–])?(?P<more>{NUMBER})?[xX×](?![\w×])(?!\s?\d)",
        lambda match: f"{amounts_between(match)} times",
        ("It trades at 34x earnings.", "It trades at thirty-four times earnings."),
        needs=r"\d[xX×]",
        signs="xX×",
    ),
    form(
        "large number", "number",
        rf"{ALONE}(?P<amount>{NUMBER})(?P<scale>bn|tn|mn|mln|trn)(?!\w)",
        scaled,
        ("Some 3bn people live there.", "Some three billion people live there."),
        needs=r"\d(?:bn|tn|mn|mln|trn)",
        signs="n",
    ),
    form(
        "large number of things", "number",
        rf"{ALONE}(?P<amount>\d{{1,3}}\.\d{{1,3}})(?P<scale>[mMBkK])(?= (?!run\b|race\b|walk\b|course\b|loop\b|screen|resolution)[a-z]{{3}}|[,.;:)]|$|-(?!run))",
        scaled,
        ("It has 1.1M subscribers.", "It has one point one million subscribers."),
        needs=r"\d[mMBkK]",
        signs="mMBkK",
    ),
    form(
        "round number and more", "number",
        rf"{ALONE}(?P<amount>{NUMBER})(?P<scale>[MBK]|bn|tn)\+(?= [a-z])",
        lambda match: f"{scaled(match)} plus",
        ("It has 3M+ followers.", "It has three million plus followers."),
        needs=r"[MBKn]\+",
        signs="+",
    ),
    form(
        "round number of things", "number",
        rf"{ALONE}(?P<amount>\d{{1,3}})(?P<scale>[mMB])(?= (?:people|children|women|men|viewers|users|jobs|homes|households|barrels|tonnes|tons|doses|copies|followers|subscribers|voters|refugees|vehicles|cars|shares|customers|members|workers|passengers|visitors|downloads|views|listeners|acres|hectares|years|units|tickets|phones|books|trees|birds|animals|chickens|eggs|meals|cases|deaths|"
        rf"infections|tests|students|pupils|patients|residents|citizens|immigrants|migrants|families|accounts|records|bottles|packages|parcels|votes|"
        rf"ballots|travelers|travellers|tourists|fans|miles|square|cubic|[A-Z][a-z]+ns)\b)",
        scaled,
        ("Some 20m people fled.", "Some twenty million people fled."),
        needs=r"\d[mMB]",
        signs="mMB",
    ),
    form(
        "shares of a hundred", "number",
        rf"{ALONE}(?P<w>(?P<amount>\d0|\d5)/(?P<more>\d0|\d5)){NO_MORE}",
        lambda match: f"{numbers.two_digits(int(match['amount']))} {numbers.two_digits(int(match['more']))}"
        if int(match["amount"]) + int(match["more"]) == 100 and match["amount"] != "50" else None,
        ("The odds are 70/30.", "The odds are seventy thirty."),
        needs=r"\d[05]/\d[05]",
        signs="/",
    ),
    form(
        "fraction", "number",
        rf"{ALONE}(?:(?P<whole>\d{{1,3}})[ -]?(?<!\d(?=\d)))?"
        rf"(?:(?<!\d)(?P<top>\d{{1,2}})/(?P<bottom>\d{{1,2}})|(?P<glyph>[{''.join(GLYPHS)}])){NO_MORE}",
        fraction,
        ("About 1/3 of it went in 1 1/2 hours.", "About one third of it went in one and one half hours."),
        needs=rf"[/{''.join(GLYPHS)}]",
        signs="/" + "".join(GLYPHS),
    ),
    form(
        "part with its ending", "number",
        rf"{ALONE}(?P<top>[1-9]\d?)/(?P<bottom>[1-9]\d{{0,2}}(?:,\d{{3}}){{1,2}}|[1-9]\d{{0,6}})(?:st|nd|rd|th)s?\b",
        part,
        ("It took 1/100th of a second.", "It took one hundredth of a second."),
        needs=r"/\d[\d,]{0,8}[snrt]",
        signs="/",
    ),
    # One voice leaves the last zero out, and "7.50" is another number to an ear than "7.5".
    form(
        "decimal with a last zero", "number",
        rf"{ALONE}(?P<amount>(?:\d{{1,3}}(?:,\d{{3}}){{1,5}}|\d{{1,15}})\.\d{{0,5}}0){NO_MORE}(?!\s?[ap]\.?m\b)",
        lambda match: numbers.amount_words(match["amount"]),
        ("A quake of 7.0 came.", "A quake of seven point zero came."),
        needs=r"\.\d{0,5}0",
        signs=".",
    ),
    form(
        "signed number", "number",
        rf"(?:(?<=\()|(?<=[\s:]))(?P<w>(?P<below>[+−])(?P<amount>{NUMBER}))(?![\w/]|[.,:]\d|[-–]\d)",
        lambda match: f"{'plus' if match['below'] == '+' else 'minus'} {numbers.number_words(match['amount'])}",
        ("Turnout fell (−2.1) again.", "Turnout fell (minus two point one) again."),
        needs=r"[+−]\.?\d",
        signs="+−",
    ),
)  # fmt: skip
