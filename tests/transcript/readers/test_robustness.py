"""Any bytes: a transcript or a TranscriptError; no word lost; large input ends."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segmentcast.errors import TranscriptError
from segmentcast.model import Transcript
from segmentcast.transcript import read
from tests.transcript.readers.promises import examine

_PIECES = st.sampled_from(
    [
        "JANE ROE, HOST:", "Jane Roe:", "ROE:", "Q:", "A:", ">>", "Speaker 1 (00:00):", "I'm Jane Roe.", "And, Alex,",
        "thank you for joining us.", "What is it?", "Well, yes.", "(LAUGHTER)", "[music]", "(", "]", "\n", "\n\n", "\n\n\n",
        "    ", "Read the Full Transcript", "Alex Poe joins Jane Roe to discuss.", "-->", "00:00:01.000 --> 00:00:02.000",
        "WEBVTT\n\n", "<v Bob>", "<p>", "</p>", "<strong>Jo:</strong>", "<div class='transcript'>", "---\n", "**Bo:**", "# H",
        "[a](b)", "`", "\\[", "&amp;", "\x00", "\ud7ff", "\u2028", "é", "“", "Dr.", "U.S.", "Copyright 2020", "one", "two words", ":", "{", '"text":', "1\n",
    ]
)  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=6), max_size=40).map(" ".join)
_NAMES = st.sampled_from(["t.txt", "t.html", "t.md", "t.vtt", "t.srt", "t.json", "t.docx", "t"])
_HEADS = st.sampled_from(
    ["", "WEBVTT\n\n", "<!doctype html><body>", "---\ntitle: x\n---\n", "1\n00:00:01,000 --> 00:00:02,000\n", "{", "["]
)  # fmt: skip


@given(st.binary(max_size=400), _NAMES)
@example(b"\xff\xfe\x00", "t.txt")
@example(b"PK\x03\x04word/", "t.docx")
@example(b"\xef\xbb\xbf", "t.txt")
def test_any_bytes(data: bytes, name: str) -> None:
    """No bytes raise anything but a TranscriptError."""
    examine(data, name)


@given(_HEADS, _TEXTS, _NAMES)
@settings(max_examples=250)
def test_any_text(head: str, text: str, name: str) -> None:
    """No text raises anything but a TranscriptError; what is read holds words and known speakers."""
    examine((head + text).encode("utf-8", "replace"), name)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["segments", "speaker", "text", "body", "startTime", "endTime", "start", "speakers", "name", "title"]),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(_JSON)
def test_any_json(data: object) -> None:
    """No JSON document raises anything but a TranscriptError."""
    examine(json.dumps(data).encode(), "t.json")


@given(st.binary(max_size=200), st.booleans())
def test_any_word_body(body: bytes, wrapped: bool) -> None:
    """No broken Word document raises anything but a TranscriptError."""
    packed = io.BytesIO()
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", head + body if wrapped else body)
    examine(packed.getvalue(), "t.docx")


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _kept(transcript: Transcript) -> str:
    parts = [
        transcript.title,
        transcript.summary,
        transcript.byline,
        transcript.page_url,
        transcript.comments_url,
        *transcript.notes,
    ]
    for turn in transcript.turns:
        parts.extend(item.words for item in turn.evidence if item.rule == "label")
        for paragraph in turn.paragraphs:
            parts.append(paragraph.text)
            parts.extend(direction.text for direction in paragraph.directions)
    parts.extend(finding.what for finding in transcript.findings)
    return "\n".join(parts)


_SPOKEN = st.lists(
    st.sampled_from(
        ["The tide was out.", "Why did it stop?", "Well, it (LAUGHTER) broke.", "[the] ministry", "It said: go now.", "(NOATO)", "Alex,", "Mr. Lund",
         "a (long remark that is not a direction) here", "$4.50, 3:15 p.m.", "[music]", "“Quoted.”", "x", "(c) 2020"]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["JANE ROE: ", "Bo Lund: ", "LUND: ", "", "DR. AMY POE, Clinic: "]),
            _SPOKEN,
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["\n\n", "\n\n\n", "\n"]),
)
@settings(max_examples=200)
def test_no_word_is_lost(turns: list[tuple[str, str]], gap: str) -> None:
    """Every word of the source is in a turn, a direction, a label, a note or a finding."""
    text = gap.join(label + words for label, words in turns)
    transcript = examine(text.encode(), "t.txt")
    if transcript is None:
        return
    kept = _words(_kept(transcript))
    missing = {word for word in _words(text) if word not in kept}
    assert not missing
    spoken = _words("\n".join(turn.text for turn in transcript.turns))
    assert not [word for word, count in spoken.items() if count > _words(text)[word]]


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "(" * 1_000_000,
        "[" * 300_000 + "]" * 300_000,
        ":" * 500_000,
        "A: " * 300_000,
        "JANE ROE: yes. " * 30_000,
        "a\n" * 100_000,
        ">> " * 300_000,
        "And, Alex, " * 80_000,
        "?" * 500_000,
        "Joining me now is " * 50_000,
        "*_`[" * 200_000,
        "<" * 500_000,
        "<p>" * 50_000,
        "<b><div>" * 20_000 + "words " * 30,
        "[" * 200_000,
        '{"segments":' * 50_000,
        "WEBVTT\n\n" + "<v a>" * 100_000,
        "WEBVTT\n\n" + "00:00:01.000 --> 00:00:02.000\n" * 30_000,
        "---\n" * 50_000,
        "I'm " * 200_000,
        "A" * 1_000_000,
        "A B " * 250_000,
        "thank you " * 100_000,
        "\u00a0" * 500_000 + "x",
        "Dr. " * 200_000,
        "♪ " * 200_000,
        "M. " + "A" * 100_000,
        "M. le a " * 50_000,
        "[a](" + "(a)" * 100_000,
        "[^a]" * 100_000,
        "[52:38] to " * 50_000,
        "0:00a" * 100_000,
        "".join(
            f"Ada: Is it? W{chr(97 + at % 26)}{chr(97 + at // 26 % 26)}{chr(97 + at // 676)}: no. Bo: It is. "
            for at in range(9_000)
        ),
        "A Bb (AB), " * 50_000 + "\n\nAB: yes.\n\nAB: no.",
        "**" * 200_000 + "A: ",
        "most popular\n\n" * 30_000,
        "[a]x\n\n" * 30_000,
    ],
    ids=lambda text: text[:12].strip() or "space",
)
def test_a_line_of_a_megabyte_ends(text: str) -> None:
    """Long lines of everything that patterns look for are read in linear time, without recursion."""
    examine(text.encode(), "t.txt")


@pytest.mark.parametrize(
    "line",
    [
        "most popular",
        "Related stories",
        "Copyright 2020 Harbour News",
        "END",
        "[a]x",
    ],
)
def test_twice_the_lines_take_twice_the_steps(line: str) -> None:
    """Each line is looked at as often in a long file as in one half as long."""

    def steps(lines: int) -> int:
        calls = 0

        def count(_: object, event: str, __: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            examine((f"{line}\n\n" * lines).encode(), "t.txt")
        finally:
            sys.setprofile(None)
        return calls

    steps(10)  # what is made once
    assert steps(1200) < 2.3 * steps(600)


def test_fifty_thousand_turns() -> None:
    """50,000 labelled turns are 50,000 turns; unlabelled, 3,000 are 3,000."""
    turns = "\n\n".join(
        f"{'ROE' if at % 2 else 'JANE POE'}: Sentence number {at}." for at in range(50_000)
    )
    assert len(read(turns.encode(), "t.txt").turns) == 50_000
    plain = "\n\n\n".join(
        ("Why is that?" if at % 2 == 0 else "Because.\n\nSo it is.") for at in range(3_000)
    )
    assert len(read(plain.encode(), "t.txt").turns) == 3_000


def test_word_document(word_document: Callable[..., bytes]) -> None:
    """A .docx gives its title, bold labels, table rows and inserted words; deleted words stay out."""

    def paragraph(*runs: str) -> str:
        return f"<w:p>{''.join(runs)}</w:p>"

    def run(text: str, bold: bool = False) -> str:
        properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'

    body = (
        paragraph(run("Jo Roe: ", bold=True), run("Who tends "), "<w:del><w:r><w:delText>my </w:delText></w:r></w:del>", run("the light?"))
        + paragraph(run("Al Poe: ", bold=True), "<w:ins>" + run("Nobody ") + "</w:ins>", run("does. (LAUGHTER)"))
        + paragraph()
        + "<w:tbl><w:tr><w:tc>" + paragraph(run("Jo Roe")) + "</w:tc><w:tc>" + paragraph(run("Since when?")) + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    transcript = read(word_document(body, "The light"), "t.docx")
    assert transcript.title == "The light"
    assert transcript.format == "Word document"
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("jo-roe", "Who tends the light?"),
        ("al-poe", "Nobody does."),
        ("jo-roe", "Since when?"),
    ]


def test_word_bomb_is_refused() -> None:
    """A Word document that unpacks to gigabytes is refused, not unpacked."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(140):
            part.write(b" " * 1024 * 1024)
    with pytest.raises(TranscriptError, match="unpacks to more"):
        read(packed.getvalue(), "bomb.docx")


def test_entities_are_not_resolved(word_document: Callable[..., bytes]) -> None:
    """An external entity in a Word document brings nothing in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document '
            'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>A: one &x;</w:t></w:r></w:p></w:body></w:document>',
        )
    transcript = examine(packed.getvalue(), "t.docx")
    assert transcript is None or transcript.turns[0].text in {"one", "A: one"}


def test_plain_text_needs_no_parser() -> None:
    """Reading page text imports no HTML or XML library."""
    import subprocess
    import sys

    script = "import sys; from segmentcast.transcript import read; read(b'A ROE: Hi.\\n\\nB POE: Ho?', 't.txt'); print('lxml' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "False"


def test_beside_the_text_is_a_note(word_document: Callable[..., bytes]) -> None:
    """Headers, footers, footnotes and comments of a Word document are notes; nobody says them."""

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    body = paragraph("Jo Roe: Who tends it?") + paragraph("Al Poe: I do.")
    transcript = read(
        word_document(
            body,
            header1=paragraph("Rush copy"),
            footnotes=paragraph("Since 1998."),
            styles="<w:p/>",
        ),
        "t.docx",
    )
    assert [turn.text for turn in transcript.turns] == ["Who tends it?", "I do."]
    assert transcript.notes == ("Since 1998.", "Rush copy")


def test_a_word_document_of_millions_of_paragraphs_is_refused(
    word_document: Callable[..., bytes],
) -> None:
    """A small file that unpacks to more paragraphs than any transcript has is named as that."""
    with pytest.raises(TranscriptError, match="more than 1,000,000 paragraphs"):
        read(word_document("<w:p/>" * 1_000_001), "t.docx")


@pytest.mark.parametrize(
    "named",
    [
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "hex",
        "cp037",
        "no-such",
    ],
)
def test_a_page_that_is_wrong_about_its_encoding(named: str) -> None:
    """A page that names something which is no character set is read as what it is."""
    page = (
        f"<html><head><meta charset={named}></head><body><p>JO ROE: Is it \\u0041-open? "
        + "It is. " * 20
    )
    transcript = read(page.encode() + "«Ja»</p>".encode(), "t.html")
    assert "\\u0041-open?" in transcript.turns[0].text
    assert transcript.turns[0].text.endswith("«Ja»")


def test_what_cannot_be_decoded_is_shown_with_its_place() -> None:
    """Each byte that is no character is named with line, column and the words before it."""
    with pytest.raises(TranscriptError) as caught:
        read("JO: Über den\nFluß ".encode() + b"\xff und \xfe", "t.txt")
    assert [problem.where for problem in caught.value.problems] == ["t.txt:2:6", "t.txt:2:12"]
    assert 'after "JO: Über den Fluß"' in caught.value.problems[0].what


ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.000 align:start position:0%
~
the<00:00:00.400><c> harbor</c><00:00:00.800><c> froze</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
the harbor froze
~

00:00:02.010 --> 00:00:04.000 align:start position:0%
the harbor froze
and<00:00:02.400><c> we walked</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
and we walked
~

00:00:04.010 --> 00:00:06.000 align:start position:0%
and we walked
to the island.
""".replace("~", " ")  # live captions have lines of one space


def test_rolling_captions_are_said_once() -> None:
    """Live captions show each line again above the next; it is spoken once, in WebVTT and in SubRip."""
    srt = "\n\n".join(
        f"{number}\n{times.split(' align')[0].replace('.', ',')}\n{words}"
        for number, (times, words) in enumerate(
            (part.split("\n", 1) for part in re.sub("<[^>]+>", "", ROLLING).split("\n\n")[1:]), 1
        )
    )
    for data, name in ((ROLLING, "t.vtt"), (srt, "t.srt")):
        transcript = read(data.encode(), name)
        assert transcript.turns[0].text == "the harbor froze and we walked to the island."
        assert transcript.turns[0].paragraphs[0].end_ms == 6000


def test_what_a_person_says_twice_stays() -> None:
    """Captions that repeat a line now and then are not taken for rolling ones."""
    said = ["No.", "No.", "I never went.", "Why?", "Why?", "It was cold.", "So cold."]
    vtt = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:0{at}.000 --> 00:00:0{at}.900\n{words}" for at, words in enumerate(said)
    )
    text = read(vtt.encode(), "t.vtt").turns[0].text
    assert text.split() == " ".join(said).split()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("My hobby (reading) helps.", "My hobby (reading) helps."),
        ("I like it (more).", "I like it (more)."),
        ("It ends. (Reading) Dear all, come.", "It ends. Dear all, come."),
        ("(reading) Dear all, come.", "Dear all, come."),
        ("That is all. (ENDS)", "That is all."),
        ("He opens it [reading] and smiles.", "He opens it and smiles."),
    ],
)
def test_a_common_word_in_brackets_within_a_sentence_is_said(written: str, said: str) -> None:
    """It is a direction before or after a sentence, in square brackets and in capitals."""
    talk = read(f"JANE ROE: So?\n\nHUW PARRY: {written}\n\nJANE ROE: Yes.\n".encode(), "t.txt")
    assert [each.text for each in talk.turns[1].paragraphs] == [said]
