"""Dates as pages write them. A bare date is noon UTC, so that it is the same day nearly everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from segmentcast.patterns import compile_late

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_OTHER_MONTHS = (
    # German, French, Spanish, Italian, Portuguese, Dutch, Russian, Ukrainian, Polish, Turkish, Greek, Arabic, Hebrew, Hindi
    "januar jänner janvier enero gennaio janeiro januari января січня stycznia ocak ιανουαρίου يناير ינואר בינואר जनवरी",
    "februar février febrero febbraio fevereiro februari февраля лютого lutego şubat φεβρουαρίου فبراير شباط פברואר בפברואר फ़रवरी फरवरी",
    "märz mars marzo março maart марта березня marca mart μαρτίου مارس آذار מרץ במרץ मार्च",
    "avril abril aprile апреля квітня kwietnia nisan απριλίου أبريل نيسان אפריל באפריל अप्रैल",
    "mai mayo maggio maio mei мая травня maja mayıs μαΐου مايو أيار מאי במאי मई",
    "juni juin junio giugno junho июня червня czerwca haziran ιουνίου يونيو حزيران יוני ביוני जून",
    "juli juillet julio luglio julho июля липня lipca temmuz ιουλίου يوليو تموز יולי ביולי जुलाई",
    "août agosto augustus августа серпня sierpnia ağustos αυγούστου أغسطس آب אוגוסט באוגוסט अगस्त",
    "septembre septiembre settembre setembro сентября вересня września eylül σεπτεμβρίου سبتمبر أيلول ספטמבר בספטמבר सितंबर",
    "oktober octobre octubre ottobre outubro октября жовтня października ekim οκτωβρίου أكتوبر אוקטובר באוקטובר अक्टूबर",
    "novembre noviembre novembro ноября листопада listopada kasım νοεμβρίου نوفمبر נובמבר בנובמבר नवंबर",
    "dezember décembre diciembre dicembre dezembro декабря грудня grudnia aralık δεκεμβρίου ديسمبر דצמבר בדצמבר दिसंबर",
)
_MONTHS |= {
    name.lower(): number for number, names in enumerate(_OTHER_MONTHS, 1) for name in names.split()
}
_MOVING = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}  # fmt: skip
"""Zones that go forward and back with the clocks of a place."""
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2, "ist": 5.5, "aest": 10, "aedt": 11,
    "wet": 0, "west": 1, "eet": 2, "eest": 3, "msk": 3, "sast": 2, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8,
    "awst": 8, "acst": 9.5, "nzst": 12, "nzdt": 13, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3,
    "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "wat": 1, "cat": 2, "eat": 3, "pkt": 5, "mesz": 2, "mez": 1,
}  # fmt: skip
_AHEAD = compile_late(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?")
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_CLOCK = (
    r"(?:,?\s*(?:at|-|–|—|\||·|•)?\s*(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::\d\d)?\s*|(?=\s*[ap]\.?m\b)\s*)"
    r"(?P<half>[ap]\.?m\b\.?)?\s*(?:uhr\b\s*)?\(?(?P<zone>(?:eastern|central|mountain|pacific)\b(?: (?:standard |daylight )?time\b)?|"
    r"(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,4}\b)?\)?)?"
)
# The time before the date: "10:15 a.m. PST, January 5, 2023".
_CLOCK_FIRST = compile_late(
    r"(?:at )?(?P<clock>\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s\(?[A-Z]{2,5}\)?)?),?\s(?:on )?(?=\w)",
    re.I,
)
# A weekday and an article; any other word before the day is a title: "Headlines 3 May 2026".
_BEFORE_DAY = (
    r"(?:(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|tuesday|wednesday|thursday|saturday|(?:mon|fri|sun)day|"
    r"le|den|am|el|il|den|the|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|"
    r"luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|venerd[ìi]|sabato|domenica|"
    r"(?:segunda|ter[çc]a|quarta|quinta|sexta)(?:-feira)?|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    r"mandag|tirsdag|onsdag|torsdag|fredag|l[øö]rdag|s[øö]ndag|m[åa]ndag|tisdag|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|субота|неділя|"
    r"pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar|δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή|"
    r"الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|יום|ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|"
    r"poniedzia[łl]ek|wtorek|[śs]roda|czwartek|pi[ąa]tek|sobota|niedziela)\b)"
)
_FORMS = tuple(
    compile_late(form, re.I)
    for form in (
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}",
        rf"(?:{_BEFORE_DAY}\.?,?\s+){{0,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?{_MONTH},?(?:\s+de)?\s+(?P<year>\d{{4}}){_CLOCK}",
        rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_CLOCK}",
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}",
    )
)
_INTRO = compile_late(
    r"(?:(?:published|posted|updated|aired|broadcast|recorded|date|first published|originally aired)"
    r"(?:\s+(?:on|at))?\s*:?\s*)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?",
    re.I,
)


def parse_iso(text: str) -> datetime | None:
    """An ISO 8601 date or date and time (JSON-LD, `<time datetime>`); None for anything else."""
    stripped = text.strip()[:40]
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError:
        return None
    if len(stripped) <= 10:
        moment = moment.replace(hour=12)
    try:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def parse_date(text: str) -> datetime | None:
    """The date that a short text is about, if it is nothing but a date line; None otherwise."""
    if len(text) > 90:
        return None
    text = text.strip("\u200e\u200f\u061c ")
    if moment := parse_iso(text):
        return moment
    intro = _INTRO.match(text)
    start = intro.end() if intro else 0
    if clock := _CLOCK_FIRST.match(text, start):
        text, start = f"{text[clock.end() :]} {clock['clock']}", 0
    for form in _FORMS:
        match = form.match(text, start)
        if match and len(text) - match.end() <= 25:
            return _moment(match)
    return None


def begins_with_day(words: str) -> bool:
    """Whether words begin with a day of a month: "Oct. 6, 1923", "6 October"."""
    first, _, rest = words.partition(" ")
    second = rest.partition(" ")[0]
    names = [word.strip(".,").lower() in _MONTHS for word in (first, second)]
    return (names[0] and second[:1].isdigit()) or (names[1] and first[:1].isdigit())


def _moment(match: re.Match[str]) -> datetime | None:
    month = match["month"].lower().rstrip(".")
    hour = int(match["hour"]) if match["hour"] else 12
    minute = int(match["minute"] or 0)
    half = (match["half"] or "").casefold().replace(".", "")
    if match["hour"] and half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        moment = datetime(
            int(match["year"]),
            _MONTHS.get(month) or int(month),
            int(match["day"]),
            hour,
            minute,
            tzinfo=_zone(match["zone"] or ""),
        )
        ahead = moment.utcoffset()
        return moment.replace(tzinfo=timezone(ahead)) if ahead else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str) -> tzinfo:
    """The zone of a clock time; UTC where none is known."""
    zone = written.casefold()
    if place := _MOVING.get(zone.split(" ", 1)[0]):
        return ZoneInfo(place)
    if ahead := _AHEAD.fullmatch(zone):
        minutes = int(ahead[2]) * 60 + int(ahead[3] or 0)
        return timezone(timedelta(minutes=-minutes if ahead[1] == "-" else minutes))
    offset = _ZONES.get(zone, 0)
    return timezone(timedelta(hours=offset)) if offset else UTC
