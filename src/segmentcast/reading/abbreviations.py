"""What English abbreviations stand for, the full stop left out."""

from __future__ import annotations

TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "Drs": "Doctors", "Prof": "Professor",
    "Rev": "Reverend", "Hon": "Honorable", "Msgr": "Monsignor", "Gen": "General",
    "Lt": "Lieutenant", "Col": "Colonel", "Maj": "Major", "Capt": "Captain", "Sgt": "Sergeant",
    "Cpl": "Corporal", "Pvt": "Private", "Adm": "Admiral", "Cmdr": "Commander",
    "Brig": "Brigadier", "Sen": "Senator", "Sens": "Senators", "Rep": "Representative",
    "Reps": "Representatives", "Gov": "Governor", "Govs": "Governors", "Pres": "President",
    "Amb": "Ambassador", "Supt": "Superintendent", "Det": "Detective", "Insp": "Inspector",
    "Atty": "Attorney", "Dist": "District", "Asst": "Assistant", "Fr": "Father",
    "Mt": "Mount", "Ft": "Fort", "St": "Saint",
}  # fmt: skip
STREETS = {
    "St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Dr": "Drive",
    "Ln": "Lane", "Hwy": "Highway", "Pkwy": "Parkway", "Ct": "Court", "Sq": "Square",
}  # fmt: skip
FIRMS = {
    "Inc": "Incorporated", "Corp": "Corporation", "Co": "Company", "Ltd": "Limited",
    "Bros": "Brothers", "Jr": "Junior", "Sr": "Senior",
}  # fmt: skip
MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "Jun": "June",
    "Jul": "July", "Aug": "August", "Sept": "September", "Sep": "September", "Oct": "October",
    "Nov": "November", "Dec": "December",
}  # fmt: skip
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SMALL = {
    "vs": "versus", "etc": "et cetera", "dept": "department", "approx": "approximately",
    "govt": "government", "assn": "association", "univ": "university",
    "no": "number", "nos": "numbers",
}  # fmt: skip
UNITS = {
    "km": "kilometer", "km/h": "kilometer per hour", "kph": "kilometer per hour",
    "mph": "mile per hour", "cm": "centimeter", "mm": "millimeter", "kg": "kilogram",
    "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt",
}  # fmt: skip
CURRENCIES = {"$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent")}
SCALES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}


def any_of(table: dict[str, str]) -> str:
    """A pattern for any key of `table`, the longest first."""
    return "|".join(sorted(table, key=lambda key: (-len(key), key)))


def plural(words: str, amount: str) -> str:
    """`dollar` for 1, `dollars` for other amounts; `miles per hour`."""
    if amount == "1":
        return words
    head, per, rest = words.partition(" per ")
    return f"{'pence' if head == 'penny' else head + 's'}{per}{rest}"
