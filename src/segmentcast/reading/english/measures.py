"""Measures: lengths, weights, degrees, what is counted by the hour or the liter."""

from __future__ import annotations

import re

from segmentcast.reading import numbers
from segmentcast.reading.english.amounts import MORE, amounts_between, below_zero
from segmentcast.reading.english.table import ALONE, NUMBER, any_of, plural, table
from segmentcast.reading.forms import DIGITS, SpokenForm, form

_UNITS = any_of(table("units"))
_SMALL = any_of(table("small_units"))
_DEGREES = {
    "C": " Celsius",
    "F": " Fahrenheit",
    "N": " north",
    "S": " south",
    "E": " east",
    "W": " west",
}


def _unit_words(unit: str) -> str:
    return table("units").get(unit) or table("small_units")[unit]


def measure(match: re.Match[str]) -> str | None:
    """5 km: five kilometers; a 10-km race: a ten kilometer race; 12 mg/dL: twelve milligrams per deciliter."""
    scale = table("scales").get((match["scale"] or "").strip(), "")
    counted = match["amount"] if not (match["more"] or scale) else ""
    unit = _unit_words(match["unit"])
    power = match["power"] or ""
    if power:
        unit = f"{'square' if power in ('²', '2') else 'cubic'} {unit}"
    if (
        match["unit"] in ("ft", "min", "sec")
        and match["gap"] != "-"
        and not (
            match["unit"] == "ft"
            and (
                match[0].endswith(".")
                or match["per"]
                or match["more"]
                or "," in match["amount"]
                or not match["gap"]
            )
        )
    ):
        return None
    singular = match["gap"] == "-" and not match["more"]
    words = unit if singular else plural(unit, counted)
    if match["per"]:
        words += f" per {table('per')[match['per']]}"
    return " ".join(filter(None, (amounts_between(match), scale, words)))


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
    return f"{below_zero(match)}{amounts_between(match)} {plural('degree', counted)}{scale}"


def feet_and_inches(match: re.Match[str]) -> str | None:
    """6'2": six foot two; 5 ft. 10 in.: five feet ten inches."""
    feet, inches = int(match["feet"]), int(match["inches"])
    alone = not match["long"] and match["tall"] is None and match.start() == match.start("w")
    # The last mark may end a quotation instead; a person's height is hardly anything else.
    if alone and (
        not 4 <= feet <= 7 or not match.start() or match.string.count('"', 0, match.start()) % 2
    ):
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
        unit = f"{'square' if match['power'] in '²2' else 'cubic'} {unit}"
    scale = table("scales").get((match["scale"] or "").strip(), "")
    counted = match["amount"] if not (match["more"] or scale) else ""
    per = match["per"] or match["per_"]
    rest = f" per {table('per')[per]}" if per else ""
    words = unit if match["gap"] == "-" and not per and not match["more"] else plural(unit, counted)
    return " ".join(filter(None, (amounts_between(match), scale, words))) + rest


MEASURES: tuple[SpokenForm, ...] = (
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
        "pounds, ounces", "number",
        rf"{ALONE}(?P<pounds>\d{{1,3}})\s?lbs?\.?,?\s(?P<ounces>\d{{1,2}})\s?oz\b\.?(?!\w)",
        lambda match: " ".join(
            f"{numbers.cardinal(int(match[name]))} {plural(name[:-1], match[name])}" for name in ("pounds", "ounces")
        ),
        ("It weighed 9 lbs. 4 oz. today.", "It weighed nine pounds four ounces today."),
        needs=r"\d\s?lb",
        signs=DIGITS,
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
        r"(?:\b(?:by|to|of|or|at|above|below|reached|hit|about|around|nearly|over|under|than) )(?P<w>(?:(?P<below>[-−]))?(?P<amount>\d{1,3}(?:\.\d)?)(?:(?P<joint>[-–])(?P<more>\d{1,3}(?:\.\d)?))?(?P<scale>[CF]))(?![\w-])",
        degrees,
        ("Seas warmed by 0.6C.", "Seas warmed by zero point six degrees Celsius."),
        needs=r"\d[CF]\b",
        signs="CF",
    ),
    form(
        "degrees with a point", "number",
        rf"{ALONE}(?P<below>[-−])?(?P<amount>\d{{1,2}}\.\d)(?P<joint>(?!))?(?P<more>(?!))?(?P<scale>C)(?![\w-])",
        degrees,
        ("The 1.5C target fell.", "The one point five degrees Celsius target fell."),
        needs=r"\.\dC",
        signs="C",
    ),
    form(
        "measure and more", "number",
        rf"{ALONE}(?P<amount>{NUMBER})\+[ -]?(?P<unit>{_UNITS})(?![\w/²³])",
        lambda match: f"{numbers.amount_words(match['amount'])} plus {plural(_unit_words(match['unit']))}",
        ("Gusts of 40+ mph came.", "Gusts of forty plus miles per hour came."),
        needs=r"\d\+",
        signs="+",
    ),
    form(
        "feet to feet", "number",
        r"(?<![\w.,'’′])(?P<low>\d{1,2})['’′] ?(?P<joint>to|or|-|–) ?(?P<high>\d{1,2})['’′](?=[\s.,;)])",
        lambda match: f"{numbers.two_digits(int(match['low']))} {'or' if match['joint'] == 'or' else 'to'} "
        f"{numbers.two_digits(int(match['high']))} feet",
        ("A surge of 2' to 4' came.", "A surge of two to four feet came."),
        needs=r"\d['’′] ?(?:to|or|-|–)",
        signs="'’′",
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
        rf"{ALONE}(?P<amount>{NUMBER}){MORE}?(?:(?P<scale>[mMkK]|bn|tn|(?: (?:million|billion|thousand)))(?=[ -]\w))?(?P<gap>[ -]?)"
        rf"(?:(?P<unit>{_UNITS})(?P<power>[²³](?!\w)|2\b)?(?:\s?/\s?(?P<per>{any_of(table('per'))}))?)(?![\w/²³]|'|[-–]\d)(?:\.(?=\s+[a-z]|\s*[,;:)]))?",
        measure,
        ("It is 5 km away.", "It is five kilometers away."),
        needs=rf"\d(?:\w{{1,2}} | \w+ )?[ -]?(?:{_UNITS})",
        signs=DIGITS,
    ),
    form(
        "measure with a slash or a power", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){MORE}?(?P<scale>[mMkK]|bn|tn| (?:million|billion|trillion|thousand)(?= ))?(?P<gap>[ -]?)(?P<unit>{_UNITS}|{_SMALL})"
        rf"(?:(?P<power>[²³]|(?<= [mk]m)[23]|(?<= m)[23])(?!\w)(?:\s?/\s?(?P<per>{any_of(table('per'))})(?!\w))?|\s?/\s?(?P<per_>{any_of(table('per'))})(?![\w²³]))",
        _with_slash,
        ("At 1.2m b/d, or 5 m² at 3 m/s.", "At one point two million barrels per day, or five square meters at three meters per second."),
        needs=r"[²³/]|m[23]\b",
        signs="²³/m",
    ),
    form(
        "unit of a power", "phrase",
        r"\b(?:per|a|an|each|every|one) (?P<w>(?P<unit>m|km|cm|mm|ft)(?P<power>[²³]))(?!\w)",
        lambda match: f"{'square' if match['power'] == '²' else 'cubic'} {_unit_words(match['unit'])}",
        ("It costs 5 cents per m³ there.", "It costs 5 cents per cubic meter there."),
        needs="m[²³]|ft[²³]",
        signs="²³",
    ),
    form(
        "fuel for a distance", "number", rf"{ALONE}(?P<amount>{NUMBER})\s?[Ll]/100\s?km(?!\w)",
        lambda match: f"{numbers.amount_words(match['amount'])} {plural('liter', match['amount'])} per one hundred kilometers",
        ("It burns 9 L/100 km.", "It burns nine liters per one hundred kilometers."),
        needs="/100",
        signs="/",
    ),
    form(
        "inches", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){MORE}?(?P<gap>[ -]?)in\.(?=\s+(?!wide\b)[a-z]|[,;:)])",
        lambda match: f"{amounts_between(match)} "
        + ("inch" if match["gap"] == "-" else plural("inch", match["amount"] if not match["more"] else "")),
        ("It fell 2.4 in. in an hour.", "It fell two point four inches in an hour."),
        needs=r"\d[ -]?in\.",
        stopped=["in"],
    ),
    form(
        "tons of a weight", "number",
        rf"\b[Ww]eigh(?:s|ed|ing)? (?:about |some |nearly |over |up to |at least )?(?P<w>(?P<amount>{NUMBER})t)(?!\w)",
        lambda match: f"{numbers.amount_words(match['amount'])} {plural('ton', match['amount'])}",
        ("It weighs 1.2t now.", "It weighs one point two tons now."),
        needs=r"eigh.{1,20}\dt",
        signs="t",
    ),
    form(
        "meters of a height", "number",
        rf"{ALONE}(?P<amount>{NUMBER}){MORE}?(?P<gap>[ -]?)(?P<unit>m)(?= (?:high|tall|long|wide|deep|thick|square|below the|above the|above sea)(?! (?:miles|kilo|feet|foot|met|km)))",
        lambda match: f"{amounts_between(match)} {plural('meter', match['amount'] if not match['more'] else '')}",
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
)  # fmt: skip
