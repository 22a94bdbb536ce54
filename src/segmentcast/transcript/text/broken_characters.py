"""Characters that were broken before the file was saved: UTF-8 read as Windows-1252, lost letters.

Nothing is changed: one warning says where the first stands, and how the word probably reads.
"""

from __future__ import annotations

from collections.abc import Iterable

from segmentcast.model import Finding, Turn
from segmentcast.patterns import compile_late

_TWICE = compile_late(
    r"(?:â(?:€[™œ\u009d˜“”¦¢\"]|„¢)|Ã[\u00a1-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\u00a0-\u00bf])"
)
"""What UTF-8's quotation marks, dashes and accented letters become in Windows-1252."""
_APOSTROPHE = compile_late(
    r"(?<=[A-Za-z]n)í(?=t\b)|(?<=\b[Ii]t)í(?=s\b)|(?<=[a-z])í(?=(?:re|ve|ll)\b)"
)
"""An apostrophe of Windows-1252 that was read as one of another code page: "donít", "Itís"."""
_LOST = "\ufffd"


def findings(turns: Iterable[Turn], language: str, name: str) -> tuple[Finding, ...]:
    """One warning for all words with broken characters; none where every word is whole."""
    english = language.partition("-")[0].casefold() in ("", "en")
    broken = [
        (paragraph.line, word)
        for turn in turns
        for paragraph in turn.paragraphs
        if not paragraph.text.isascii()
        for word in paragraph.text.split()
        if _LOST in word or _TWICE.search(word) or (english and _APOSTROPHE.search(word))
    ]
    if not broken:
        return ()
    line, word = broken[0]
    likely = _likely(word)
    more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
    return (
        Finding(
            "warning", "broken-characters", f"{name}:{line}" if line else name,
            f'a word has broken characters: "{word}"{f" (probably {likely})" if likely else ""}{more}.',
            "Copy the text again, or correct it; it is read aloud as it stands.",
        ),
    )  # fmt: skip


def _likely(word: str) -> str:
    """How the word probably reads; empty where that can't be told."""
    if _LOST in word:
        return ""
    if not _TWICE.search(word):
        return _APOSTROPHE.sub("’", word)
    try:
        return word.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
