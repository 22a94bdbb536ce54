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
_MORE = rf"(?:(?P<joint> ?[-–—] ?| to | or | and )(?:{_SYMBOL})?(?P<more>{NUMBER}))"
_VERBS = r"(?! (?:to|or|and|in|for|on|at|from|more|less|is|was|are|were|that|which|it|he|she|they|we|has|had|have|would|will|per|of|by|with|as|into|after|before|since|this|last|each|every|apiece)\b)"
_UNITS = any_of(table("units"))
_SMALL = any_of(table("small_units"))
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_DEGREES = {
    "C": " Celsius",
    "F": " Fahrenheit",
    "N": " north",
    "S": " south",
    "E": " east",
    "W": " west",
}
GLYPHS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4),
    "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20})


def _span(match: re.Match[str]) -> str:
    """The amount, or both amounts of a span, in words."""
    words = numbers.amount_words(match["amount"])
    if match["more"] is None:
        return words
    joint = match["joint"].strip(" -–—") or "to"
    return f"{words} {joint} {numbers.amount_words(match['more'])}"


def _below(match: re.Match[str]) -> str:
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
        return _below(match) + _with_cents(whole or "0", int(hundredths), unit) + per
    counted = "" if scale or match["more"] else match["amount"]
    return (
        _below(match) + " ".join(filter(None, (_span(match), scale, plural(unit, counted)))) + per
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
        filter(None, (_span(match), table("scales").get(match["scale"] or "", ""), unit))
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


def _unit_words(unit: str) -> str:
    return table("units").get(unit) or table("small_units")[unit]


def measure(match: re.Match[str]) -> str | None:
    """5 km: five kilometers; a 10-km race: a ten kilometer race; 12 mg/dL: twelve milligrams per deciliter."""
    scale = table("scales").get(match["scale"] or "", "")
    counted = match["amount"] if not (match["more"] or scale) else ""
    unit = _unit_words(match["unit"])
    power = match["power"] or ""
    if power:
        unit = f"{'square' if power in ('²', '2') else 'cubic'} {unit}"
    if (
        match["unit"] in ("ft", "min", "sec")
        and match["gap"] != "-"
        and not (match["unit"] == "ft" and (match[0].endswith(".") or match["per"]))
    ):
        return None
    singular = match["gap"] == "-" and not match["more"]
    words = unit if singular else plural(unit, counted)
    if match["per"]:
        words += f" per {table('per')[match['per']]}"
    return " ".join(filter(None, (_span(match), scale, words)))


def measure_powers(match: re.Match[str]) -> str:
    """150 µmol m⁻² s⁻¹: one hundred fifty micromoles per square meter per second."""
    unit = {"": "", "²": "square ", "³": "cubic "}[match["power"] or ""] + _unit_words(
        match["unit"]
    )
    words = [numbers.amount_words(match["amount"]), plural(unit, match["amount"])]
    for unit, power in re.findall(rf"({_UNITS}|{_SMALL})⁻([¹²³])", match["rest"]):
        name = _unit_words(unit)
        words.append("per " + {"¹": "", "²": "square ", "³": "cubic "}[power] + name)
    return " ".join(words)


def degrees(match: re.Match[str]) -> str:
    """-5°C: minus five degrees Celsius; 44°N: forty-four degrees north."""
    scale = _DEGREES.get(match["scale"] or "", "")
    counted = match["amount"] if match["more"] is None else ""
    return f"{_below(match)}{_span(match)} {plural('degree', counted)}{scale}"


def percent(match: re.Match[str]) -> str:
    """4.25-4.50%: four point two five to four point five zero percent."""
    return f"{_below(match)}{_span(match)} percent"


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


def feet_and_inches(match: re.Match[str]) -> str | None:
    """6'2": six foot two; 5 ft. 10 in.: five feet ten inches."""
    feet, inches = int(match["feet"]), int(match["inches"])
    if not match["long"] and match["tall"] is None and match.start() == match.start("w"):
        return None
    if match["long"]:
        return (
            f"{numbers.cardinal(feet)} {'foot' if feet == 1 else 'feet'} "
            f"{numbers.cardinal(inches)} {'inch' if inches == 1 else 'inches'}"
        )
    return f"{numbers.cardinal(feet)} foot {numbers.cardinal(inches)}"


def _with_slash(match: re.Match[str]) -> str:
    unit = _unit_words(match["unit"])
    if match["power"]:
        unit = f"{'square' if match['power'] == '²' else 'cubic'} {unit}"
    scale = table("scales").get(match["scale"] or "", "")
    counted = match["amount"] if not (match["more"] or scale) else ""
    per = match["per"] or match["per_"]
    rest = f" per {table('per')[per]}" if per else ""
    words = unit if match["gap"] == "-" and not per and not match["more"] else plural(unit, counted)
    return " ".join(filter(None, (_span(match), scale, words))) + rest


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
        "feet and inches", "number",
        r"(?:\b(?:is|was|at|stands|stood|measures|measured|only|about|nearly|around|height of|and) )?"
        r"(?<![\w.,/'′])(?P<w>(?P<feet>\d{1,2})['′’]\s?(?P<inches>\d{1,2})(?P<long>(?!))?(?:[\"″”]|''|’’))(?P<tall>(?= (?:tall|high|long|wide|deep)\b))?",
        feet_and_inches,
        ("He is 6'2\" tall.", "He is six foot two tall."),
        needs=r"\d['′’]\s?\d",
        signs="'′’",
    ),
    form(
        "feet, inches", "number",
        rf"{ALONE}(?P<feet>\d{{1,2}})\s?ft\.?,?\s(?P<inches>\d{{1,2}})(?P<long>\s?in\b\.?)(?!\w)",
        feet_and_inches,
        ("He is 5 ft. 10 in. tall.", "He is five feet ten inches tall."),
        needs=r"\d\s?ft",
        signs=DIGITS,
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
        "money joined to a noun", "number",
        rf"(?P<w>{_MONEY}(?P<amount>{NUMBER}){_MORE}?(?:-(?P<scale>{_WORD_SCALE})|(?=-)))(?=[ -]?[ -][a-z]{{1,20}})(?![ -](?:to|or)\b){_VERBS}",
        money_before_noun,
        ("The $10-a-day plan works.", "The ten dollar-a-day plan works."),
        signs=_SIGNS + "UEGJCRAHNIKBMZSDP",
        needs=rf"(?:[{re.escape(_SIGNS)}]|{_CODE})[^-]{{1,20}}-",
    ),
    form(
        "money", "number",
        rf"(?P<w>(?:(?<!\w)(?P<below>[-−+]))?{_MONEY}(?P<amount>{NUMBER}){_MORE}?{_SCALE}{_PER})(?!\w|[.,]\d)",
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
        "degrees", "number",
        rf"(?:(?<!\w)(?P<below>[-−+]))?(?<![\w.,])(?P<amount>{NUMBER})(?:(?P<joint> ?[-–—] ?| to )(?P<more>{NUMBER}))?\s?°(?:\s?(?P<scale>[CFNSEW])\b)?",
        degrees,
        ("It was 30°C there.", "It was thirty degrees Celsius there."),
        needs="°",
        signs="°",
    ),
    form(
        "degrees without their sign", "number",
        r"(?:\b(?:by|to|of|at|above|below|reached|hit|about|around|nearly|over|under|than) )(?P<w>(?:(?P<below>[-−]))?(?P<amount>\d{1,2}(?:\.\d)?)(?:(?P<joint>[-–])(?P<more>\d{1,2}(?:\.\d)?))?(?P<scale>[CF]))(?![\w-])",
        degrees,
        ("Seas warmed by 0.6C.", "Seas warmed by zero point six degrees Celsius."),
        needs=r"\d[CF]\b",
        signs="CF",
    ),
    form(
        "measure of powers", "number",
        rf"{ALONE}(?P<amount>{NUMBER})\s?(?P<unit>{_UNITS}|{_SMALL})(?P<power>[²³])?(?P<rest>(?:[ ·.](?:{_UNITS}|{_SMALL})⁻[¹²³]){{1,4}})",
        measure_powers,
        ("It flows at 5 µmol m⁻² s⁻¹.", "It flows at five micromoles per square meter per second."),
        needs="⁻",
        signs="⁻",
    ),
    form(
        "measure", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){_MORE}?(?:(?P<scale>[mMkK]|bn|tn|(?: (?:million|billion|thousand)))(?=[ -]\w))?(?P<gap>[ -]?)"
        rf"(?:(?P<unit>{_UNITS})(?P<power>[²³](?!\w)|2\b)?(?:\s?/\s?(?P<per>{any_of(table('per'))}))?)(?![\w/²³]|'|[-–]\d)(?:\.(?=\s+[a-z]|\s*[,;:)]))?",
        measure,
        ("It is 5 km away.", "It is five kilometers away."),
        needs=rf"\d(?:\w{{1,2}} | \w+ )?[ -]?(?:{_UNITS})",
        signs=DIGITS,
    ),
    form(
        "measure with a slash or a power", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){_MORE}?(?P<scale>[mMkK]|bn|tn)?(?P<gap>[ -]?)(?P<unit>{_UNITS}|{_SMALL})"
        rf"(?:(?P<power>[²³])(?!\w)(?:\s?/\s?(?P<per>{any_of(table('per'))})(?!\w))?|\s?/\s?(?P<per_>{any_of(table('per'))})(?![\w²³]))",
        _with_slash,
        ("At 1.2m b/d, or 5 m² at 3 m/s.", "At one point two million barrels per day, or five square meters at three meters per second."),
        needs=r"[²³/]",
        signs="²³/",
    ),
    form(
        "meters of a height", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){_MORE}?(?P<gap>[ -]?)(?P<unit>m)(?= (?:high|tall|long|wide|deep|thick|square|below the|above the|above sea))",
        lambda match: f"{_span(match)} {plural('meter', match['amount'] if not match['more'] else '')}",
        ("The wall is 18 m high.", "The wall is eighteen meters high."),
        needs=r"\d[ -]?m ",
        signs="m",
    ),
    form(
        "meters of a race", "number",
        r"\b[Tt]he (?P<w>(?P<amount>60|80|100|110|200|300|400|600|800|1,?000|1,?500|3,?000|5,?000|10,?000)m)(?=,? (?:in|final|title|record|hurdles|freestyle|butterfly|backstroke|breaststroke|at|on|with|and)\b|[,.;]|$)",
        lambda match: f"{numbers.amount_words(match['amount'])} meters",
        ("She won the 400m in May.", "She won the four hundred meters in May."),
        needs=r"\dm\b",
        signs="m",
    ),
    form(
        "seconds of a race", "number",
        r"\b(?:in|of|at|by|to|from|within|under|over|than) (?P<w>(?P<amount>\d{1,3}\.\d{1,3})\s?s(?:ec)?)(?![\w/])",
        lambda match: f"{numbers.number_words(match['amount'])} seconds",
        ("He ran it in 9.58s.", "He ran it in nine point five eight seconds."),
        needs=r"\d\s?s",
        signs="s",
    ),
    form(
        "multiple", "number", rf"{ALONE}(?P<amount>{NUMBER})(?P<joint>[-–])?(?P<more>{NUMBER})?[xX×](?![\w×])(?!\s?\d)",
        lambda match: f"{_span(match)} times",
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
        rf"{ALONE}(?P<amount>\d{{1,3}}\.\d{{1,3}})(?P<scale>[mMB])(?= [a-z]{{3}}|[-,.;:)]|$)",
        scaled,
        ("It has 1.1M subscribers.", "It has one point one million subscribers."),
        needs=r"\d[mMB]",
        signs="mMB",
    ),
    form(
        "round number of things", "number",
        rf"{ALONE}(?P<amount>\d{{1,3}})(?P<scale>[mMB])(?= (?:people|children|women|men|viewers|users|jobs|homes|households|barrels|tonnes|tons|doses|copies|followers|subscribers|voters|refugees|vehicles|cars|shares|customers|members|workers|passengers|visitors|downloads|views|listeners|acres|hectares|years)\b)",
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
        "signed number", "number",
        rf"(?:(?<=\()|(?<=[\s:]))(?P<w>(?P<below>[+−])(?P<amount>{NUMBER}))(?![\w/]|[.,:]\d|[-–]\d)",
        lambda match: f"{'plus' if match['below'] == '+' else 'minus'} {numbers.number_words(match['amount'])}",
        ("Turnout fell (−2.1) again.", "Turnout fell (minus two point one) again."),
        needs=r"[+−]\.?\d",
        signs="+−",
    ),
)  # fmt: skip
