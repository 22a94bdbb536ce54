"""PDF, OpenDocument and Rich Text: the words of the document, and nothing else of it.

The files are our own, made by hand after the formats' specifications: ISO 32000-1 (PDF 1.4), ISO/IEC
26300 (OpenDocument 1.2), and Microsoft's RTF 1.9.1 with the forms that TextEdit and Word write.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.documents import odt, pdf, rtf
from tests.transcript.readers.spoken import spoken

LONG = "The harbour opens at six in the morning, which is early for a small town"


def refused(data: bytes, name: str) -> str:
    """What the refusal of the file says."""
    with pytest.raises(TranscriptError) as caught:
        read(data, name)
    (problem,) = caught.value.problems
    assert problem.mend
    return problem.what


def test_a_pdf_is_read_without_what_runs_through_its_pages() -> None:
    """Heads, feet and page numbers are no words; a sentence and a word go on over line and page."""
    head, foot = "The Harbour Programme", "Page {} of 3"
    first = [head, "", f"ROSA LIND: {LONG}", "such as this one. Why so early? I ask as one who under-", "stands little and", "", "", foot.format(1)]  # fmt: skip
    second = [head, "", "wants to know.", "", f"OTTO BRAND: The fishers asked for it. {LONG}", "but not for them.", "", foot.format(2)]  # fmt: skip
    third = [head, "", "ROSA LIND: And do they come?", "", "OTTO BRAND: They do.", "", foot.format(3)]  # fmt: skip
    data = pdf([first, second, third])
    assert spoken(data, "talk.pdf") == [
        ("Rosa Lind", f"{LONG} such as this one. Why so early? I ask as one who understands little and wants to know."),
        ("Otto Brand", f"The fishers asked for it. {LONG} but not for them."),
        ("Rosa Lind", "And do they come?"),
        ("Otto Brand", "They do."),
    ]  # fmt: skip
    assert read(data, "talk.pdf").notes == ("The Harbour Programme",)


def test_a_pdf_of_two_columns_is_read_column_by_column() -> None:
    """The second column follows the first, as in printed records."""
    left = [
        "ROSA LIND: The harbour opens at",
        "six in the morning, early for a",
        "town of this size, and for all",
        "of us who live here. Why is it",
        "so early?",
        "",
        "OTTO BRAND: The fishers asked",
        "for it, and the bakers too, and",
        "the school wanted it as well.",
    ]
    right = [
        "ROSA LIND: And do they come in", "the morning, when it is dark and", "cold, and nobody else is there",
        "at all, not even the gulls that", "we hear now?", "", "OTTO BRAND: They do, all of",
        "them, every morning, winter and", "summer.",
    ]  # fmt: skip
    page = [f"{one:<44}{two}" for one, two in zip(left, right, strict=True)]
    data = pdf([page])
    assert [name for name, _ in spoken(data, "record.pdf")] == [
        "Rosa Lind", "Otto Brand", "Rosa Lind", "Otto Brand",
    ]  # fmt: skip
    assert spoken(data, "record.pdf")[1][1] == (
        "The fishers asked for it, and the bakers too, and the school wanted it as well."
    )


def test_hyphens_that_are_the_words_own_stay() -> None:
    """Twenty-two and a word that stands with its hyphen elsewhere keep it; others are joined."""
    lines = [
        f"ROSA LIND: {LONG} of twenty-", "two houses, where a quay-side", "house is not a harbour-",
        "master. The quay-", "side is old, and under-", "standing it takes time.", "", "OTTO BRAND: Yes.", "",
        "ROSA LIND: Good.",
    ]  # fmt: skip
    assert spoken(pdf([lines]), "talk.pdf")[0][1] == (
        f"{LONG} of twenty-two houses, where a quay-side house is not a harbourmaster. "
        "The quay-side is old, and understanding it takes time."
    )


def test_numbered_lines_of_a_pdf_are_no_words() -> None:
    """A court record's line numbers are not said, and its questions and answers are turns."""
    lines = [
        "BY MS. ARDEN:", "    Q.   Please state your name for the record.", "    A.   Walter Pim.",
        "    Q.   And where were you on the night of the 3rd, at", "about 9:15 p.m.?",
        "    A.   At the mill.", "         MR. STROUD:  Objection, Your Honor.",
        "         THE COURT:  Overruled.", "    Q.   Did you see the door?", "    A.   I saw that it was open.",
    ]  # fmt: skip
    page = [f"{number:>2}   {line}" for number, line in enumerate(lines, 1)]
    words = [words for _, words in spoken(pdf([page]), "record.pdf")]
    assert words[2] == "And where were you on the night of the 3rd, at about 9:15 p.m.?"
    assert len(words) == 8


def test_a_pdf_without_text_is_refused_by_name() -> None:
    """Pictures of pages are named as such."""
    assert "no text in it" in refused(pdf([[""], [""]]), "scan.pdf")


def test_a_locked_pdf_is_refused_by_name() -> None:
    """A PDF that wants a password, or a cipher that is not there, is named as locked."""
    cipher = "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{0}> /U <{0}> >>".format(
        "41" * 32
    )
    assert "locked" in refused(pdf([["words"]], encrypt=cipher), "locked.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF"])
def test_a_broken_pdf_is_refused_by_name(data: bytes) -> None:
    """What is no PDF but for its first bytes is one problem, not a traceback."""
    assert "PDF" in refused(data, "broken.pdf")


def test_a_pdf_bomb_is_refused() -> None:
    """A page that unpacks to far more than words, and a file of more pages than any talk, are refused."""
    huge = pdf([["x" * 2_000_000] * 40])
    assert len(huge) < 1_000_000
    assert "PDF" in refused(huge, "bomb.pdf")
    assert "pages" in refused(pdf([["word"]] * 2001), "pages.pdf")


BOLD = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'


def test_opendocument_text() -> None:
    """Bold labels, line breaks and tables are read; comments and footnotes are notes, deletions are gone."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">The harbour at night</text:h><text:p/>'
        '<text:p><text:span text:style-name="B">Rosa Lind:</text:span><text:s text:c="2"/>Why so early?'
        "<office:annotation><dc:creator>Ed</dc:creator><text:p>Check this</text:p></office:annotation></text:p>"
        '<text:p><text:span text:style-name="B">Otto Brand:</text:span> The fishers<text:note text:note-class="footnote">'
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>In 2019.</text:p></text:note-body>"
        "</text:note> asked<text:tab/>for it.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Rosa Lind</text:p></table:table-cell>"
        "<table:table-cell><text:p>And do they come?</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>Otto Brand: They do.</text:p></text:list-item></text:list>"
    )
    data = odt(body, styles=BOLD, title="A file")
    assert spoken(data, "talk.odt") == [
        ("Rosa Lind", "Why so early?"),
        ("Otto Brand", "The fishers asked for it."),
        ("Rosa Lind", "And do they come?"),
        ("Otto Brand", "They do."),
    ]
    found = read(data, "talk.odt")
    assert {"Check this", "In 2019."} <= set(found.notes)
    assert found.format == "OpenDocument text"


def test_opendocument_table_with_headings() -> None:
    """A table whose headings name speaker and words is the transcript, its times are kept."""
    row = (
        "<table:table-row>"
        + "<table:table-cell><text:p>{}</text:p></table:table-cell>" * 3
        + "</table:table-row>"
    )
    talk = [
        ("0:03", "Rosa Lind", "Why so early?"),
        ("0:09", "Otto Brand", "They asked."),
        ("0:12", "Rosa Lind", "Good."),
    ]
    rows = "".join(row.format(*one) for one in [("Time", "Speaker", "Text"), *talk])
    data = odt(f"<text:p>Call of May</text:p><table:table>{rows}</table:table>")
    assert spoken(data, "talk.odt") == [(name, words) for _, name, words in talk]
    assert read(data, "talk.odt").notes == ("Call of May",)


def test_opendocument_resolves_no_entity() -> None:
    """An entity of a document's own is not resolved, and one that multiplies does no harm."""
    data = odt("<text:p>Rosa Lind: Hello there.</text:p><text:p>Otto Brand: Hello.</text:p>")
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
                content = content.replace(b'<?xml version="1.0"?>', b'<?xml version="1.0"?>' + bomb)
                content = content.replace(b"Hello there.", b"Hello &b;&f;there.")
            new.writestr(name, content)
    try:
        found = read(packed.getvalue(), "talk.odt")
    except TranscriptError:
        return
    assert all("aaaa" not in turn.text for turn in found.turns)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    """A ZIP bomb is refused before it is unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.text"
        archive.writestr(zipfile.ZipInfo("mimetype"), kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", b" " * (130 * 1024 * 1024))
    assert "unpacks to more than" in refused(packed.getvalue(), "bomb.odt")


def test_rich_text() -> None:
    """Bold, code pages, links and tables are read by their words; headers and pictures are not."""
    body = (
        r"\pard\b Rosa Lind:\b0  Why so early, caf\'e9 and all? \u8220?Yes\u8221?\par"
        r"{\pict\pngblip 89504e470d0a1a0a}"
        r"\pard Otto Brand: The fishers asked {\field{\*\fldinst HYPERLINK "
        '"https://harbour.example/x"'
        r"}{\fldrslt for it}}.\par\pard Rosa Lind: And {\deleted never }do they come?\par"
        r"\pard Otto Brand: They do.\par"
    )
    assert spoken(rtf(body), "talk.rtf") == [
        ("Rosa Lind", "Why so early, café and all? “Yes”"),
        ("Otto Brand", "The fishers asked for it."),
        ("Rosa Lind", "And do they come?"),
        ("Otto Brand", "They do."),
    ]
    assert read(rtf(body), "talk.rtf").title == "The harbour at night"


def test_rich_text_table() -> None:
    """A table of two columns is a label and its words."""
    row = r"\trowd\cellx1000\cellx5000\pard\intbl {}\cell {}\cell\row "
    talk = [("Rosa Lind", "Why so early?"), ("Otto Brand", "They asked."), ("Rosa Lind", "Good.")]
    body = "".join(row.format(*turn) for turn in talk)
    assert spoken(rtf(body), "talk.rtf") == talk


def test_broken_rich_text_is_refused() -> None:
    """A file that ends in the middle is refused, not read in half."""
    whole = rtf(r"Rosa Lind: Why?\par Otto Brand: So.\par")
    assert "ends in the middle" in refused(whole[:-20] + b"{\\b ", "talk.rtf")


@pytest.mark.parametrize(
    ("member", "kind"),
    [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("a.txt", "ZIP archive")],
)  # fmt: skip
def test_other_archives_are_named(member: str, kind: str) -> None:
    """A ZIP archive of another kind is refused by its name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "<x/>")
    assert kind in refused(packed.getvalue(), "talk.docx")


def test_a_character_beyond_all_characters_is_damage() -> None:
    """A number that no character has is one message, as every damage is."""
    with pytest.raises(TranscriptError, match="cannot be read"):
        read(rtf(r"Rosa Lind: Why\u99999999999?\par Otto Brand: So.\par"), "talk.rtf")


def test_words_around_a_text_box_stay_together(word_document: Callable[..., bytes]) -> None:
    """A paragraph goes on after a text box in it; the box's words are there once, after it."""

    def run(content: str) -> str:
        return f"<w:r>{content}</w:r>"

    def text(words: str) -> str:
        return f'<w:t xml:space="preserve">{words}</w:t>'

    box = f"<w:txbxContent><w:p>{run(text('In the box.'))}</w:p></w:txbxContent>"
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = (
        f"<w:p>{run(text('Ada Roe: Who tends it?'))}</w:p>"
        f"<w:p>{run(text('Ben Lind: first half '))}{run(both)}{run(text('second half.'))}</w:p>"
        f"<w:p>{run(text('Ada Roe: Good.'))}</w:p>"
    )
    assert spoken(word_document(body), "talk.docx") == [
        ("Ada Roe", "Who tends it?"), ("Ben Lind", "first half second half. In the box."), ("Ada Roe", "Good."),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["talk.docx", "talk.odt"])
def test_words_around_a_table_within_a_cell_stay(
    name: str, word_document: Callable[..., bytes]
) -> None:
    """A table within a table's cell takes none of the cells before it."""
    inner = _table(("Ben Lind", "At night."))
    body = _table(("Ada Roe", "Who tends it?"), ("Ben Lind", "I do.", inner))
    if name.endswith(".odt"):
        for word, opendocument in (
            ("w:tbl>", "table:table>"), ("w:tr>", "table:table-row>"), ("w:tc>", "table:table-cell>"),
            ("w:p>", "text:p>"), ("<w:r><w:t>", ""), ("</w:t></w:r>", ""),
        ):  # fmt: skip
            body = body.replace(word, opendocument)
    data = odt(body) if name.endswith(".odt") else word_document(body)
    words = " ".join(words for _, words in spoken(data, name))
    assert "I do." in words
    assert "At night." in words


def _table(*rows: tuple[str, ...]) -> str:
    filled = ""
    for row in rows:
        cells = (
            cell if cell.startswith("<") else f"<w:p><w:r><w:t>{cell}</w:t></w:r></w:p>"
            for cell in row
        )
        filled += "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    return f"<w:tbl>{filled}</w:tbl>"


@pytest.mark.parametrize("name", ["talk.docx", "talk.odt"])
@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/hostname">']
)
def test_declared_entities_are_refused(
    name: str, declared: str, word_document: Callable[..., bytes]
) -> None:
    """A document with a DOCTYPE, which no word processor writes, is refused by name, in UTF-16 too."""
    if name.endswith(".odt"):
        member, data = "content.xml", odt("<text:p>Rosa Lind: Hello.</text:p>")
    else:
        member, data = "word/document.xml", word_document("<w:p><w:r><w:t>A: b</w:t></w:r></w:p>")
    for encoding in ("utf-8", "utf-16"):
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
            for part in old.namelist():
                content = old.read(part)
                if part == member:
                    text = content.decode().replace('<?xml version="1.0"?>', declared)
                    content = text.encode(encoding)
                new.writestr(part, content)
        with pytest.raises(TranscriptError) as caught:
            read(packed.getvalue(), name)
        assert "DOCTYPE" in caught.value.problems[0].what


def _packed_again(data: bytes, names: dict[str, str], *, last: str = "") -> bytes:
    """The archive with other names, `last` behind all others, as other programs write it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in sorted(old.namelist(), key=lambda part: part == last):
            new.writestr(names.get(part, part), old.read(part))
    return packed.getvalue()


def test_documents_packed_by_other_programs(word_document: Callable[..., bytes]) -> None:
    """Word for the web numbers the body; an archive that was packed again need not begin with its kind."""
    data = word_document("<w:p><w:r><w:t>Is it wet in here?</w:t></w:r></w:p>")
    other = _packed_again(data, {"word/document.xml": "word/document2.xml"})
    assert spoken(other, "t.docx")[0][1] == "Is it wet in here?"
    data = odt("<text:p>Is it wet in here?</text:p>")
    assert spoken(_packed_again(data, {}, last="mimetype"), "t.odt")[0][1] == "Is it wet in here?"


def test_words_that_a_revision_moved_are_said_once(word_document: Callable[..., bytes]) -> None:
    """Tracked moves leave the words at both places; they are said where they stand now."""
    run = "<w:r><w:t>{}</w:t></w:r>".format
    body = (
        f"<w:p><w:moveTo>{run('Is it wet?')}</w:moveTo></w:p><w:p>{run('It is.')}</w:p>"
        f"<w:p><w:moveFrom>{run('Is it wet?')}</w:moveFrom><w:del><w:r><w:delText>No.</w:delText></w:r></w:del>{run('Truly.')}</w:p>"
    )
    assert (
        " ".join(words for _, words in spoken(word_document(body), "t.docx"))
        == "Is it wet? It is. Truly."
    )


def test_words_struck_out_are_not_said_and_reported(word_document: Callable[..., bytes]) -> None:
    """What the author struck out of a Word document is not spoken; a finding says what it was."""
    body = (
        "<w:p><w:r><w:t>Berg: Sleep. </w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>Nothing. </w:t></w:r>"
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>I think.</w:t></w:r></w:p>'
    )
    transcript = read(word_document(body), "t.docx")
    assert transcript.turns[0].text.endswith("Sleep. I think.")
    assert [f.what for f in transcript.findings if f.rule == "struck-out"] == [
        'struck out in the document, so not spoken: "Nothing."'
    ]


def test_hidden_words_and_how_words_sound_are_not_said(word_document: Callable[..., bytes]) -> None:
    """Hidden text is not shown; ruby writes a word a second time, as it sounds."""
    body = (
        "<w:p><w:r><w:t>It is </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>not </w:t></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>weht</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>wet</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:t>.</w:t></w:r></w:p>"
    )
    assert spoken(word_document(body), "t.docx")[0][1] == "It is wet."
    body = "<text:p>It is <text:ruby><text:ruby-base>wet</text:ruby-base><text:ruby-text>weht</text:ruby-text></text:ruby>.</text:p>"
    assert spoken(odt(body), "t.odt")[0][1] == "It is wet."
    page = (
        "<html><body><p>It is <ruby>wet<rp>(</rp><rt>weht</rt><rp>)</rp></ruby>.</p></body></html>"
    )
    assert spoken(page, "t.html")[0][1] == "It is wet."


def test_how_words_looked_before_a_tracked_change_is_not_asked(
    word_document: Callable[..., bytes],
) -> None:
    """Words that were hidden, or bold, once, are neither now: a tracked change of their format keeps the old one."""
    before = (
        "<w:rPr><w:rPrChange w:id='1' w:author='x'><w:rPr><w:{}/></w:rPr></w:rPrChange></w:rPr>"
    )
    run = "<w:r>{}<w:t xml:space='preserve'>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('', 'It was ')}{run.format(before.format('vanish'), 'not ')}{run.format('', 'closed.')}</w:p>"
        f"<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val='Heading1'/></w:pPr></w:pPrChange></w:pPr>{run.format('', 'So it stayed.')}</w:p>"
        f"<w:p>{run.format(before.format('b'), 'Why?')}</w:p><w:p>{run.format('', 'Nobody knew.')}</w:p>"
    )
    plain = "".join(
        f"<w:p>{run.format('', words)}</w:p>"
        for words in ("It was not closed.", "So it stayed.", "Why?", "Nobody knew.")
    )
    assert spoken(word_document(body), "t.docx") == spoken(word_document(plain), "t.docx")


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("spreadsheet", "an OpenDocument spreadsheet"),
        ("presentation", "an OpenDocument presentation"),
    ],
)
def test_other_opendocument_files_are_refused_by_name(kind: str, what: str) -> None:
    """They have the same files in them as a text; packed again, with that of their kind at the end, too."""
    content = "<office:document-content/>"
    for first, second in (("mimetype", "content.xml"), ("content.xml", "mimetype")):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name in (first, second):
                words = (
                    content
                    if name == "content.xml"
                    else f"application/vnd.oasis.opendocument.{kind}"
                )
                archive.writestr(name, words)
        assert what in refused(packed.getvalue(), f"talk.{kind[0]}")


def test_an_opendocument_text_packed_again_is_read() -> None:
    """Where an archive's file of its kind is not the first, it is read all the same."""
    packed = io.BytesIO()
    whole = zipfile.ZipFile(
        io.BytesIO(odt("<text:p>Rosa Lind: Why?</text:p><text:p>Otto Brand: So.</text:p>"))
    )
    with whole, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in reversed(whole.namelist()):
            archive.writestr(name, whole.read(name))
    assert spoken(packed.getvalue(), "talk.odt") == [("Rosa Lind", "Why?"), ("Otto Brand", "So.")]


def test_captions_in_a_pdf_are_captions() -> None:
    """Neither a caption's number nor its times are those of the page, wherever the page ends."""
    places = ("harbour", "mill", "ferry", "town", "bridge", "river", "market")
    talk = [
        f"{one.title()} and {other}, {other} by the {one}."
        for one in places[:3]
        for other in places
    ]
    lines: list[str] = []
    for at, words in enumerate(talk):
        first, second = words.split(", ")
        lines += [
            str(at + 1),
            f"00:{at:02}:00,000 --> 00:{at:02}:50,000",
            f"{('MIA', 'JON')[at % 2]}: {first},",
            second,
        ]
    for size in range(20, 24):
        data = pdf([lines[at : at + size] for at in range(0, len(lines), size)])
        assert [words for _, words in spoken(data, "talk.pdf")] == talk
