"""The HTML that embeds a published episode in another page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmentcast import layout, site
from segmentcast.colour import LEAST_CONTRAST
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Package
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder, locate


@dataclass(frozen=True, slots=True)
class EmbedCode:
    """HTML to copy, the URLs in it, and the contrast of its colours."""

    page: str
    player: str
    frame: str
    resizer: str
    snippet: str
    component: str
    metadata: str
    oembed: str
    contrast: tuple[site.ContrastFigure, ...] = ()

    def blocks(self) -> Iterator[tuple[str, str]]:
        """A description and the HTML of each part."""
        yield "A line that unfolds into the player, as tall as it needs to be", self.component
        yield "The same as a frame, for pages that allow no script of others", self.frame
        yield "Optional, once per page: keeps frames as tall as they need to be", self.resizer
        yield "Without a frame or script: a link and the browser's own player", self.snippet
        yield "For the head of the article's page: metadata for search engines", self.metadata
        yield "For the head of the article's page: link previews (oEmbed)", self.oembed

    def illegible(self) -> Iterator[str]:
        """A sentence for each pair of colours with too little contrast."""
        for figure in self.contrast:
            if not figure.is_legible:
                letters, ground = figure.colours
                yield (
                    f"{figure.pair} ({figure.theme}): {letters} on {ground} has a contrast of "
                    f"{figure.ratio}, and letters need {LEAST_CONTRAST}. "
                    "Fix: make one of them lighter or darker"
                )

    def as_json(self) -> dict[str, object]:
        """The output of `segmentcast embed --json`: one object with stable keys."""
        texts = {name: getattr(self, name) for name in self.__slots__ if name != "contrast"}
        return {**texts, "contrast": [figure.as_json() for figure in self.contrast]}


def embed_code(
    episode: str, show: Path | None = None, look: site.EmbedLook = site.USUAL_LOOK
) -> EmbedCode:
    """The code for a published episode, given by its folder or the folder's name.

    Raises UsageError if there is no such show or the episode is not published or was retracted.
    """
    folder = Path(episode)
    show_folder = _place_of(folder, episode, show)
    name = folder.resolve().name if folder.is_dir() else episode.rstrip("/").rpartition("/")[2]
    package = _published(show_folder, name, episode)
    about = read_show(show_folder).show
    return EmbedCode(
        page=layout.page_url(about.base_url, site.episode_path(package)),
        player=layout.url(about.base_url, site.embed_path(package)),
        frame=site.embed_frame(about, package, look),
        resizer=site.embed_resizer(about),
        snippet=site.embed_snippet(about, package),
        component=site.embed_component(about, package, look),
        metadata=site.article_metadata(about, package),
        oembed=site.oembed_link(about, package),
        contrast=look.contrasts(about.site),
    )


def _place_of(folder: Path, name: str, show: Path | None) -> ShowFolder:
    """The show of an episode's folder, found by its parent folder even if it doesn't exist."""
    if show is not None:
        return locate(show)
    if folder.is_dir() or folder.parent != Path():
        with contextlib.suppress(UsageError):
            return locate(folder.resolve().parent)
    try:
        return locate(Path())
    except UsageError:
        what = "there is no such episode, and no show here to search"
        mend = "give the episode's folder, or its name with --show SHOW"
        raise UsageError(Problem(name, what, mend)) from None


def _published(show_folder: ShowFolder, name: str, wanted: str) -> Package:
    memory = show_folder.work / RECORDS
    record = None
    if memory.is_file():
        records = Records.reading(memory)  # works in a read-only place too
        try:
            record = records.get(layout.episode_id(name)) if name.strip("./ ") else None
        finally:
            records.close()
    if record is None:
        what = f"no episode with this name is published in {show_folder.path}"
        raise UsageError(
            Problem(
                wanted,
                what,
                f"check the spelling, or publish first: {show_folder.command('publish')}",
            )
        )
    if record.package.retracted is not None:
        raise UsageError(
            Problem(wanted, "this episode was retracted", "link to its page, which explains why")
        )
    return record.package
