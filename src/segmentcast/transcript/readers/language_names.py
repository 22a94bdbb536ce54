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
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.I)


def code_of(text: str) -> str:
    """The tag of a language; "" for what is none."""
    words = text.strip().replace("_", "-")
    if known := _CODES.get(words.casefold()):
        return known
    if not _TAG.fullmatch(words) or words.casefold() in {"auto", "multi", "und", "mul"}:
        return ""
    primary, *rest = words.split("-")
    return "-".join([primary.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])
