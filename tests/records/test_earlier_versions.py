"""What earlier versions recorded of an episode is read."""

from pathlib import Path
from typing import Any

from segmentcast.model import Evidence, Reading, Transcript, Turn
from segmentcast.records import Records


def test_evidence_that_is_no_longer_given_is_read(tmp_path: Path) -> None:
    """A code that this version gives to nothing is kept as it was."""
    earlier: Any = "a-code-of-before"
    transcript = Transcript((Turn("a", (), 1.0, (Evidence(earlier, "words"),)),), ())
    records = Records(tmp_path / "records.sqlite")
    try:
        records.put_reading("talk", transcript, Reading(()))
        assert records.get_reading("talk") == (transcript, Reading(()))
    finally:
        records.close()
