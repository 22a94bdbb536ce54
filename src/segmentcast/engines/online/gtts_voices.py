"""The voices of gTTS: accents of English by Google's domain, and one voice for each language.

Both lists are closed, because a domain taken from text could send the request elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Online:
    """How to request a voice: the host's `tld`, and `lang` in gTTS's spelling; `tag` is BCP 47."""

    tld: str
    lang: str
    tag: str
    description: str


_ACCENTS = {
    "com": ("en-US", "American"),
    "co.uk": ("en-GB", "British"),
    "com.au": ("en-AU", "Australian"),
    "co.in": ("en-IN", "Indian"),
    "ca": ("en-CA", "Canadian"),
    "ie": ("en-IE", "Irish"),
    "co.za": ("en-ZA", "South African"),
}
_LANGUAGES = """
af Afrikaans|am Amharic|ar Arabic|bg Bulgarian|bn Bengali|bs Bosnian|cs Czech|cy Welsh|da Danish|de German|el Greek
es Spanish|et Estonian|eu Basque|fi Finnish|fr French|fr-CA Canadian French|gl Galician|gu Gujarati|ha Hausa|hi Hindi
hr Croatian|hu Hungarian|id Indonesian|is Icelandic|it Italian|ja Japanese|km Khmer|kn Kannada|ko Korean|la Latin
lt Lithuanian|lv Latvian|ml Malayalam|mr Marathi|ms Malay|my Burmese|ne Nepali|nl Dutch|no Norwegian|pa Punjabi
pl Polish|pt Brazilian Portuguese|pt-PT Portuguese|ro Romanian|ru Russian|si Sinhala|sk Slovak|sq Albanian|sr Serbian
su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|th Thai|tl Filipino|tr Turkish|uk Ukrainian|ur Urdu
vi Vietnamese|yue Cantonese|zh-CN Mandarin|zh-TW Taiwanese Mandarin
"""
_NAMED_OTHERWISE = {
    "ca-es": Online("com", "ca", "ca", "Catalan"),
    "es-mx": Online("com.mx", "es", "es-MX", "Mexican Spanish"),
    "he": Online("com", "iw", "he", "Hebrew"),
    "jv": Online("com", "jw", "jv", "Javanese"),
    "pt-br": Online("com.br", "pt", "pt-BR", "Brazilian Portuguese"),
}


def _table() -> dict[str, Online]:
    voices = {tld: Online(tld, "en", tag, text) for tld, (tag, text) in _ACCENTS.items()}
    for row in _LANGUAGES.replace("\n", "|").split("|"):
        lang, _, text = row.partition(" ")
        if lang:
            voices[lang.lower()] = Online("com", lang, lang, text)
    return voices | _NAMED_OTHERWISE


VOICES = _table()
"""By name: `com`, `co.uk` ... for English; `fr`, `fr-ca`, `pt-br` ... for other languages."""
