"""README.md as the package index shows it: links and pictures by absolute addresses.

A hook of the build (pyproject.toml); in the repository README.md keeps its relative links.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)(\[[^\]]*\])\((?!https?://|#)([^)\s]+)\)")


class IndexPage(MetadataHookInterface):
    """Gives `readme` of the project's metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Sets `readme` to README.md with every relative link below the address of the source."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        source = str(metadata["urls"]["Source"]).rstrip("/")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, source)}


def absolute(text: str, source: str) -> str:
    """Markdown with its relative links made absolute; pictures lead to the file itself."""
    return _LINK.sub(
        lambda link: f"{link[1]}{link[2]}({source}/{'raw' if link[1] else 'blob'}/HEAD/{link[3]})",
        text,
    )
