"""Tables: CSV and TSV, with a column for the words and others for the speaker and the times.

Columns are told by their headings, in the words that transcribers and spreadsheets use; without any,
by two columns of times before one of words. What cannot be told is refused with the headings, for
a wrong guess would read names or numbers aloud. RFC 4180; Excel's `sep=;` line; whisper's TSV
(`start`, `end`, `text` in milliseconds: whisper/utils.py, WriteTSV).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import PurePath

from segmentcast.errors import TranscriptError
from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.readers.cues.caption_timing import gap_after
from segmentcast.transcript.readers.documents import table_cells
from segmentcast.transcript.text.names import key_of
from segmentcast.transcript.text.prose import collapse, ends_sentence, excerpt, word_count

FORMAT = "table"
_DELIMITERS = ("\t", ";", ",", "|")
_HEAD = 20_000
_SAMPLE_ROWS = 60
_MOST_ROWS = 500_000
_MOST_FINDINGS = 50
_FEWEST = 2
_MOST_SHOWN = 3
_MOST_S_A_WORD = 20


def _words(text: str) -> frozenset[str]:
    return frozenset(word.replace("-", " ") for word in text.split())


_SPEAKER = _words(
    "speaker speakers speaker-name speaker-id speaker-label speaker-label name full-name who person participant "
    "participant-name voice actor character sprecher sprecherin sprechende locuteur locutrice intervenant hablante "
    "orador ponente relatore interlocutore oratore spreker talare taler locutor falante"
)
_TEXT = _words(
    "text transcript transcription utterance utterances content body words sentence caption captions subtitle dialogue "
    "dialog speech message spoken-text what-was-said inhalt aussage wortlaut transkript texte texto testo tekst "
    "transcripción transcrição trascrizione paragraph"
)
_START = _words(
    "start start-time starttime begin begin-time beginning from time times timestamp timestamps timecode in time-in "
    "in-point start-timecode tc-in offset zeit beginn anfang startzeit début debut temps tiempo inicio inizio tijd "
    "tempo start-ms start-s start-seconds start-sec start-in-seconds"
)
_END = _words(
    "end end-time endtime stop to until out time-out out-point end-timecode tc-out finish ende endzeit fin fine eind "
    "fim end-ms end-s end-seconds end-sec"
)
_ASIDE = _words(
    "id index number no nr n # dur line row cue segment seq sequence duration length confidence score channel file filename "
    "language lang notes note comment comments tags"
)
_UNIT = re.compile(
    r"\s*[\[(]\s*(ms|milliseconds|s|sec|secs|seconds|hh:mm:ss.{0,6})\s*[\])]\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; -1 for none. `factor` makes milliseconds of plain numbers."""

    text: int
    speaker: int = -1
    start: int = -1
    end: int = -1
    factor: int = 1000
    first_row: int = 1
    unread: tuple[str, ...] = ()


def sniff(source: Source) -> float:
    """Rows of one width with headings that are known; anything that is called a table."""
    table = _sample(source.text)
    if table is not None and _told(table) is not None:
        return 0.96
    called = PurePath(source.name).suffix.casefold() in {".csv", ".tsv", ".tab"}
    return 0.7 if called else 0.0


def parse(source: Source) -> Document:
    """A row is a block. Raises TranscriptError where the columns cannot be told, or rows are broken."""
    found = _delimiter(source.text)
    sample = _sample(source.text)
    columns = _told(sample) if sample else None
    if found is None or columns is None:
        raise _refused(source, sample)
    try:
        rows = list(_rows(source.text, found, _MOST_ROWS))
    except csv.Error as error:
        raise TranscriptError.at(
            source.name,
            f"this table cannot be read: {error}.",
            "Save it as CSV again, with quotation marks around cells.",
        ) from None
    return _document(rows[columns.first_row :], columns, source.name)


def _document(rows: Sequence[tuple[int, list[str]]], columns: _Columns, name: str) -> Document:
    blocks: list[Block] = []
    notes: list[str] = []
    findings: list[Finding] = []
    if columns.unread:
        shown = ", ".join(f'"{excerpt(heading, 40)}"' for heading in columns.unread)
        findings.append(Finding("note", "columns", name, f"columns that are not read: {shown}."))
    for number, row in rows:
        where = f"{name}:{number}" if number else name
        text, marks = table_cells.spoken(_cell(row, columns.text))
        speaker = _cell(row, columns.speaker)
        notes.extend(marks)
        if text and table_cells.is_note(speaker):
            notes.append(text)
            continue
        if not text:
            if speaker and len(findings) < _MOST_FINDINGS:
                findings.append(
                    Finding(
                        "warning", "empty-turn", where, f'"{excerpt(speaker, 80)}" has no words.',
                        "Delete the row, or add what was said.",
                    )
                )  # fmt: skip
            continue
        start, end = (
            table_cells.milliseconds(_cell(row, at), columns.factor)
            for at in (columns.start, columns.end)
        )
        if start is None and _cell(row, columns.start) and len(findings) < _MOST_FINDINGS:
            findings.append(
                Finding(
                    "warning", "time-unread", where,
                    f'no time, and left out: "{excerpt(_cell(row, columns.start))}".', "Write it as 0:01:02.5.",
                )
            )  # fmt: skip
        gap = gap_after(blocks[-1].end_ms, start) if blocks and start is not None else 1
        label = speaker or ("" if columns.speaker >= 0 else None)
        blocks.append(Block(text, number or None, gap, label=label, start_ms=start, end_ms=end))
    labelled = any(block.label for block in blocks)
    if not labelled:
        blocks = [
            Block(b.text, b.line, b.gap, start_ms=b.start_ms, end_ms=b.end_ms) for b in blocks
        ]
    timed = bool(blocks) and all(b.start_ms is not None and b.end_ms is not None for b in blocks)
    return Document(
        FORMAT, tuple(blocks), labelled=labelled, timed=timed,
        notes=tuple(dict.fromkeys(notes)), findings=tuple(findings),
    )  # fmt: skip


def within(
    tables: Sequence[Sequence[Sequence[str]]], blocks: Sequence[Block], name: str
) -> Document | None:
    """The tables of a document that are its transcript, by their headings; those with the same are one.

    `blocks` are all paragraphs of the document. None where the tables are not the transcript: more
    words are outside of them, or somebody's label is. What is left out becomes notes, and a finding.
    """
    joined: dict[tuple[str, ...], list[list[str]]] = {}
    for table in tables:
        if table and _by_headings(table) is not None:
            key = tuple(_heading(cell)[0] for cell in table[0])
            rows = [list(row) for row in table]
            joined[key] = [*joined[key], *rows[1:]] if key in joined else rows
    if not joined:
        return None
    rows = max(joined.values(), key=_word_count_of)
    columns = _by_headings(rows)
    if columns is None:
        return None
    document = _document([(0, row) for row in rows[1:]], columns, name)
    if len(document.blocks) < _FEWEST:
        return None
    cells = _texts_of(rows)
    heading = next((block.text for block in blocks if block.heading), "")
    outside = [block for block in blocks if block.text not in cells and block.text != heading]
    if sum(word_count(block.text) for block in outside) >= _word_count_of(rows):
        return None
    elsewhere = {text for table in tables for text in _texts_of(table)}
    if _holds_labels(outside, elsewhere, document.blocks):
        return None
    notes = dict.fromkeys(block.text for block in outside)
    findings = document.findings
    if notes:
        shown = "; ".join(f'"{excerpt(note, 60)}"' for note in list(notes)[:_MOST_SHOWN])
        left_out = Finding(
            "warning", "outside-table", name,
            f"the table is the transcript; {len(notes)} paragraphs outside of it are not spoken: {shown}.",
            "Add what was said to the table as rows.",
        )  # fmt: skip
        findings = (*findings, left_out)
    return replace(document, facts=Facts(title=heading), notes=tuple(notes), findings=findings)


def _word_count_of(rows: Sequence[Sequence[str]]) -> int:
    return sum(word_count(cell) for row in rows for cell in row)


def _texts_of(rows: Sequence[Sequence[str]]) -> set[str]:
    """The texts of the blocks that a table's rows have become."""
    texts = {collapse(cell) for row in rows for cell in row}
    # Rows of two and three cells have become a label with its words, and a name with its time.
    for row in rows:
        pair = [collapse(cell) for cell in row[:2]]
        texts |= {f"{pair[0].rstrip(':')}: {pair[-1]}", " ".join(pair), " ".join(reversed(pair))}
    return texts


def _holds_labels(outside: Sequence[Block], elsewhere: Set[str], spoken: Sequence[Block]) -> bool:
    """Whether somebody has words outside of the table. In other tables only its own speakers count."""
    speakers = {key_of(block.label) for block in spoken if block.label}
    rows = [(f"{block.label}: {block.text}", "") for block in spoken if block.label]
    book = label_book.learn([*rows, *((block.text, block.lead) for block in outside)])
    for block in outside:
        start = book.start(block.text, block.lead)
        if start is None or start[1] >= len(block.text):
            continue
        if not any(map(str.isalpha, block.text[start[1] :])):
            continue  # a figure for each speaker, as recorders of calls add them up
        if start[0].key in speakers:
            return True
        is_said = start[0].shape is LabelShape.NAME and ends_sentence(block.text)
        if is_said and block.text not in elsewhere:
            return True
    return False


def _cell(row: Sequence[str], at: int) -> str:
    return collapse(row[at]) if 0 <= at < len(row) else ""


def _rows(text: str, delimiter: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """(line of the file, cells) of each row that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    taken = 0
    line = 1
    for row in reader:
        if any(cell.strip() for cell in row) and not _is_hint(row, line):
            yield line, row
            taken += 1
            if taken >= most:
                return
        line = reader.line_num + 1


def _is_hint(row: Sequence[str], line: int) -> bool:
    """Excel's first line, "sep=;", which csv splits at the sign that it names."""
    return line == 1 and row[0].strip().casefold().startswith("sep=")


def _delimiter(text: str) -> str | None:
    """The sign that cuts the first rows into the same number of cells, two or more."""
    if hint := re.match(r"\s*sep=([\t;,|])\s*\n", text, re.I):
        return hint[1]
    best: tuple[int, str] | None = None
    for delimiter in _DELIMITERS:
        if delimiter not in text[:_HEAD]:
            continue
        first = _head_rows(text, delimiter, most=1)
        if not first or len(first[0]) < 2:
            continue
        widths = [len(row) for row in _head_rows(text, delimiter)]
        if not widths or sum(w == widths[0] for w in widths) * 10 < len(widths) * 9:
            continue
        if best is None or widths[0] > best[0]:
            best = (widths[0], delimiter)
    return best[1] if best else None


def _head_rows(text: str, delimiter: str, most: int = _SAMPLE_ROWS) -> list[list[str]]:
    """The first rows, `most` of them; the last is left out where the text was cut within it."""
    try:
        rows = [row for _, row in _rows(text[:_HEAD], delimiter, most)]
    except csv.Error:
        return []
    return rows[:-1] if len(text) > _HEAD and 1 < len(rows) < most else rows


def _sample(text: str) -> list[list[str]] | None:
    delimiter = _delimiter(text)
    return _head_rows(text, delimiter) if delimiter else None


def _told(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """Which columns hold what, by their headings, or by their cells where there are none."""
    if not rows:
        return None
    return _by_headings(rows) or _by_cells(rows)


def _by_headings(rows: Sequence[Sequence[str]]) -> _Columns | None:
    headings = [_heading(cell) for cell in rows[0]]
    kinds = [_kind(name) for name, _ in headings]
    if kinds.count("text") != 1 or kinds.count("speaker") > 1:
        return None
    if not {"speaker", "start"} & set(kinds) or len(rows) < 2:
        return None
    at = {kind: kinds.index(kind) for kind in ("text", "speaker", "start", "end") if kind in kinds}
    unit = headings[at["start"]][1] if "start" in at else ""
    name = headings[at["start"]][0] if "start" in at else ""
    milliseconds = unit.startswith(("ms", "milli")) or name.endswith(" ms")
    if [name for name, _ in headings] == ["start", "end", "text"]:
        milliseconds = milliseconds or all(
            row[0].strip().isdigit() and row[1].strip().isdigit()
            for row in rows[1:]
            if len(row) == 3
        )
    elif "start" in at and not unit:
        milliseconds = milliseconds or _in_milliseconds(rows[1:], at["start"], at["text"])
    return _Columns(
        at["text"],
        at.get("speaker", -1),
        at.get("start", -1),
        at.get("end", -1),
        1 if milliseconds else 1000,
        1,
        tuple(
            cell.strip()
            for cell, kind in zip(rows[0], kinds, strict=True)
            if kind == "" and cell.strip()
        ),
    )


def _in_milliseconds(rows: Sequence[Sequence[str]], start: int, text: int) -> bool:
    """Whether whole numbers are milliseconds: nobody takes twenty seconds for each word."""
    cells = [_cell(row, start) for row in rows if len(row) > max(start, text)]
    if len(cells) < _FEWEST or not all(cell.isdecimal() and len(cell) <= 10 for cell in cells):
        return False
    words = sum(word_count(_cell(row, text)) for row in rows[:-1])
    return int(cells[-1]) - int(cells[0]) > _MOST_S_A_WORD * max(1, words)


def _heading(cell: str) -> tuple[str, str]:
    """A heading folded, and the unit that it names in brackets."""
    text = " ".join(re.sub(r"[_-]", " ", cell).casefold().split()).strip(" \"'*:.")
    unit = _UNIT.search(text)
    return (text[: unit.start()].strip(), unit[1]) if unit else (text, "")


def _kind(name: str) -> str:
    for kind, names in (("text", _TEXT), ("speaker", _SPEAKER), ("start", _START), ("end", _END)):
        if name in names:
            return kind
    return "aside" if name in _ASIDE else ""


def _by_cells(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """Without headings: times in the first column or two, then perhaps short names, and words last."""
    width = len(rows[0])
    if len(rows) < 3 or not 2 <= width <= 4:
        return None
    full = [row for row in rows if len(row) == width]
    clocks = [sum(_is_clock(row[at]) for row in full) * 10 >= len(full) * 9 for at in range(width)]
    if not clocks[0] or any(clocks[2:]) or all(_MILLISECONDS.match(row[1]) for row in full):
        return None
    end = 1 if clocks[1] else -1
    rest = width - 1 - (end == 1)
    if rest not in (1, 2) or sum(" " in row[-1].strip() for row in full) * 2 < len(full):
        return None
    return _Columns(width - 1, width - 2 if rest == 2 else -1, 0, end, first_row=0)


_MILLISECONDS = re.compile(r"\d{3} ")
"""What stands behind the comma of "00:00:05,000 Good morning.", which parts no columns."""


def _is_clock(cell: str) -> bool:
    return ":" in cell and table_cells.milliseconds(cell.strip(), 1000) is not None


def _refused(source: Source, sample: list[list[str]] | None) -> Exception:
    fix = (
        'Name the columns in the first line, such as "speaker", "start", "end", "text"; '
        "or export it as plain text with NAME: before each turn."
    )
    if not sample:
        return TranscriptError.at(source.name, "this table has no columns that can be told.", fix)
    cells = ", ".join(f'"{excerpt(cell, 40)}"' for cell in sample[0][:8])
    return TranscriptError.at(
        source.name, f"nothing tells which column of this table holds the words: {cells}.", fix
    )
