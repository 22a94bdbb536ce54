"""A fuzzer over every reader, led by the code that each input reaches (atheris, libFuzzer).

    python tests/transcript/readers/fuzz_readers.py [SECONDS] [--format html] [--runs N] [--corpus FOLDER]

The samples in cases/ are the seeds. It stops at the first input that raises anything but a
TranscriptError, takes longer than ten seconds, or breaks what every transcript promises; that
input is then written beside the corpus. Linux only: atheris has no wheels for other systems.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["segmentcast.transcript", "segmentcast.timing"]):
    from segmentcast.errors import TranscriptError
    from segmentcast.transcript import read
    from segmentcast.transcript.document import Reader
    from segmentcast.transcript.readers import format_table
    from segmentcast.vocabulary.transcript_files import READ_BY

    READERS: dict[str, Reader] = {
        row.name: format_table.reader_of(row) for row in format_table.FORMATS
    }

CASES = Path(__file__).parents[1] / "cases"
EXTENSIONS = {name: READ_BY[name][0] for name in READERS}

WORD_BODY = b"""<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The light</w:t></w:r></w:p><w:p/>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>JO ROE: </w:t></w:r><w:ins><w:r><w:t>Who </w:t></w:r></w:ins><w:del><w:r>
<w:delText>x</w:delText></w:r></w:del><w:r><w:t>tends it?</w:t><w:br/><w:footnoteReference w:id="2"/></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>AL POE</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Me.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""


def examine(data: bytes, name: str) -> None:
    """Reads the bytes and holds the transcript, if there is one, to what every transcript promises."""
    transcript, problems = None, ()
    try:
        transcript = read(data, name)
    except TranscriptError as error:
        problems = error.problems
    if transcript is None:
        assert problems
        assert all(problem.what for problem in problems)
        return
    keys = {speaker.key for speaker in transcript.speakers}
    assert transcript.turns
    for turn in transcript.turns:
        assert turn.speaker in keys
        assert turn.evidence
        assert turn.text.strip()
        for paragraph in turn.paragraphs:
            assert paragraph.text == " ".join(paragraph.text.split())
            assert all(0 <= item.offset <= len(paragraph.text) for item in paragraph.directions)


def target(only: str) -> Callable[[bytes], None]:
    """The function that the fuzzer calls: any format, named by the first byte, or one."""
    names = sorted(READERS)

    def run(data: bytes) -> None:
        chosen = only or names[data[0] % len(names) if data else 0]
        content = data if only else data[1:]
        if chosen == "docx" and not content.startswith(b"PK"):
            content = packed(content)
        examine(content, f"t{EXTENSIONS[chosen]}")

    return run


def packed(body: bytes) -> bytes:
    """A Word document around this XML: a fuzzer would hardly ever write an archive that opens."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("word/document.xml", body)
    return archive.getvalue()


def seeds(folder: Path, only: str) -> None:
    """Writes the samples as the first corpus, with the byte that names their format before them."""
    names = sorted(READERS)
    for path in sorted(CASES.glob("*.in.*")):
        for at, name in enumerate(names):
            if EXTENSIONS[name] == path.suffix and only in ("", name):
                mark = b"" if only else bytes([at])
                (folder / f"{path.stem}-{name}").write_bytes(mark + path.read_bytes())
    if only in ("", "docx"):
        mark = b"" if only else bytes([names.index("docx")])
        (folder / "word").write_bytes(mark + WORD_BODY)


def _begun_with_mb() -> int:
    """The peak of memory at the start: a process that a large one began counts that one's memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("seconds", type=int, nargs="?", default=60)
    parser.add_argument("--format", choices=sorted(READERS), default="", help="one reader only")
    parser.add_argument("--runs", type=int, default=-1, help="how many inputs at most")
    parser.add_argument("--seed", type=int, default=0, help="the same seed, the same inputs")
    parser.add_argument("--corpus", type=Path, help="a folder that keeps what was found")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        corpus = chosen.corpus or Path(kept)
        corpus.mkdir(parents=True, exist_ok=True)
        seeds(corpus, chosen.format)
        asked = [
            sys.argv[0], str(corpus), f"-max_total_time={chosen.seconds}", f"-runs={chosen.runs}",
            f"-seed={chosen.seed}", f"-artifact_prefix={corpus}/", "-timeout=10", f"-rss_limit_mb={1024 + _begun_with_mb()}",
            "-max_len=20000", "-print_final_stats=1", "-verbosity=0" if chosen.runs > 0 else "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup(asked, target(chosen.format))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
