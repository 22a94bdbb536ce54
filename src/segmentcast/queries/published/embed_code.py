"""The HTML that embeds a published episode in another page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmentcast import layout, site
from segmentcast.drawing.colour import LEAST_CONTRAST
from segmentcast.queries.published.package import published_package
from segmentcast.workspace.show_files import read_show


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
    show_folder, package = published_package(episode, show)
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
