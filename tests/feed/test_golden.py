"""The whole document, reviewed as a diff.

After a wanted change: python tests/feed/test_golden.py (writes tests/feed/golden/*.xml anew)
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from segmentcast import feed
from segmentcast.model import Package, Show

GOLDEN = Path(__file__).parent / "golden" / "show.xml"


def test_feed_is_the_golden_one(show: Show, two_episodes: tuple[Package, ...]) -> None:
    """The feed of the sample show is byte for byte the one that was reviewed."""
    written = feed.documents(show, two_episodes)[0].data
    if os.environ.get("REWRITE_GOLDEN"):
        GOLDEN.write_bytes(written)
    assert written.decode() == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", __file__],
            env={**os.environ, "REWRITE_GOLDEN": "1"},
            check=False,
        ).returncode
    )
