"""The show's own picture: supplied or drawn, and signed where the show signs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from segmentcast import artwork, layout
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.model import PackageFile, Role
from segmentcast.provenance.file_front import store_in_picture
from segmentcast.provenance.picture_claim import PictureClaim
from segmentcast.provenance.session import SigningSession
from segmentcast.publish.release.kept_pictures import KeptPictures
from segmentcast.publish.release.writer import Writer
from segmentcast.publish.supplied_picture import read_picture
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.digital_sources import RULE_BASED
from segmentcast.workspace.show_folder import ShowFolder

_ROLE: Role = "artwork"


@dataclass(frozen=True, slots=True)
class PublishedCover:
    """What can be learned of the picture that subscribers have.

    `recovered` gets its bytes if it was drawn for today's title and colour; `path` has the address
    that the published feed names, or nothing. `is_first`: the show signs, and no episode was
    published before.
    """

    output: DirectoryStore
    recovered: Callable[[], bytes | None]
    path: Callable[[], str]
    is_first: bool

    def is_unsigned(self) -> bool:
        """Whether it has no Content Credentials. False if it is not here."""
        path = self.path()
        if not path or self.output.head(path) is None:
            return False
        return not store_in_picture(self.output.get(path))


def show_artwork(
    show: ShowConfig,
    show_folder: ShowFolder,
    writer: Writer,
    kept: KeptPictures,
    published: PublishedCover,
    signing: SigningSession | None,
    guid: str,
    *,
    anew: bool,
) -> PackageFile:
    """The show's picture in the store: supplied, or drawn with its title unless it was before.

    `guid` is the show's. `anew`: it is drawn and signed in any case.
    """
    own = show.show
    suffix, data, source = ".jpg", b"", ""
    key = digest(["show card", own.title, own.author, own.site.accent])
    if show.artwork:
        path = show_folder.file(show.artwork)
        data, suffix = read_picture(path, show.artwork, show.where)
        key = digest(["supplied", hashlib.sha256(data).hexdigest()])
    path_of = partial(layout.artwork_path, "show", suffix=suffix)
    if show.artwork and signing is None:
        return writer.put_file(_ROLE, path_of, data)
    if not anew and (before := kept.get(_ROLE, key)) is not None:
        return before
    # Another key: what is on it changed, and the picture with it.
    noted = kept.key(_ROLE)
    is_new = anew or published.is_first
    if show.artwork:
        unsigned = path_of(hashlib.sha256(data).hexdigest())
        is_new = is_new or published.path() not in ("", unsigned)
    else:
        is_new = is_new or noted not in ("", key)
        data = (published.recovered() if noted in ("", key) and not anew else None) or b""
        if not data:
            source = RULE_BASED
            card = artwork.CardSubject(own.title, own.author, own.site.accent, wanted="type")
            data = artwork.card(card)
    if signing is not None and (show.artwork or source):
        claim = PictureClaim(
            title=own.title,
            show=own.title,
            author=own.author,
            guid=guid,
            mime=layout.media_type(suffix),
            source=source,
        )
        data = signing.picture(data, claim, is_new=is_new)
    return kept.keep(_ROLE, key, writer.put_file(_ROLE, path_of, data))
