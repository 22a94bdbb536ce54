"""Markdown: front matter, headings, paragraphs; links by their text, code by its words.

Only what a transcript uses is understood; everything else stays as words. Nothing is dropped but
the marks themselves, pictures and HTML comments.
"""

from __future__ import annotations

import re
from dataclasses import replace

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers.documents.plain_text import (
    blocks_of,
    decoded_references,
    lines_of,
)
from segmentcast.transcript.text import references
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "Markdown"
_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.S)
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40})\s*[:=]\s*(.*)")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_UNDERLINE = re.compile(r"(?:=+|-+)\s*$")
_MARKER = re.compile(r"(?:>\s?)*(?:[-*+]\s+|\d{1,4}[.)]\s+)?")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.S)
_LINK = re.compile(
    # An address may have brackets of its own, "(https://en.example.org/wiki/Mill_(river))", or spaces by mistake.
    r"(!?)\[([^\[\]]{0,400})\](?:\(\s?(?:<[^<>\n]{0,1000}>|(?:[^()\s]|\([^()\s]{0,200}\)){0,1000}|https?://[^()\"\n]{0,1000})"
    r"(?:\s+(?:\"[^\"]{0,200}\"|'[^']{0,200}'))?\s?\)|\[[^\[\]]{0,100}\])"
)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_FOOTNOTE_TEXT = re.compile(r"\[\^[^\[\]\s]{1,40}\]:")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,1000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,300}?)(?<=\S)\1")
_EM = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"(`{1,3})([^`\n]{1,500})\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~:&\"'])")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~).{0,100}$")
_STRONG_LEAD = re.compile(
    r"^(?:(?![^\W_]|\n).){0,8}(?:[\d:.]{4,12}[\W_]{1,4}?)?(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__)", re.M
)
"""A line that begins with strong emphasis, or with a time before it."""
_TIME_ALONE = re.compile(
    r"[*_]{0,2}\[?\(?\d{1,3}:\d\d(?::\d\d)?\]?(?:\([^()\s]{1,500}\))?\)?[*_]{0,2}"
)
_LEAD_ESCAPED = "\ue000"


def sniff(source: Source) -> float:
    """Front matter, headings, or names in strong emphasis."""
    head = source.text[:20_000]
    if (front := _FRONT.match(head)) and _PAIR.search(front[2]):
        return 0.8
    strong = len(_STRONG_LEAD.findall(head))
    headings = len(re.findall(r"^#{1,6}\s+\S", head, re.M))
    links = len(re.findall(r"\]\((?:https?:|/|#)", head))
    score = 0.25 * min(strong, 2) + 0.2 * min(headings, 2) + 0.1 * min(links, 2)
    return min(0.7, score) if score else 0.0


def parse(source: Source) -> Document:
    """Blocks of the text, their marks taken away, emphasised beginnings kept as leads."""
    text = source.text
    facts = Facts()
    notes: tuple[str, ...] = ()
    findings: list[Finding] = []
    skipped = 0
    if front := _FRONT.match(text):
        facts, notes = _front(front[2])
        skipped = front[0].count("\n")
        text = text[front.end() :]
    for comment in _COMMENT.finditer(text):
        shown = excerpt(comment[0], 160)
        findings.append(
            Finding("note", "comment", source.name, f"an HTML comment, not spoken: {shown}")
        )
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = (replace(line, number=line.number + skipped) for line in lines_of(text))
    findings.extend(decoded_references(lines, source.name))
    paragraphs = blocks_of(_prepared(text), _stands_alone)
    footnotes = [block for block in paragraphs if _FOOTNOTE_TEXT.match(block.text)]
    blocks = [
        _block(block, skipped) for block in paragraphs if not _FOOTNOTE_TEXT.match(block.text)
    ]
    kept = tuple(block for block in blocks if block.text)
    notes = (*notes, *(_inline(block.text) for block in footnotes))
    return Document(FORMAT, kept, facts, headed=True, notes=notes, findings=tuple(findings))


def _front(text: str) -> tuple[Facts, tuple[str, ...]]:
    """The usual keys of a front matter (YAML or TOML, flat); the others are kept as notes."""
    said: dict[str, str] = {}
    notes: list[str] = []
    last = ""
    for line in text.split("\n"):
        pair = _PAIR.match(line)
        if pair and not line[:1].isspace():
            last = pair[1].strip().casefold()
            said[last] = pair[2].strip().strip("\"'|>").strip()
        elif last and line.strip():
            said[last] = f"{said[last]} {line.strip().lstrip('- ')}".strip()
    known: dict[str, str] = {}
    for key, value in said.items():
        name = next((name for name, keys in _KEYS.items() if key in keys), "")
        if name and name not in known:
            known[name] = collapse(references.decode(value))
        else:
            notes.append(collapse(f"{key}: {value}"))
    published = parse_date(known.get("published", ""))
    if published is None and "published" in known:
        notes.append(f"date: {known['published']}")
    facts = Facts(
        title=known.get("title", ""),
        summary=known.get("summary", ""),
        published=published,
        language=known.get("language", ""),
        byline=known.get("byline", ""),
        page_url=known.get("page_url", ""),
        image_url=known.get("image_url", ""),
        comments_url=known.get("comments_url", ""),
    )
    return facts, tuple(notes)


_KEYS: dict[str, frozenset[str]] = {
    "title": frozenset({"title", "headline"}),
    "summary": frozenset({"summary", "description", "dek", "excerpt"}),
    "published": frozenset({"date", "published", "pubdate", "publishdate", "datepublished"}),
    "language": frozenset({"language", "lang"}),
    "byline": frozenset({"byline", "author", "by"}),
    "page_url": frozenset({"url", "link", "canonical", "page_url", "permalink"}),
    "image_url": frozenset({"image", "image_url", "cover"}),
    "comments_url": frozenset({"comments_url", "comments", "discussion"}),
}


def _prepared(text: str) -> str:
    """Headings and list items on lines of their own; fences away, code kept."""
    lines: list[str] = []
    raw = text.split("\n")
    for at, line in enumerate(raw):
        if _FENCE.match(line):
            lines.append("")
            continue
        following = raw[at + 1] if at + 1 < len(raw) else ""
        if at and _UNDERLINE.match(line) and raw[at - 1].strip() and len(line.strip()) >= 3:
            lines.append("")
        elif (
            _UNDERLINE.match(following)
            and len(following.strip()) >= 3
            and line.strip()
            and (not at or not raw[at - 1].strip())
        ):
            lines.append(f"# {line.strip().lstrip('# ')}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _stands_alone(line: str) -> bool:
    """Headings, list items, footnotes, and times on their own lines are no part of the lines around them."""
    return bool(
        _HEADING.match(line)
        or re.match(r"[-*+]\s+\S|\d{1,4}[.)]\s+\S", line)
        or _TIME_ALONE.fullmatch(line)
        or _FOOTNOTE_TEXT.match(line)
    )


def _block(block: Block, skipped: int) -> Block:
    text = block.text
    line = (block.line or 0) + skipped
    if found := _HEADING.match(text):
        words = _inline(found[2])
        return replace(block, text=words, line=line, heading=True, lead=words, indent=0)
    marker = _MARKER.match(text)
    if marker and marker.end() and marker.end() < len(text) and not text.startswith(">>"):
        text = text[marker.end() :]
    strong = _STRONG.match(text)
    words = _inline(text)
    lead = _inline(strong[2]) if strong else ""
    lead = lead if lead and words.startswith(lead) else ""
    aside = strong is None and _EM.fullmatch(text) is not None
    return replace(block, text=words, line=line, lead=lead, indent=0, aside=aside)


def _inline(text: str) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found.re is references.REFERENCE:
            kept.append(references.decode(found[0]))
        else:
            kept.append(found[1] if found.re is _ESCAPE else found[2])
        return f"{_LEAD_ESCAPED}{len(kept) - 1}{_LEAD_ESCAPED}"

    text = text.replace(_LEAD_ESCAPED, "")
    text = _CODE.sub(keep, text)
    text = _ESCAPE.sub(keep, text)
    text = references.REFERENCE.sub(keep, text)  # decoded below: a decoded "*" or "<" is no mark
    text = _FOOTNOTE.sub("", text) if not _FOOTNOTE_TEXT.match(text) else text
    text = _LINK.sub(lambda found: "" if found[1] else found[2], text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _STRONG.sub(r"\2", text)
    text = _EM.sub(r"\2", text)
    text = re.sub(f"{_LEAD_ESCAPED}(\\d+){_LEAD_ESCAPED}", lambda found: kept[int(found[1])], text)
    return collapse(text)
