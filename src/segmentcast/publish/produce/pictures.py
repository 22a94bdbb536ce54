"""An episode's pictures: its cover, supplied or drawn, a small copy, and the card for links to it.

A cover that was published stays until people change what is on it: its pixels are in the tags of the
sound, so that another cover would be another address for subscribers. A signature changes no pixel.
"""

from __future__ import annotations

import hashlib
import threading
from functools import partial

from segmentcast import artwork, files, layout, timing
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.drawing import strip
from segmentcast.model import Package, PackageFile, Part
from segmentcast.provenance.picture_claim import PictureClaim
from segmentcast.provenance.session import EarlierAudio
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.sound_source import Recorded
from segmentcast.publish.produce.context import Resources
from segmentcast.publish.produce.tagging import card_key
from segmentcast.publish.published_files import put_file, whole_file
from segmentcast.publish.supplied_picture import picture_inside, read_picture
from segmentcast.records import Record
from segmentcast.vocabulary.covers import THUMBNAIL_PX
from segmentcast.vocabulary.digital_sources import PARTLY_RULE_BASED, RULE_BASED
from segmentcast.vocabulary.wordings import language

_MOST_TURNS = 40
"""The strip of a longer talk is joined from so many turns that it tells little on a cover."""
_MOST_NAMES = 2
_DRAWN = "cover "
"""The key of a cover as it is drawn now begins with this; a card of 0.1.0 has none of it."""
_drawing = threading.Lock()
"""Held while drawing: fonts are opened once, and threads must not share them."""


def cover_of(
    plan: EpisodePlan,
    package: Package,
    show: ShowConfig,
    resources: Resources,
    previous: Record | None,
    earlier: EarlierAudio | None,
) -> tuple[PackageFile, str]:
    """The episode's picture, supplied or drawn, and the key of the picture.

    It gets Content Credentials where the show signs, unless subscribers have it without.
    """
    name = plan.config.artwork
    data, suffix = b"", ".jpg"
    if name:
        data, suffix = read_picture(plan.folder.file(name), name, plan.config.where)
    elif plan.cover and isinstance(plan.source, Recorded):
        data, suffix, _ = picture_inside(plan.source.path)
    if data:
        key = digest(["supplied", hashlib.sha256(data).hexdigest()])
        stays = previous is not None and (
            previous.products.get("artwork") == key or plan.keeps_files(previous)
        )
    else:
        key = _key_of_drawn(plan, show)
        stays, key = _drawn_stays(plan, show, previous, key)
    published = previous.package.file("artwork") if previous and stays else None
    if published and whole_file(resources.store, published):
        return published, key
    source = ""
    if not data:
        subject = _subject(plan, package, show)
        source = source_of_drawn(subject)
        with _drawing:
            data = artwork.card(subject)
    if resources.signing:
        claim = PictureClaim(
            title=plan.title,
            show=show.show.title,
            author=show.show.author,
            guid=package.guid,
            mime=layout.media_type(suffix),
            source=source,
        )
        data = resources.signing.picture(data, claim, is_new=_is_new(key, previous, earlier))
    path_of = partial(layout.artwork_path, plan.id, suffix=suffix)
    return put_file(resources.store, "artwork", path_of, data), key


def thumbnail_of(
    plan: EpisodePlan, resources: Resources, previous: Record | None, picture: PackageFile
) -> PackageFile:
    """A small copy of the episode's picture for its page."""
    published = previous.package.file("thumbnail") if previous else None
    if (
        published
        and previous
        and previous.package.file("artwork") == picture
        and whole_file(resources.store, published)
    ):
        return published
    data = artwork.scaled(
        resources.store.get(picture.path), THUMBNAIL_PX, max_bytes=artwork.THUMBNAIL_BYTES
    )
    name = f"{plan.id}-{THUMBNAIL_PX}"
    path_of = partial(layout.artwork_path, name, suffix=".jpg")
    return put_file(resources.store, "thumbnail", path_of, data)


def social_card_of(
    plan: EpisodePlan,
    package: Package,
    show: ShowConfig,
    resources: Resources,
    previous: Record | None,
) -> PackageFile:
    """The picture with which links to the episode unfold; no feed names it."""
    published = previous.package.file("social") if previous else None
    if published and plan.keeps_files(previous) and whole_file(resources.store, published):
        return published
    words = language(package.language)
    guests = [credit.name for credit in package.credits if credit.part == Part.GUEST.value]
    names = words.text("list_and").join(guests[:_MOST_NAMES])
    clock = timing.length_clock(package.duration_ms)
    subject = artwork.SocialSubject(
        title=plan.title,
        show_title=show.show.title,
        listen=words.text("listen_short"),
        facts=(clock, words.text("with_names", names=names)) if names else (clock,),
        accent=show.show.site.accent,
        blocks=strip.blocks(package, strip.MOST_NARROW),
    )
    with _drawing:
        data = artwork.social_card(subject)
    path_of = partial(layout.artwork_path, f"{plan.id}-{artwork.SOCIAL_WIDTH_PX}", suffix=".jpg")
    return put_file(resources.store, "social", path_of, data)


def source_of_drawn(subject: artwork.CardSubject) -> str:
    """The IPTC's term for a cover that is drawn here."""
    has_photograph = artwork.composition_of(subject) == "portrait"
    return PARTLY_RULE_BASED if has_photograph else RULE_BASED


def _is_new(key: str, previous: Record | None, earlier: EarlierAudio | None) -> bool:
    """Whether subscribers have no such cover yet, or are to get another.

    Where nothing is known of the published one, it counts as the same if the audio does.
    """
    if earlier is None or earlier.is_remade:
        return True
    noted = previous.products.get("artwork", "") if previous else ""
    return noted != key if noted else not earlier.is_same


def _key_of_drawn(plan: EpisodePlan, show: ShowConfig) -> str:
    """What people decided of a drawn cover; not what software found in the transcript."""
    config = plan.config
    portrait = plan.inputs.get(config.portrait, "") if config.portrait else ""
    own = show.show
    words = [plan.title, own.title, own.site.accent, config.cover, portrait]
    return _DRAWN + digest([*words, str(config.season), str(config.number)])


def _drawn_stays(
    plan: EpisodePlan, show: ShowConfig, previous: Record | None, key: str
) -> tuple[bool, str]:
    """Whether the published cover stays, and the key under which it is noted from now on.

    A card of an earlier version stays as long as its own key holds: the show's setting `cover` and
    a new design are no reason to give subscribers another picture. The episode's own are.
    """
    noted = previous.products.get("artwork", "") if previous else ""
    if noted == key:
        return True, key
    if noted.startswith(_DRAWN) or plan.config.cover or plan.config.portrait:
        return False, key
    before = card_key(plan.title, show.show)
    stays = noted == before or plan.keeps_files(previous)
    return stays, before if stays else key


def _subject(plan: EpisodePlan, package: Package, show: ShowConfig) -> artwork.CardSubject:
    config, words = plan.config, language(package.language)
    guests = [credit.name for credit in package.credits if credit.part == Part.GUEST.value]
    day = package.published.date()
    portrait = files.read(plan.folder.file(config.portrait)) if config.portrait else b""
    return artwork.CardSubject(
        title=plan.title,
        small=show.show.title,
        accent=show.show.site.accent,
        blocks=strip.blocks(package, strip.MOST_ON_COVER),
        joined=len(strip.blocks(package, _MOST_TURNS + 1)) > _MOST_TURNS,
        guest=guests[0] if guests else "",
        portrait=portrait,
        season=config.season,
        number=config.number,
        label=config.season_name or words.text("season", number=str(config.season)),
        day=day.day,
        day_label=words.period(f"{day:%Y-%m}"),
        wanted=config.cover or ("portrait" if portrait else show.cover),
    )
