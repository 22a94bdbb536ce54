"""The HTML that embeds a published episode in another page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmentcast import layout, site
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Package
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder, locate


@dataclass(frozen=True, slots=True)
class EmbedCode:
    """HTML to copy, and the URLs in it."""

    page: str
    player: str
    frame: str
    resizer: str
    snippet: str
    component: str
    metadata: str
    oembed: str

    def blocks(self) -> Iterator[tuple[str, str]]:
        """A description and the HTML of each part."""
        yield "A frame with the player", self.frame
        yield "Optional, once per page: keeps frames as tall as they need to be", self.resizer
        yield "Without a frame or script: a link and the browser's own player", self.snippet
        yield "A web component, as an alternative to the frame", self.component
        yield "For the head of the article's page: metadata for search engines", self.metadata
        yield "For the head of the article's page: link previews (oEmbed)", self.oembed

    def as_json(self) -> dict[str, str]:
        """The output of `segmentcast embed --json`: one object with stable keys."""
        return {name: getattr(self, name) for name in self.__slots__}


def embed_code(episode: str, show: Path | None = None) -> EmbedCode:
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
        frame=site.embed_frame(about, package),
        resizer=site.embed_resizer(about),
        snippet=site.embed_snippet(about, package),
        component=site.embed_component(about, package),
        metadata=site.article_metadata(about, package),
        oembed=site.oembed_link(about, package),
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
