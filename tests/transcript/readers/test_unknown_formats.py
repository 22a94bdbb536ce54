"""A file in a form that nobody reads here is refused by what it looks like, never read aloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from segmentcast.transcript.document import Source
from segmentcast.transcript.readers.unknown_formats import refuse_named

UNREAD = {
    "SAMI": "<SAMI><BODY><SYNC Start=100><P>The mill stands.\n</BODY></SAMI>",
    "MicroDVD": "{10}{40}The mill stands.\n{41}{80}So it does.\n",
    "MPSub": "TITLE=Mill\nFORMAT=TIME\n\n1 2\nThe mill stands.\n",
    "SubViewer": "[INFORMATION]\n[TITLE]Mill\n[END INFORMATION]\n00:00:01.00,00:00:02.00\nThe mill.\n",
    "QuickTime": "{QTtext} {font:Tahoma}\n[00:00:01.000]\nThe mill stands.\n",
    "Spruce": "//Font select and font size\n$FontName = Arial\n00:00:01:00 , 00:00:02:00 , The mill.\n",
    "Avid": "@ This file written with the Avid Caption plugin\n\n<begin subtitles>\n00:00:01:00 00:00:02:00\nMill\n",
    "TextGrid": 'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\n',
    "CHAT": "@UTF8\n@Begin\n@Languages:\teng\n*ADA:\tthe mill stands .\n@End\n",
    "ELAN": '<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT AUTHOR=""><TIER/></ANNOTATION_DOCUMENT>',
    "Transcriber": '<?xml version="1.0"?>\n<Trans scribe="x"><Episode/></Trans>',
    "Final Cut": '<?xml version="1.0"?>\n<fcpxml version="1.8"><resources/></fcpxml>',
    "RSS": '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>x</title></channel></rss>',
    "XML, <minutes>": "<minutes><item>The mill stands.</item></minutes>",
    "diarization": "SPEAKER mill 1 0.0 2.1 <NA> <NA> spk0 <NA> <NA>\nSPEAKER mill 1 2.1 2.0 <NA> <NA> spk1 <NA> <NA>\n",
    "CTM": "mill 1 0.00 0.20 is 0.9\nmill 1 0.20 0.20 it 0.9\nmill 1 0.40 0.20 wet 0.9\n",
    "YAML": "segments:\n  - speaker: Ada Roe\n    start: 0.0\n    text: Is it wet?\n",
    "e-mail": "From: Ada <a@example.com>\nTo: Ben\nMIME-Version: 1.0\n\nThe mill stands.\n",
    "table with 3": "id;score;remark\n1;2;good\n2;5;better\n3;1;worse\n",
    "have times": "01:00:01:10  01:00:03:05  The mill\n01:00:03:05  01:00:05:00  stands\n01:00:06:00  01:00:07:00  here\n",
    "digits and signs": "9420 9420 94ae 94ae 9440 9440 5468 e520 " * 12,
}


@pytest.mark.parametrize("kind", UNREAD)
def test_a_form_that_is_not_read_is_refused_by_its_name(kind: str) -> None:
    """The message says what the file is, or what it looks like, and what to export instead."""
    with pytest.raises(TranscriptError) as refused:
        read(UNREAD[kind].encode(), "transcript.txt")
    (problem,) = refused.value.problems
    assert kind.casefold() in problem.what.casefold()
    assert ".vtt" in problem.mend


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"[" + b"{}," * 4_000_001 + b"{}]", "t.json", "more than 4,000,000 values"),
        (b'<tt xmlns="http://www.w3.org/ns/ttml">' + b"<p/>" * 2_000_001 + b"</tt>", "t.ttml", "more than 2,000,000 tags"),
        (b'<?xml version="1.0"?>' + b"<!DOCTYPE " * 9, "t.xml", "it looks like XML"),
    ],
    ids=["JSON", "XML", "XML without an element"],
)  # fmt: skip
def test_more_than_any_transcript_has_is_refused(data: bytes, name: str, what: str) -> None:
    """Bounds are checked before anything is parsed."""
    with pytest.raises(TranscriptError) as refused:
        read(data, name)
    assert what in refused.value.problems[0].what


PROSE = {
    "page": "The mill\n\nAda Roe: The ferry left at 7:15, the train at 8:20, and we at nine.\n\nBen Lind: Why?\n",
    "commas": "One, two, three.\n\nFour, five, six.\n\nSeven, eight, nine.\n\nText, words, lines.\n",
    "stamped": "Ada Roe (00:00:01):\nThe mill stands.\n\nBen Lind (00:00:04):\nDoes it?\n\nAda Roe (00:00:09):\nYes.\n",
    "html": "<div><p>Ada Roe: The mill stands.</p><p>Ben Lind: Does it?</p></div>",
    "xhtml": '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Ada Roe: It stands.</p><p>Ben Lind: Does it?</p></body></html>',
    "thai": "สวัสดีครับ ยินดีต้อนรับ " * 12,
    "digits": "Ada Roe: 1969, 1972, 1974, 1999.\n\nBen Lind: What are these?\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", PROSE)
def test_talk_is_not_taken_for_a_file_of_machines(kind: str) -> None:
    """Pages with times, lists, and digits in the talk are read."""
    assert read(PROSE[kind].encode(), "transcript.txt").turns


@pytest.mark.parametrize(
    "text",
    ["<!---->" * 400 + "<!doctype html><p>So it is.", "\n" * 60_000 + "So it is.", "<?a?>" * 4_000 + "x"],
    ids=["comments", "blank lines", "instructions"],
)  # fmt: skip
def test_a_hostile_prologue_is_read_to_its_end(text: str) -> None:
    """Comments within comments took time that doubled with each one; this ends at all."""
    refuse_named(Source("page.html", text.encode(), text))


def test_xml_without_a_declaration_is_refused_however_long() -> None:
    """A root that no page has is XML by its end tag, wherever that is."""
    text = f"<protocol kind='x'><who>Ada</who>{'<p>Is it wet in here?</p>' * 2000}</protocol>"
    with pytest.raises(TranscriptError) as caught:
        read(text.encode(), "t.xml")
    assert "<protocol>" in caught.value.problems[0].what


def test_lines_of_times_in_a_word_document_are_not_read_aloud(
    word_document: Callable[..., bytes],
) -> None:
    """Captions pasted into Word, in no layout that is known, are refused as they are in a text."""
    lines = [
        f"00:00:{at:02}:00 00:00:{at + 2:02}:00" if at % 2 else "It was late." for at in range(12)
    ]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with pytest.raises(TranscriptError, match="most lines have times"):
        read(word_document(body), "a.docx")
