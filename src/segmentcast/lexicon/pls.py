"""The W3C Pronunciation Lexicon Specification 1.0 (REC-pls-20081014), read and written.

A substitute is an `<alias>`; phonemes are a `<phoneme>` in IPA. What PLS can't express (spelled out,
pronounced as a word, any case) becomes a `role` in our own namespace (§4.4) beside an alias that
other readers understand, so that it survives the round trip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Literal
from xml.parsers import expat

from segmentcast.errors import ConfigError, Problem
from segmentcast.lexicon.lexicon_entries import parse_lexicon
from segmentcast.model import LexiconEntry

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
_ROLES = "https://segmentcast.invalid/ns/pls-roles"
_XML = "http://www.w3.org/XML/1998/namespace"
LONGEST_BYTES = 20_000_000
"""The largest pronunciation lexicon that is read."""


def read_pls(data: bytes, where: str) -> tuple[LexiconEntry, ...]:
    """The entries of a PLS 1.0 document: one for each grapheme, with its first pronunciation.

    A phoneme precedes an alias unless the document says otherwise (`prefer`, §4.9.1). Document types
    and entities are refused, and nothing outside `data` is read. Raises ConfigError with every
    problem and its line.
    """
    if len(data) > LONGEST_BYTES:
        raise ConfigError(
            Problem(where, f"the lexicon is larger than {LONGEST_BYTES} bytes", "Divide it.")
        )
    document = _Document(where)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    document.listen(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ConfigError(
            [*document.problems,
             Problem(f"{where}:{error.lineno}", f"this is not well-formed XML: {expat.ErrorString(error.code)}", "Fix the XML.")]
        ) from None  # fmt: skip
    except (LookupError, ValueError) as error:
        raise ConfigError(
            Problem(where, f"the encoding is unknown: {error}", "Save it as UTF-8.")
        ) from None
    if document.problems:
        raise ConfigError(document.problems)
    return tuple(document.entries)


def write_pls(entries: Iterable[LexiconEntry], language: str = "en") -> str:
    """A PLS 1.0 document with a lexeme for each entry, in order. `language` is the whole document's.

    A PLS document has one language, so entries for another are left out.
    """
    chosen = [entry for entry in entries if entry.language.lower() in ("", language.lower())]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" alphabet="ipa" xml:lang="{escape(language)}"',
        f'         xmlns="{NAMESPACE}" xmlns:sc="{_ROLES}">',
    ]
    for entry in chosen:
        roles: list[str] = [entry.kind] if entry.kind in ("spell", "word") else []
        roles += [] if entry.case else ["any-case"]
        roles += [] if entry.language else ["any-language"]
        role = f' role="{" ".join(f"sc:{name}" for name in roles)}"' if roles else ""
        tag = "phoneme" if entry.kind == "phonemes" else "alias"
        spoken = entry.say or _alias(entry)
        lines += [
            f"  <lexeme{role}>",
            f"    <grapheme>{escape(entry.written)}</grapheme>",
            f"    <{tag}>{escape(spoken)}</{tag}>",
            "  </lexeme>",
        ]
    return "\n".join([*lines, "</lexicon>", ""])


def _alias(entry: LexiconEntry) -> str:
    if entry.kind == "spell":
        return " ".join(char.upper() for char in entry.written if char.isalnum())
    return entry.written.capitalize()


@dataclass(slots=True)
class _Lexeme:
    line: int
    roles: frozenset[str]
    graphemes: list[str] = field(default_factory=list)
    readings: list[tuple[Literal["phoneme", "alias"], str, bool]] = field(default_factory=list)


class _Document:
    """Collects what expat reports."""

    def __init__(self, where: str) -> None:
        self.entries: list[LexiconEntry] = []
        self.problems: list[Problem] = []
        self._where = where
        self._language = ""
        self._alphabet = "ipa"
        self._lexeme: _Lexeme | None = None
        self._text: list[str] | None = None
        self._prefer = False
        self._depth = 0

    def listen(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _problem(self, what: str, mend: str) -> None:
        self.problems.append(Problem(f"{self._where}:{self._parser.CurrentLineNumber}", what, mend))

    def _doctype(self, *_: object) -> None:
        self._problem("a document type is not allowed here", "Remove the <!DOCTYPE>.")
        # a document type may declare entities: nothing after it is read
        raise ConfigError(self.problems)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        self._depth += 1
        if self._depth == 1 and (namespace, tag) != (NAMESPACE, "lexicon"):
            self._problem(
                f"this is a <{tag}>, not a pronunciation lexicon",
                f'Begin with <lexicon version="1.0" alphabet="ipa" xmlns="{NAMESPACE}">.',
            )
        if namespace != NAMESPACE:
            return
        match tag:
            case "lexicon":
                self._language = attributes.get(f"{_XML} lang", "")
                self._alphabet = attributes.get("alphabet", "ipa")
            case "lexeme":
                roles = (role.rpartition(":")[2] for role in attributes.get("role", "").split())
                self._lexeme = _Lexeme(self._parser.CurrentLineNumber, frozenset(roles))
            case "grapheme" | "alias" | "phoneme":
                self._text = []
                self._prefer = attributes.get("prefer") == "true"
                if tag == "phoneme" and attributes.get("alphabet", self._alphabet) != "ipa":
                    self._problem(
                        f"the alphabet is {attributes.get('alphabet', self._alphabet)!r}",
                        "Write phonemes in IPA.",
                    )

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        namespace, _, tag = name.rpartition(" ")
        self._depth -= 1
        if namespace != NAMESPACE:
            return
        text = " ".join("".join(self._text or ()).split())
        match tag:
            case "grapheme" if self._lexeme is not None:
                self._lexeme.graphemes.append(text)
            case "alias" if self._lexeme is not None:
                self._lexeme.readings.append(("alias", text, self._prefer))
            case "phoneme" if self._lexeme is not None:
                self._lexeme.readings.append(("phoneme", text, self._prefer))
            case "lexeme" if self._lexeme is not None:
                self._finish(self._lexeme)
                self._lexeme = None
        if tag in ("grapheme", "alias", "phoneme"):
            self._text = None

    def _finish(self, lexeme: _Lexeme) -> None:
        at = f"{self._where}:{lexeme.line}"
        if not lexeme.graphemes:
            self.problems.append(
                Problem(at, "a <lexeme> has no <grapheme>", "Say which word it is for.")
            )
        table: dict[str, object] = {"case": "any-case" not in lexeme.roles}
        if self._language and "any-language" not in lexeme.roles:
            table["language"] = self._language
        kind = next((role for role in ("spell", "word") if role in lexeme.roles), None)
        if kind is not None:
            table[kind] = True
        elif lexeme.readings:
            # the first preferred one, else the first in the document (§4.9.3)
            tag, text, _ = next(
                (readings for readings in lexeme.readings if readings[2]), lexeme.readings[0]
            )
            table["ipa" if tag == "phoneme" else "say"] = text
        for grapheme in lexeme.graphemes:
            try:
                self.entries.extend(parse_lexicon({grapheme: table}, at))
            except ConfigError as error:
                self.problems.extend(error.problems)
