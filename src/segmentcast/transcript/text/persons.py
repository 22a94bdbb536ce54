"""Whether words speak to somebody, or of whoever says them: the pronouns of the languages that we know.

Told by closed classes of words, in whatever language. A word that another language has for something else
counts only where the text has letters or words of its own language: "du" is French, too, and "pan" Spanish.
"""

from __future__ import annotations

import re

from segmentcast.patterns import compile_late

_SECOND = compile_late(
    r"\b(?:[Yy]ou|[Yy]ours?|[Yy]ou['’]\w+|[Dd]ir|[Dd]ich|[Dd]ein\w{0,2}|[Ee]uch|[Ee]u(?:er|re)\w?|Sie|Ihnen|Ihre?\w?|"
    r"[Vv]ous|[Vv]otre|[Vv]os|[Tt]oi|[Tt]es|[Tt]u|[Uu]sted(?:es)?|[Tt]ú|[Tt]us|Lei|[Vv]oi|[Tt]u[oa]i?|[Vv]ostr\w|"
    r"[Vv]ocês?|[Uu]w|[Jj]ij|[Jj]ullie|[Jj]ouw|[Pp]aństw[oau]|[Tt]wój|[Tt]woj[aeą]|[Ss]iz|[Ss]izin|[Ss]enin|"
    r"[ВвТт]ы|[Вв]а[см]|[Вв]аш\w{0,3})\b|あなた|さん|您|你|أنت|حضرتك"
)
_FIRST = compile_late(
    r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Ii]ch|[Mm]ir|[Mm]ich|[Mm]ein\w{0,2}|[Jj]['’]\w+|[Jj]e|[Mm]oi|[Mm]on|[Yy]o|[Mm]is?|"
    r"[Cc]reo|[Pp]ienso|[Ss]oy|[Ee]stoy|[Ii]o|[Mm]i[oae]|[Mm]iei|[Cc]redo|[Mm]inha|[Aa]cho|[Ii]k|[Mm]ij|[Mm]ijn|"
    r"[Mm]nie|[Mm]ój|[Mm]oj[ae]|[Jj]estem|[Mm]yślę|[Bb]enim|[Bb]ana|[Яя]|[Мм]еня|[Мм]не|[Мм]о[йяею]\w?)\b|私|僕|我|أنا"
)
_OTHERS = (
    # (its own language, the second person, the first person)
    (compile_late(r"\b(?:der|die|das|und|nicht|ist)\b|[äöüß]"), re.compile(r"\b[Dd]u\b"), None),
    (compile_late(r"[ąęłńśźż]"), re.compile(r"\b[Pp]an(?:i|a|u|ie|ią|em)?\b"), None),
    (compile_late(r"[ığş]"), re.compile(r"\b[Ss]en\b"), re.compile(r"\b[Bb]en\b")),
    (compile_late(r"[ãõ]"), re.compile(r"\b[Ss]eus?\b"), re.compile(r"\b(?:[Ee]u|[Mm]eus?|[Ss]ou)\b")),
)  # fmt: skip


def speaks_to_somebody(text: str) -> bool:
    """Whether it has a pronoun of the second person."""
    return _SECOND.search(text) is not None or any(
        second.search(text) is not None and own.search(text) is not None
        for own, second, _ in _OTHERS
    )


def speaks_of_itself(text: str) -> bool:
    """Whether it has a pronoun of the first person singular, or a verb that needs none."""
    return _FIRST.search(text) is not None or any(
        first is not None and first.search(text) is not None and own.search(text) is not None
        for own, _, first in _OTHERS
    )
