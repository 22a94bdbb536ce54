"""A transcript is previewed without a show: what it needs, and what it gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from segmentcast.queries.transcript_preview import preview_file

PAGE = "ANA COLE: When did the ferry stop?\n\nBEN ROY: It stopped on the 100th day, in 1995.\n"
READ = """
import sys
sys.argv = ["segmentcast", "read", sys.argv[1]]
from segmentcast.cli import main
try:
    main()
except SystemExit as end:
    print(end.code or 0, *sys.modules, sep="\\n")
"""
UNUSED = (
    "segmentcast.publish", "segmentcast.config", "segmentcast.records", "segmentcast.ledger", "segmentcast.feed",
    "segmentcast.model.package", "segmentcast.model.podcast", "sqlite3", "numpy", "msgspec",
    "importlib.metadata", "email.message", "tarfile",
)  # fmt: skip


def test_a_page_is_read_without_what_publishes_a_show(tmp_path: Path) -> None:
    """Configuration, ledger, records and feed are not even loaded: they would be half of the time."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(page)], capture_output=True, text=True, check=False
    )
    code, *modules = done.stdout[done.stdout.rindex("\n0\n") + 1 :].split()
    assert code == "0", done.stderr
    assert not [name for name in modules if name in UNUSED]


def test_everybody_gets_a_voice_and_every_sentence_is_proved(tmp_path: Path) -> None:
    """Two speakers, two voices with their reasons, the figures in words, and nothing that the proof finds."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    preview = preview_file(page)
    assert len(set(preview.voices.values())) == len(preview.why) == 2
    spoken = " ".join(utterance.spoken.text for utterance in preview.reading.utterances)
    assert "the one hundredth day, in nineteen ninety-five" in spoken
    assert not [finding for finding in preview.findings if finding.severity == "error"]
