"""Markdown: front matter, headings, paragraphs; links by their text, code by its words.

Only what a transcript uses is understood; everything else stays as words. Nothing is dropped but
the marks themselves, pictures, and what `markdown_tags` takes for no words: comments, a page's code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts, Line, Source
from segmentcast.transcript.labels import listed_people
from segmentcast.transcript.readers import as_written_marks, front_matter
from segmentcast.transcript.readers.documents import timed_leads
from segmentcast.transcript.readers.documents.left_out import LeftOut
from segmentcast.transcript.readers.documents.text_files import link_definitions, loose_marks
from segmentcast.transcript.readers.documents.text_files import markdown_tags as tags
from segmentcast.transcript.readers.documents.text_files.plain_text import (
    blocks_of,
    decoded_references,
    lines_of,
)
from segmentcast.transcript.readers.documents.word_paragraphs import BOLD, Piece, emphasis_of
from segmentcast.transcript.readers.front_matter import FrontMatter
from segmentcast.transcript.text import directions, references
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "Markdown"
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_UNDERLINE = re.compile(r"(?:=+|-+)\s*$")
_MARKER = re.compile(r"(?:>\s?)*(?:[-*+]\s+|\d{1,4}[.)]\s+)?")
_TEMPLATE = re.compile(
    # Hugo's {{< x >}} and {{% x %}}, Liquid's {% x %} and {{ page.x }}; as code, between backticks, they are words.
    r"(?P<code>(?<!`)(`{1,3})(?!`)[^`\n]{1,500}\2(?!`))|\{\{<[^{}]{0,1000}>\}\}|\{\{%[^{}]{0,1000}%\}\}|\{%[^{}]{0,1000}%\}"
    r"|\{\{-?\s{0,9}(?:site|page|layout|post|include|\.Site|\.Page|\.Params)\.[^{}]{1,200}\}\}"
)
"""What a site's generator puts something else in the place of."""
_SET_SO = {
    BOLD: re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).){1,2000}(?<=\S)\1"),
    "italic": re.compile(r"(?<![\w*_])([*_])(?![*_\s])(?:(?!\1).){1,2000}(?<=\S)\1(?![\w*_])"),
    "underlined": re.compile(r"\[[^\[\]]{1,2000}\]\{(?:\.underline|\.ul)\}"),
}
_TAGS_SET_SO = (
    (BOLD, ("b", "strong"), ""),
    ("italic", ("i", "em"), ""),
    ("underlined", ("u", "ins"), ""),
    ("colour:given", ("font", "span"), "color"),
)
"""How words are set, by the kinds of Block.emphasis."""
_QUOTED = "style:quotation"
_LINK = re.compile(
    # An address may have brackets of its own, "(https://en.example.org/wiki/Mill_(river))", or spaces by mistake.
    r"(!?)\[([^\[\]]{0,400})\](?:\(\s?(?:<[^<>\n]{0,1000}>|(?:[^()\s]|\([^()\s]{0,200}\)){0,1000}|https?://[^()\"\n]{0,1000})"
    r"(?:\s+(?:\"[^\"]{0,200}\"|'[^']{0,200}'))?\s?\)|\[[^\[\]]{0,100}\])"
)
_TWO_BRACKETS = re.compile(r"(?<!!)\[([^\[\]\n]{1,60})\](?=\[([^\[\]\n]{0,60})\])")
_SPAN = re.compile(r"\[([^\[\]]{1,2000})\]\{[.#][^{}]{1,200}\}")
"""Words with attributes, as pandoc writes them: `[words]{.underline}`."""
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_FOOTNOTE_TEXT = re.compile(r"\[\^[^\[\]\s]{1,40}\]:")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,1000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:[^*_\n]|(?<=[^\W_])_(?=[^\W_])){1,2000}?)(?<=\S)\1")
_EM = re.compile(
    # Also at the edge of strong emphasis: **_The Mill_'s owner**, **the *early* one**, ***both***.
    r"(?:(?<![\w*_])|(?<=(?<!\*)\*\*)|(?<=(?<!_)__))([*_])(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1(?:(?![\w*_])|(?=(?:\*\*(?!\*)|__(?!_))(?!\w)))"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~:&\"'])")
_DEFINED = re.compile(r"[ ]{0,3}:[ \t]+(?=\S)")
_TERM = re.compile(r"(?![#>|+:]|[-*+]\s|\d{1,4}[.)]\s)[^\n:]{1,60}(?<![.!?…:。！？])")
_HARD_BREAK = re.compile(r"(?<=[^\\\s])[ \t]?\\$")
_LABEL_BEGINS = re.compile(r"\s{0,3}\*\*(?=\S)[^*\n]{1,300}")
_LABEL_ENDS = re.compile(r"\s*[^*\s][^*\n]{0,299}(?::\*\*|\*\*:)")
_ONLY_BREAKS = re.compile(r"[\\\s]{1,40}")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~).{0,100}$")
_STRONG_LEAD = re.compile(
    r"^(?:(?![^\W_]|\n).){0,8}(?:[\d:.]{4,12}[\W_]{1,4}?)?(?:\*\*|__)(?:[^*_\n]|(?<=[^\W_])_(?=[^\W_])){1,80}(?:\*\*|__)",
    re.M,
)
"""A line that begins with strong emphasis, or with a time before it."""
_TIME_ALONE = re.compile(
    r"[*_]{0,2}\[?\(?\d{1,3}:\d\d(?::\d\d)?\]?(?:\([^()\s]{1,500}\))?\)?[*_]{0,2}"
)
_LEAD_WITHIN = 120
_LEAD_ESCAPED = "\ue000"


def sniff(source: Source) -> float:
    """Front matter, headings, or names in strong emphasis."""
    head = source.text[:20_000]
    if front := front_matter.find(source.text):
        return 0.99 if front.is_object else 0.8
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
    as_written_mark = False
    people: tuple[str, ...] = ()
    if front := front_matter.find(text):
        facts, notes = _facts(front)
        as_written_mark = as_written_marks.is_marked(front.others.items())
        people = listed_people.people_of(front.others)
        findings.extend(_lost(front, source.name))
        skipped = text.count("\n", 0, front.end)
        text = text[front.end :]
    text = _without(text, tags.comments(text), "an HTML comment", source.name, findings)
    if as_written_mark:
        turns, more = _as_written(text, skipped)
        notes = (*notes, *more)
        return Document(
            FORMAT, turns, facts, labelled=True, as_written=True, notes=notes, findings=tuple(findings)
        )  # fmt: skip
    text = _without(text, tags.page_code(text), "code of a page", source.name, findings)
    text = link_definitions.without(_directions_apart(text))
    text, codes = _without_templates(text, skipped, source.name)
    findings.extend(codes)
    unspoken = LeftOut()
    struck = tags.struck(text)
    for start, end in struck:
        line_number = text.count("\n", 0, start) + 1 + skipped
        unspoken.struck.append((line_number, _inline(text[start:end].strip("~"))))
    text = tags.without(text, struck)
    findings.extend(unspoken.findings(source.name))
    lines = (replace(line, number=line.number + skipped) for line in lines_of(text))
    findings.extend(decoded_references(lines, source.name))
    paragraphs = blocks_of(_prepared(text), _stands_alone)
    footnotes = [block for block in paragraphs if _FOOTNOTE_TEXT.match(block.text)]
    blocks = [
        _block(block, skipped) for block in paragraphs if not _FOOTNOTE_TEXT.match(block.text)
    ]
    kept = tuple(block for block in blocks if block.text)
    notes = (*notes, *(_inline(block.text) for block in footnotes))
    return Document(
        FORMAT, kept, facts, headed=True, notes=notes, findings=tuple(findings), people=people
    )


def _without_templates(text: str, skipped: int, name: str) -> tuple[str, list[Finding]]:
    """The text without a site generator's codes, and a note of those that aren't a link's address."""
    codes: list[tuple[int, str]] = []

    def take_out(template: re.Match[str]) -> str:
        if template["code"]:
            return template[0]
        if not text.endswith("](", 0, template.start()):
            codes.append((template.start(), template[0]))
        return "\n" * template[0].count("\n")

    text_alone = _TEMPLATE.sub(take_out, text)
    if not codes:
        return text_alone, []
    more = f" ({len(codes)} places)" if len(codes) > 1 else ""
    start, code = codes[0]
    line = text.count("\n", 0, start) + 1 + skipped
    what = f"a code of the site's generator, not spoken{more}: {excerpt(code, 160)}"
    return text_alone, [Finding("note", "template", f"{name}:{line}", what)]


def _without(
    text: str, spans: list[tags.Span], what: str, name: str, findings: list[Finding]
) -> str:
    """The text without some places, each of which is reported."""
    for start, end in spans:
        shown = excerpt(text[start:end], 160)
        findings.append(Finding("note", "comment", name, f"{what}, not spoken: {shown}"))
    return tags.without(text, spans)


def _as_written(text: str, skipped: int) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Each paragraph with its label, and the notes; see `as_written_marks`."""
    directions = as_written_marks.HiddenDirections(captions=False)
    blocks: list[Block] = []
    notes: list[str] = []
    for paragraph in _paragraphs(directions.hide(text)):
        raw = " ".join(line.text for line in paragraph)
        if raw.startswith(as_written_marks.NOTE):
            notes.append(_inline(raw.removeprefix(as_written_marks.NOTE)))
            continue
        label, words = as_written_marks.label_and_words(raw)
        block = Block(
            _inline(words),
            paragraph[0].number + skipped,
            paragraph[0].gap,
            label=_inline(label) if label else None,
        )
        blocks.append(directions.restored(block))
    return tuple(blocks), tuple(notes)


def _paragraphs(text: str) -> Iterator[list[Line]]:
    """The lines of each paragraph; a label begins one without an empty line, too."""
    lines: list[Line] = []
    for line in lines_of(text):
        if lines and (line.gap or as_written_marks.label_and_words(line.text)[0]):
            yield lines
            lines = []
        lines.append(line)
    if lines:
        yield lines


def _directions_apart(text: str) -> str:
    """The text; two directions in a row, "[inaudible][laughs]", are no link whose address stands elsewhere."""
    defined = link_definitions.names_of(text)

    def apart(found: re.Match[str]) -> str:
        link = collapse(found[2] or found[1]).casefold() in defined
        said = directions.DEFAULT.effect_of(found[1], square=True) is None
        return found[0] if link or said else f"{found[0]} "

    return _TWO_BRACKETS.sub(apart, text)


def _lost(front: FrontMatter, name: str) -> Iterator[Finding]:
    """A finding for the title, if the front matter has one that can't be made out."""
    if "title" in front.lost:
        yield Finding(
            "warning", "title", name,
            "the front matter's title couldn't be read.",
            'Write it on one line: title: "The title".',
        )  # fmt: skip


def _facts(front: FrontMatter) -> tuple[Facts, tuple[str, ...]]:
    """What the front matter says of the page, and its other values as notes."""
    known = front.facts
    published = parse_date(known.get("published", ""))
    unread = (f"date: {known['published']}",) if published is None and "published" in known else ()
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
    others = {key: value for key, value in front.others.items() if key != as_written_marks.KEY}
    notes = others if as_written_marks.is_marked(front.others.items()) else front.others
    return facts, (*(collapse(f"{key}: {value}") for key, value in notes.items()), *unread)


def _prepared(text: str) -> str:
    """Headings and list items on lines of their own; fences away, code kept."""
    lines: list[str] = []
    raw = _with_terms(_with_whole_labels([_HARD_BREAK.sub("", line) for line in text.split("\n")]))
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


def _with_whole_labels(lines: list[str]) -> list[str]:
    """The lines; a strong label that goes on in the next line is whole, as emphasis spans lines (CommonMark 6.2)."""
    for at in range(len(lines) - 1):
        if _LABEL_BEGINS.fullmatch(lines[at]) and (rest := _LABEL_ENDS.match(lines[at + 1])):
            lines[at], lines[at + 1] = (
                f"{lines[at].rstrip()} {rest[0].strip()}",
                lines[at + 1][rest.end() :].lstrip(),
            )
    return lines


def _with_terms(lines: list[str]) -> list[str]:
    """The lines; a definition list's terms are labels before their definitions: "Rosa\\n: Why so early?"."""
    for at, line in enumerate(lines):
        if not (mark := _DEFINED.match(line)):
            continue
        above = at - 1 if at and lines[at - 1].strip() else at - 2
        term = lines[above].strip().strip("*_") if above >= 0 else ""
        alone = above < 1 or not lines[above - 1].strip()
        words = line[mark.end() :]
        if alone and _TERM.fullmatch(term):
            lines[above], words = "", f"**{term}:** {words}"
        lines[at] = words
    return lines


def _stands_alone(line: str) -> bool:
    """Headings, list items, footnotes, and times on their own lines are no part of the lines around them."""
    return bool(
        _HEADING.match(line)
        or re.match(r"[-*+]\s+\S|\d{1,4}[.)]\s+\S", line)
        or _TIME_ALONE.fullmatch(line)
        or _FOOTNOTE_TEXT.match(line)
    )


def _block(block: Block, skipped: int) -> Block:
    text = "" if _ONLY_BREAKS.fullmatch(block.text) else block.text
    line = (block.line or 0) + skipped
    if found := _HEADING.match(text):
        words = _inline(found[2])
        return replace(block, text=words, line=line, heading=True, lead=words, indent=0)
    marker = _MARKER.match(text)
    if marker and marker.end() and marker.end() < len(text) and not text.startswith(">>"):
        text = text[marker.end() :]
    text = _with_timed_label(loose_marks.tightened(text))
    strong = _STRONG.match(_EM.sub(r"\2", text))
    words = _inline(text)
    lead = _inline(strong[2]) if strong else ""
    lead = lead if lead and words.startswith(lead) and not _is_direction(lead, words) else ""
    aside = strong is None and _EM.fullmatch(text) is not None
    emphasis = _emphasis(text)
    if block.text.startswith("> "):
        emphasis |= {_QUOTED}
    return replace(
        block, text=words, line=line, lead=lead, indent=0, aside=aside, emphasis=emphasis
    )


def _with_timed_label(text: str) -> str:
    if not text[:1].isdigit() and text[:1] not in "[(<\\*_":
        return text
    bold = _STRONG.search(text[:_LEAD_WITHIN])
    if bold is None:
        return text
    before = _inline(text[: bold.start()])
    return timed_leads.as_label(before, _inline(bold[2]), text[bold.end() :]) or text


def _is_direction(lead: str, words: str) -> bool:
    """Whether a strong paragraph is all in brackets, "**(VIDEO STARTS)**", and no label: these have a colon."""
    return lead == words and lead.startswith("(") and lead.endswith(")")


def _emphasis(text: str) -> frozenset[str]:
    """How nearly all of a paragraph's words are set."""
    kinds: set[str] = set()
    for kind, names, attribute in _TAGS_SET_SO:
        plain = _SET_SO[kind].sub("", text) if kind in _SET_SO else text
        rest = tags.without_pairs(plain, names, attribute)
        if rest != text:
            words = sum(map(str.isalnum, _inline(rest)))
            pieces = [Piece("x" * words), Piece("x" * (len(text) - len(rest)), frozenset({kind}))]
            kinds |= emphasis_of(pieces)
    return frozenset(kinds)


def _inline(text: str) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found.re is references.REFERENCE:
            kept.append(references.decode(found[0]))
        else:
            kept.append(found[1] if found.re is _ESCAPE else found[2])
        return f"{_LEAD_ESCAPED}{len(kept) - 1}{_LEAD_ESCAPED}"

    text = text.replace(_LEAD_ESCAPED, "")
    text = tags.CODE.sub(keep, text)
    text = _ESCAPE.sub(keep, text)
    text = references.REFERENCE.sub(keep, text)  # decoded below: a decoded "*" or "<" is no mark
    text = _FOOTNOTE.sub("", text) if not _FOOTNOTE_TEXT.match(text) else text
    text = _SPAN.sub(r"\1", text)
    text = _LINK.sub(lambda found: "" if found[1] else found[0], text)  # also a picture in a link
    text = _LINK.sub(lambda found: found[2], text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _EM.sub(r"\2", text)
    text = _STRONG.sub(r"\2", text)
    text = _EM.sub(r"\2", text)
    text = re.sub(f"{_LEAD_ESCAPED}(\\d+){_LEAD_ESCAPED}", lambda found: kept[int(found[1])], text)
    return collapse(text)
