"""What tools call a language, as BCP 47: "german", "en_us", "auto"."""

from __future__ import annotations

import re

_CODES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "castilian": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "flemish": "nl", "polish": "pl", "ukrainian": "uk", "russian": "ru", "arabic": "ar",
    "chinese": "zh", "mandarin": "zh", "cantonese": "yue", "japanese": "ja", "korean": "ko", "turkish": "tr",
    "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "slovak": "sk", "hungarian": "hu",
    "romanian": "ro", "bulgarian": "bg", "greek": "el", "hebrew": "he", "hindi": "hi", "urdu": "ur", "persian": "fa",
    "indonesian": "id", "vietnamese": "vi", "thai": "th", "catalan": "ca", "basque": "eu", "galician": "gl", "welsh": "cy",
    "irish": "ga", "croatian": "hr", "serbian": "sr", "slovenian": "sl", "lithuanian": "lt", "latvian": "lv", "estonian": "et",
    "deutsch": "de", "français": "fr", "español": "es", "italiano": "it", "português": "pt", "nederlands": "nl",
}  # fmt: skip
_LONG = {  # ISO 639-2 and 639-3, as some services have them
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "pol": "pl", "ukr": "uk", "rus": "ru", "ara": "ar", "zho": "zh", "chi": "zh", "cmn": "zh", "jpn": "ja",
    "kor": "ko", "tur": "tr", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "ces": "cs", "cze": "cs", "hun": "hu",
    "ron": "ro", "rum": "ro", "ell": "el", "gre": "el", "heb": "he", "hin": "hi", "cat": "ca", "slk": "sk", "bul": "bg",
}  # fmt: skip
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.I)


def code_of(text: str) -> str:
    """The tag of a language; "" for what is none."""
    words = text.strip().replace("_", "-")
    if known := _CODES.get(words.casefold()):
        return known
    if not _TAG.fullmatch(words) or words.casefold() in {"auto", "multi", "und", "mul"}:
        return ""
    primary, *rest = words.split("-")
    primary = _LONG.get(primary.casefold(), primary)
    return "-".join([primary.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])
