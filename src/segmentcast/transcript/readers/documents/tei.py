"""Speech in TEI (Text Encoding Initiative, P5, chapters 7 and 8), and corpora that write alike.

    <u who="#LindaHale"><seg>Order.</seg></u>        ParlaMint, Parla-CLARIN
    <u who="Linda Hale" role="host">Order.</u>       InMezzora, with or without a root element
    <sp><speaker>HALE.</speaker><p>Order.</p></sp>   performed texts and printed records
    <speech by="#hale"><from>Ms HALE</from>...       Akoma Ntoso (OASIS LegalDocML), records of parliaments

Names are those of the header's persons, else what the reference says. Notes and gaps are not said;
nor are noises, which become directions. Modelled on samples of ParlaMint and of InMezzora, and on
the records of South Africa's parliament in mysociety/za-hansard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers import bounded_xml
from segmentcast.transcript.readers.bounded_xml import attribute, local_name
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import collapse

FORMAT, _LEGAL = "TEI", "Akoma Ntoso"
_TEI = re.compile(r"<(?:[\w.-]{1,40}:)?(?:TEI|teiCorpus|akomaNtoso)\b")
_UTTERANCE = re.compile(r"<(?:u|sp)\s[^<>]{0,300}?\bwho\s*=")
_WITHIN = 40_000
_TURNS = frozenset(("u", "sp"))
_LEGAL_TURNS = frozenset(("speech", "question", "answer"))
_SPEAKERS = frozenset(("speaker", "from"))
_PARAGRAPHS = frozenset(("p", "seg", "l", "ab", "div"))
_NOT_SAID = frozenset(("note", "gap", *_SPEAKERS, "figure", "fw", "pb"))
_NUMBERED = frozenset(
    (*_LEGAL_TURNS, "paragraph", "subparagraph", "point", "item", "section", "article", "clause")
)
"""What has a number of its own in Akoma Ntoso; within a sentence, as in TEI, a number is said."""
_NOISES = frozenset(("vocal", "kinesic", "incident", "stage", "pause", "shift", "remark"))
_APART = _NOISES | {"del"}
"""Elements with words on both sides and no spaces, as InMezzora writes them."""
_HEADS = frozenset(("head", "heading"))
_TOKENS = frozenset(("w", "pc"))
_JOINED = "\x08"
"""Before a token that stands close to the one before it."""
_BEFORE_JOINED = re.compile(rf"\s*{_JOINED}")
_CAPITALS = re.compile(r"(?<=[a-zà-ÿ])(?=[^\W\d_a-zà-ÿ])")
_NOBODY = re.compile(r"(?:non specified|not specified|unknown|unidentified)\b.{0,40}", re.I)


def sniff(source: Source) -> float:
    """The root element, or utterances that say whose they are."""
    head = source.text[:_WITHIN]
    if _TEI.search(head[:2000]):
        return 0.98
    return 0.97 if head.lstrip()[:1] == "<" and _UTTERANCE.search(head) else 0.0


def parse(source: Source) -> Document:
    """A block for each paragraph of an utterance. Raises TranscriptError where nobody speaks."""
    if re.match(r"\s*<(?:u|sp)\s", source.text):
        source = replace(source, text=f"<text>{source.text}</text>")
    root = bounded_xml.root_of(source)
    names = _names(root)
    legal = local_name(root) == "akomaNtoso"
    blocks = tuple(_blocks(root, names, _LEGAL_TURNS if legal else _TURNS))
    if not any(block.label is not None for block in blocks):
        raise TranscriptError.at(
            source.name, "this document has no speech (<u>, <sp> or <speech>).",
            'Mark what people say: <u who="Full Name">words</u>',
        )  # fmt: skip
    if legal:
        return Document(_LEGAL, blocks, _legal_facts(root), labelled=True)
    return Document(FORMAT, blocks, _facts(root), labelled=True)


def _blocks(root: Any, names: dict[str, str], turns: frozenset[str]) -> Iterator[Block]:
    """Utterances and the headings between them, in order; utterances within one another are not there."""
    for element in root.iter():
        kind = local_name(element)
        if kind in _HEADS and not _is_within(element, turns | {"teiHeader", "meta"}):
            if words := collapse("".join(element.itertext())):
                yield Block(words, element.sourceline, heading=True)
        elif kind in turns and not _is_within(element, turns):
            label = _label(element, names)
            for text in _paragraphs(element, turns is _LEGAL_TURNS):
                yield Block(text, element.sourceline, label=label)


def _is_within(element: Any, kinds: frozenset[str]) -> bool:
    return any(local_name(parent) in kinds for parent in element.iterancestors())


def _label(element: Any, names: dict[str, str]) -> str:
    """Who speaks; "" where the file does not say."""
    for child in element:
        if local_name(child) in _SPEAKERS and (shown := collapse("".join(child.itertext()))):
            return shown.rstrip(".:")
    who = (attribute(element, "who") or attribute(element, "by")).strip()
    if who.startswith("#"):
        several = all(part.startswith("#") for part in who.split())
        reference = (who.split()[0] if several else who).lstrip("#")
        who = names.get(reference) or collapse(_CAPITALS.sub(" ", reference).replace("_", " "))
    return "" if _NOBODY.fullmatch(who) else who


def _names(root: Any) -> dict[str, str]:
    """Each person of the header by reference: first names before surnames."""
    names: dict[str, str] = {}
    for element in root.iter():
        if local_name(element) == "TLCPerson" and (shown := collapse(attribute(element, "showAs"))):
            names[attribute(element, "id") or attribute(element, "eId")] = shown
        if local_name(element) != "person" or not (key := attribute(element, "id")):
            continue
        named = next((child for child in element.iter() if local_name(child) == "persName"), None)
        if named is None:
            continue
        parts = [(local_name(child), collapse("".join(child.itertext()))) for child in named]
        given = [words for kind, words in parts if kind == "forename"]
        family = [words for kind, words in parts if kind in {"nameLink", "surname"}]
        name = " ".join([*given, *family]) or collapse("".join(named.itertext()))
        if name:
            names[key] = name
    return names


def _paragraphs(element: Any, legal: bool) -> Iterator[str]:
    parts: list[str] = []
    for text, ends in _pieces(element, legal):
        parts.append(text)
        if ends:
            if words := _joined(parts):
                yield words
            parts = []
    if words := _joined(parts):
        yield words


def _joined(parts: list[str]) -> str:
    return collapse(_BEFORE_JOINED.sub("", "".join(parts)))


def _pieces(element: Any, legal: bool) -> Iterator[tuple[str, bool]]:
    """(text, whether a paragraph ends behind it) in order; libxml2 bounds how deep elements are."""
    yield element.text or "", False
    for child in element:
        kind = local_name(child)
        apart = " " if kind in _APART else ""
        if kind in _PARAGRAPHS:
            yield "", True
        if kind in _NOISES:
            noise = collapse("".join(child.itertext()))
            yield f" [{noise.strip('()[] ')}] " if noise else " ", False
        elif kind and kind not in _NOT_SAID and not (legal and _is_heading(child)):
            left = kind in _TOKENS and attribute(child, "join") in {"left", "both"}
            yield _JOINED if left else apart, False
            yield from _pieces(child, legal)
            joined = kind in _TOKENS and attribute(child, "join") in {"right", "both"}
            yield apart or (" " if kind in _TOKENS and not joined else ""), False
        if kind in _PARAGRAPHS:
            yield "", True
        yield (child.tail or "") if kind not in _TOKENS else "", False


def _is_heading(element: Any) -> bool:
    """Whether an element of Akoma Ntoso is the heading or the number of what it stands in."""
    kind = local_name(element)
    return kind == "heading" or (kind == "num" and local_name(element.getparent()) in _NUMBERED)


def _legal_facts(root: Any) -> Facts:
    """The title and the date that are printed, else those of the debate."""
    titles: list[str] = []
    dates: list[str] = []
    for element in root.iter():
        kind = local_name(element)
        if kind == "docTitle":
            titles.insert(0, collapse("".join(element.itertext())))
        elif kind == "debate":
            titles.append(collapse(attribute(element, "name")))
        elif kind == "docDate":
            dates.append(attribute(element, "date"))
    return Facts(
        title=next(filter(None, titles), ""),
        published=next(filter(None, map(parse_date, dates)), None),
        language=attribute(root, "lang"),
    )


def _facts(root: Any) -> Facts:
    header = next((item for item in root.iter() if local_name(item) == "teiHeader"), None)
    if header is None:
        return Facts(language=attribute(root, "lang"))
    titles = [
        (attribute(item, "type"), collapse("".join(item.itertext())))
        for item in header.iter()
        if local_name(item) == "title" and local_name(item.getparent()) in {"titleStmt", "series"}
    ]
    title = next((words for kind, words in titles if kind == "sub"), titles[0][1] if titles else "")
    dates = (
        parse_date(attribute(item, "when"))
        for item in header.iter()
        if local_name(item) == "date" and local_name(item.getparent()) in {"bibl", "setting", "broadcast"}
    )  # fmt: skip
    return Facts(
        title=title,
        published=next(filter(None, dates), None),
        language=attribute(root, "lang"),
    )
