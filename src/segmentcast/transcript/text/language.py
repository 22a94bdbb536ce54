"""Whether a text is in the language that it is taken for, by its words.

A glance at the frequent words of the usual languages settles nearly all texts. The others are given to
py3langid (139 languages, offline; docs/adr/0018-documents.md says why), which costs half a second of
processor time once a process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SURE, _RULED_OUT = 0.9, 1e-4
"""The detector's own probabilities of the language and of the one assumed; a few words settle neither."""
_PLAIN = 0.12
"""So large a share of a language's frequent words is that language, where no other has more."""
_MOST_CHARACTERS = 6000
_PASSAGES = 40
_WORD = re.compile(r"[^\W\d_]+")
_FREQUENT = {
    "en": "the and of to a is that it you for we are they have with not but what this be",
    "de": "der die und das ist nicht ich ein zu es den mit sie wir auf auch dass eine für von",
    "fr": "le la les et des est que je vous pas un une nous il qui dans pour du ce c",
    "es": "el la los y que en es no las un una por con para lo pero del se muy como",
    "it": "il che e di non è un per una sono gli della ma con del si questo mi ci le",
    "pt": "o que e de não é um uma os para com mas em do da eu se muito isso você",
    "nl": "de het een en van ik dat niet is op te zijn we maar voor met ze er ook aan",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
_ALIKE = tuple(
    frozenset(group.split())
    for group in (
        "no nb nn da", "hr sr bs sh me", "id ms", "cs sk", "gl pt", "zh yue wuu", "fa prs tg", "hi ur",
        "fil tl", "af nl", "mk bg", "ca oc", "ru be uk",
    )
)  # fmt: skip
"""Languages that a detector takes for each other: between these nothing is told."""


def other_language(texts: Sequence[str], taken_for: str) -> str:
    """The ISO 639 code of the language that a text is surely in, where that is not `taken_for`; else ""."""
    primary = taken_for.split("-", maxsplit=1)[0].lower()
    sample = _sample(texts)
    if _is_plainly(sample, primary):
        return ""
    ranked = dict(_detector().rank(sample))
    found = str(max(ranked, key=lambda code: ranked[code]))
    if ranked[found] < _SURE or ranked.get(primary, 0.0) > _RULED_OUT:
        return ""
    return "" if any({found, primary} <= group for group in _ALIKE) else found


def _sample(texts: Sequence[str]) -> str:
    """Passages from the whole text, so that a quotation at its start decides nothing."""
    step = max(1, len(texts) // _PASSAGES)
    passages = texts[::step][:_PASSAGES]
    each = max(100, _MOST_CHARACTERS // max(1, len(passages)))
    return " ".join(text[:each] for text in passages)


def _is_plainly(sample: str, language: str) -> bool:
    if language not in _WORDS:
        return False
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return True
    shares = {
        name: sum(word in known for word in words) / len(words) for name, known in _WORDS.items()
    }
    return shares[language] >= _PLAIN and shares[language] == max(shares.values())


@lru_cache(maxsize=1)
def _detector() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Codes of three letters are dialects and small languages, for which no voice here is made.
    detector.set_languages([label for label in detector.labels if len(label) == 2])
    return detector
