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
    from segmentcast.transcript.document import Reader
    from segmentcast.transcript.readers import format_table
    from segmentcast.vocabulary.transcript_files import READ_BY

    READERS: dict[str, Reader] = {
        row.name: format_table.reader_of(row) for row in format_table.FORMATS
    }

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.transcript.readers.documents import odt, pdf, rtf
from tests.transcript.readers.promises import CASES, examine

PACKED = {"docx": "word/document.xml", "odt": "content.xml"}
"""Formats that are an archive, and the file in it that holds the words."""
EXTENSIONS = {name: READ_BY[name][0] for name in READERS}

WORD_BODY = b"""<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The light</w:t></w:r></w:p><w:p/>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>JO ROE: </w:t></w:r><w:ins><w:r><w:t>Who </w:t></w:r></w:ins><w:del><w:r>
<w:delText>x</w:delText></w:r></w:del><w:r><w:t>tends it?</w:t><w:br/><w:footnoteReference w:id="2"/></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>AL POE</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Me.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""


def target(only: str) -> Callable[[bytes], None]:
    """The function that the fuzzer calls: any format, named by the first byte, or one."""
    names = sorted(READERS)

    def run(data: bytes) -> None:
        chosen = only or names[data[0] % len(names) if data else 0]
        content = data if only else data[1:]
        if chosen in PACKED and not content.startswith(b"PK"):
            content = packed(content, PACKED[chosen])
        examine(content, f"t{EXTENSIONS[chosen]}")

    return run


def packed(body: bytes, member: str) -> bytes:
    """A document around this XML: a fuzzer would hardly ever write an archive that opens."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        if member == PACKED["odt"]:
            parts.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        parts.writestr(member, body)
    return archive.getvalue()


def seeds(folder: Path, only: str) -> None:
    """Writes the samples as the first corpus, with the byte that names their format before them."""
    names = sorted(READERS)
    for path in sorted(CASES.glob("*.in.*")):
        for at, name in enumerate(names):
            if EXTENSIONS[name] == path.suffix and only in ("", name):
                mark = b"" if only else bytes([at])
                (folder / f"{path.stem}-{name}").write_bytes(mark + path.read_bytes())
    for name, data in made().items():
        if only in ("", name):
            mark = b"" if only else bytes([names.index(name)])
            (folder / f"made-{name}").write_bytes(mark + data)


def made() -> dict[str, bytes]:
    """Documents of formats that cases/ has no samples of, those in archives as the XML within."""
    talk = ["JO ROE: Who (LAUGHTER) tends it?", "AL POE: Me.", "JO ROE: Since when?"]
    body = f"<text:h>The light</text:h><text:p/><text:p>{'</text:p><text:p>'.join(talk)}<text:s/><text:line-break/></text:p>"
    with zipfile.ZipFile(io.BytesIO(odt(body))) as parts:
        content = parts.read(PACKED["odt"])
    lines = r"\par {\b ".join(line.replace(":", ":}", 1) for line in talk)
    return {
        "docx": WORD_BODY,
        "odt": content,
        "rtf": rtf(f"{{\\b {lines}\\par"),
        "pdf": pdf([[*talk, "", "It has been years."]]),
    }


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
            "-max_len=20000", "-print_final_stats=1", "-verbosity=0" if chosen.runs >= 0 else "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup(asked, target(chosen.format))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
