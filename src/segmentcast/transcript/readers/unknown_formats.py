"""Text in a form that no reader knows: refused by its name, or by what it looks like, never read aloud.

Only what would otherwise be read as a page comes here. A format has a reader where there is a real
file or a vendor's sample to write it from; the others are named here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from segmentcast.errors import FormatNotRead, TranscriptError
from segmentcast.transcript.document import Source
from segmentcast.transcript.text.prose import excerpt

_HEAD = 20_000
_LINES = 200
_FIX = "Export it as WebVTT (.vtt), SubRip (.srt), TTML, plain text or .docx, and put that in its place."
_XML_ROOT = re.compile(
    # Possessive, and no comment within a comment: the work is linear in the head of a file.
    r"(?P<declared><\?xml\b[^>]{0,200}\?>)?(?:\s|<!--(?:(?!-->).){0,2000}+-->|<\?[^>]{0,500}\?>|<!DOCTYPE[^>\[]{0,300}>)*+"
    r"<(?:[\w.-]{1,60}:)?(?P<root>[A-Za-z][\w.-]{0,60})(?=[\s/>])",
    re.S | re.I,
)
_DECLARED = re.compile(r"<\?xml\b")
_PAGE_ELEMENTS = frozenset(
    "html head body div p span article section main header footer nav aside a b i u em strong br hr ul ol li dl dt dd "
    "h1 h2 h3 h4 h5 h6 table tbody thead tr td th blockquote pre code cite time figure img font center small q sup sub "
    "details summary address meta link title style script details dialog form label button s del ins mark abbr".split()
)
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("SAMI captions (.smi)", re.compile(r"<SAMI\b", re.I)),
    ("an ELAN annotation file (.eaf)", re.compile(r".{0,400}<ANNOTATION_DOCUMENT\b", re.S)),
    ("a Transcriber file (.trs)", re.compile(r".{0,400}<(?:!DOCTYPE )?Trans\b", re.S)),
    ("an EXMARaLDA transcription (.exb)", re.compile(r".{0,400}<basic-transcription\b", re.S)),
    ("a Final Cut Pro project (.fcpxml)", re.compile(r".{0,400}<fcpxml\b", re.S)),
    ("a Final Cut Pro or Premiere sequence (.xml)", re.compile(r".{0,400}<xmeml\b", re.S)),
    ("an RSS or Atom feed", re.compile(r".{0,2000}<(?:rss|feed)\b", re.S)),
    ("RealText captions (.rt)", re.compile(r"<window\b", re.I)),
    ("a Praat TextGrid", re.compile(r'File type = "ooTextFile')),
    ("a CHAT transcript (.cha)", re.compile(r"@(?:UTF8|Begin)\s*$", re.M)),
    ("MicroDVD captions (.sub)", re.compile(r"\{\d{1,9}\}\{\d{0,9}\}")),
    ("MPSub captions (.sub)", re.compile(r"(?:TITLE=.{0,200}\n|AUTHOR=.{0,200}\n|FILE=.{0,200}\n|TYPE=.{0,200}\n|\s)*+FORMAT=(?:TIME|\d)")),
    ("SubViewer captions (.sub)", re.compile(r"\[INFORMATION\]", re.I)),
    ("QuickTime text (.qt.txt)", re.compile(r"\{QTtext\}", re.I)),
    ("Spruce captions (.stl)", re.compile(r"(?://[^\n]{0,300}\n\s*|\$\w{1,40}\s*=[^\n]{0,200}\n\s*)*(?:\$\w{1,40}\s*=|\d\d:\d\d:\d\d:\d\d\s*,\s*\d\d:\d\d:\d\d:\d\d\s*,)")),
    ("a diarization file (.rttm)", re.compile(r"(?:SPKR-INFO|SPEAKER) \S{1,200} \d{1,3} [\d.<]")),
    ("a CTM file of a recogniser", re.compile(r"(?:;;[^\n]{0,300}\n)*(?:\S{1,200} [\dAB] \d{1,6}\.\d{1,4} \d{1,4}\.\d{1,4} \S[^\n]{0,100}\n){2}")),
    ("YAML", re.compile(r"(?:---[ \t]*\n)?(?:#[^\n]{0,300}\n|[a-z_]{1,40}: [^\n]{0,300}\n){0,20}[a-z_]{1,40}:[ \t]*\n[ \t]*- [a-z_]{1,40}: ")),
    ("Avid DS captions", re.compile(r"@ This file written with the Avid Caption", re.I)),
    ("an e-mail message", re.compile(r"(?:[A-Z][\w-]{0,40}: [^\n]{0,1000}\n(?:[ \t][^\n]{0,1000}\n)*){1,60}?MIME-Version: ")),
    ("a contact or calendar file", re.compile(r"BEGIN:V(?:CARD|CALENDAR)")),
)  # fmt: skip
_TIMECODE = re.compile(
    r"\d{1,2}[:;]\d{1,2}[:;]\d{1,2}(?:[:;]\d{2}|[.,]\d{1,3})?(?!\d)|(?<![\d:])\d{1,2}:\d{2}[.,]\d{1,3}"
)
_FRAMES = re.compile(r"\b\d{2}:\d{2}:\d{2}[:;]\d{2}\b")
_ONLY_TIMES = re.compile(r"[\d:;.,\s\[\]()<>–—-]{7,60}")
_COLUMN_NAMES = frozenset(
    "start end begin stop from to in out time timecode timestamp duration speaker name who voice text transcript "
    "caption subtitle utterance body content sentence paragraph line id number index file confidence".split()
)
_LEAST_ROWS = 3
_LEAST_SIGNS = 200
_PAUSES = re.compile(r"[.…]{2,}|…")
"""Somebody says nothing: no sign of a code."""


def refuse_named(source: Source) -> None:
    """Raise TranscriptError for a format that has a name, or for XML that is no page."""
    head = source.text[: 4 * _HEAD].lstrip()[:_HEAD]
    kind = next((kind for kind, mark in _NAMED if mark.match(head)), "")
    if kind:
        raise FormatNotRead.at(
            source.name, f"this is {kind}, which segmentcast doesn't read.", _FIX
        )
    _refuse(source.name, _xml(head, source.text))


def refuse_unlike_talk(source: Source) -> None:
    """Raise TranscriptError for lines of times, a table, or codes, in which no layout was recognised."""
    head = source.text[: 4 * _HEAD].lstrip()[:_HEAD]
    _refuse(source.name, _timed(head) or _table(head) or _signs(head))


def refuse_times(name: str, lines: Sequence[str]) -> None:
    """Raise TranscriptError for a document whose paragraphs are lines of times that no layout recognised."""
    head: list[str] = [line[:_HEAD] for line in lines[: 4 * _LINES]]
    _refuse(name, _timed("\n".join(head)))


def _refuse(name: str, looks: str) -> None:
    if looks:
        raise TranscriptError.at(name, f"unknown transcript format: {looks}.", _FIX)


def _xml(head: str, text: str) -> str:
    root = _XML_ROOT.match(head)
    if root is None and _DECLARED.match(head):
        return f'it looks like XML, and no element can be made out: "{excerpt(head)}"'
    if root is None or root["root"].casefold() in _PAGE_ELEMENTS:
        return ""
    closed = f"</{root['root']}" in head or text.rstrip().endswith(f"</{root['root']}>")
    if root["declared"] or closed or f":{root['root']}" in head:
        return f"it looks like XML, <{root['root']}>"
    return ""


def _lines(head: str) -> list[str]:
    return [line for line in head.split("\n")[: 4 * _LINES] if line.strip()][:_LINES]


def _timed(head: str) -> str:
    """Captions of some kind: most lines, or every second one, have two times, or times with frames."""
    lines = _lines(head)
    timed = [
        line for line in lines if len(_TIMECODE.findall(line)) > 1 or _FRAMES.search(line)
    ]  # fmt: skip
    arrows = sum("-->" in line for line in timed)
    # A time, a name, and words, each on its own line: fewer lines are times, and nothing but times.
    bare = sum(_ONLY_TIMES.fullmatch(line) is not None for line in timed)
    many = len(timed) >= _LEAST_ROWS and (
        len(timed) * 5 >= len(lines) * 2 or bare * 5 >= len(lines)
    )
    if not many and (not arrows or arrows * 5 < len(lines)):
        return ""
    return f'most lines have times, as captions do: "{excerpt(timed[0])}"'


def _table(head: str) -> str:
    lines = _lines(head)
    if len(head) >= _HEAD and len(lines) < _LINES:
        lines = lines[:-1]
    if len(lines) < _LEAST_ROWS:
        return ""
    for mark, called in (("\t", "tabs"), (";", "semicolons"), (",", "commas"), ("|", "bars")):
        if mark not in lines[0]:
            continue
        try:
            rows = list(csv.reader(lines, delimiter=mark))
        except csv.Error:
            continue
        width = len(rows[0])
        alike = sum(len(row) == width for row in rows) * 20 >= len(rows) * 19
        if not alike or width < 2:
            continue
        names = {name.strip(" \"'*_").casefold().split("_")[0].split(" ")[0] for name in rows[0]}
        if names & _COLUMN_NAMES and all(len(name) < 40 for name in rows[0]):
            return f'it looks like a table with {width} columns between {called}: "{excerpt(lines[0])}"'
        numbers = sum(_is_number(row[0]) for row in rows if row)
        if numbers * 10 >= len(rows) * 8:
            return f'it looks like a table with {width} columns between {called}: "{excerpt(lines[0])}"'
    return ""


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\s*[\d.,:;]{1,20}\s*", cell))


def _signs(head: str) -> str:
    """Codes: hardly a letter among the characters."""
    dense = "".join(_PAUSES.sub("", head).split())
    if len(dense) < _LEAST_SIGNS:
        return ""
    letters = sum(map(str.isalpha, dense))
    if letters * 10 >= len(dense) * 3:
        return ""
    return f'it is mostly digits and signs, not words: "{excerpt(head)}"'
