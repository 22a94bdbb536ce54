"""Converts a parsed feed to the files of a show: show.toml, episode.toml, and the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from segmentcast import layout
from segmentcast import ledger as ledgers
from segmentcast.config.podcasting import Enclosure
from segmentcast.migration.imported_show import FeedEpisode, FeedShow, ReadFeed
from segmentcast.model import Credit
from segmentcast.toml import Value, lines, tables
from segmentcast.workspace.show_folder import MOVED_IN


def folder_names(episodes: Sequence[FeedEpisode]) -> dict[str, FeedEpisode]:
    """A folder name for each episode, oldest first, so that the feed keeps its order.

    Episodes with the same time are sorted by id, and their names are numbered. The same feed always
    gives the same names.
    """
    in_feed = list(episodes)
    if in_feed[0].published >= in_feed[-1].published:
        in_feed.reverse()
    ordered = sorted(in_feed, key=lambda episode: episode.published)
    names: dict[str, FeedEpisode] = {}
    for _, group in groupby(ordered, key=lambda episode: episode.published):
        together = list(group)
        day = together[0].published.date().isoformat()
        width = max(3, len(str(len(together))))
        for position, episode in enumerate(together, 1):
            number = f"-{position:0{width}d}" if len(together) > 1 else ""
            base = f"{day}{number}-{layout.slug(episode.title) or 'episode'}"
            name, count = base, 1
            while name in names:
                count += 1
                name = f"{base}-{count}"
            names[name] = episode
    return names


def show_toml(show: FeedShow, base_url: str, artwork: str, artwork_url: str, came_from: str) -> str:
    """The show.toml of an imported show, with its picture's file, or its URL if it stays there."""
    head = [
        f"{MOVED_IN}{_comment(came_from)}",
        "# Each episode.toml has the GUID that subscribers know: keep it, and the folder ledger.",
        "",
    ]
    values: dict[str, Value | None] = {
        "title": show.title,
        "description": show.description,
        "author": show.author,
        "base_url": base_url,
        "link": show.link,
        "language": show.language,
        "category": show.category[0] if len(show.category) == 1 else list(show.category),
        "more_categories": [" > ".join(names) for names in show.more_categories],
        "explicit": True if show.explicit else None,
        "copyright": show.copyright,
        "owner": {"name": show.owner[0], "email": show.owner[1]} if show.owner else None,
        "artwork": artwork,
        "artwork_url": artwork_url,
        "type": show.type if show.type != "episodic" else None,
        "guid": show.guid,
        "locked": show.locked,
        "complete": True if show.complete else None,
        "block": True if show.block else None,
        "medium": show.medium if show.medium != "podcast" else None,
        "license": show.license,
        "license_url": show.license_url,
        "location": show.location,
        "update_frequency": show.update_frequency,
        "hub": show.hub,
        "value": show.value,
        "publisher": (
            {"guid": show.publisher[0], "url": show.publisher[1]} if show.publisher[0] else None
        ),
        "elements": list(show.elements),
        "funding": [{"url": url, "text": text} for url, text in show.funding],
        "txt": [{"purpose": purpose, "text": text} for purpose, text in show.texts],
        "podroll": [
            {"guid": guid, "url": url, "title": title} for guid, url, title in show.podroll
        ],
    }
    return "\n".join([*head, *lines(values), *tables("people", _people(show.people)), ""])


def episode_toml(episode: FeedEpisode, show: FeedShow, sound: Enclosure, artwork: str) -> str:
    """The episode.toml of an episode whose audio is published unchanged."""
    # Long because it names every field once; there is nothing to divide.
    explicit = episode.explicit
    values: dict[str, Value | None] = {
        "title": episode.title,
        "summary": episode.summary,
        "date": episode.published,
        "guid": episode.guid,
        "link": episode.link,
        "comments": episode.comments,
        "byline": episode.byline if episode.byline != show.author else "",
        "artwork": artwork,
        "season": episode.season,
        "number": episode.number,
        "short_title": episode.short_title,
        "season_name": episode.season_name,
        "number_shown": episode.number_shown,
        "hidden": True if episode.hidden else None,
        "license": episode.license,
        "license_url": episode.license_url,
        "location": episode.location,
        "elements": list(episode.elements),
        "kind": episode.kind if episode.kind != "full" else None,
        "explicit": explicit if explicit is not None and explicit != show.explicit else None,
        "tags": list(episode.tags),
        "value": episode.value,
        "social": [
            {
                "protocol": interaction.protocol,
                "uri": interaction.uri,
                "account": interaction.account,
            }
            for interaction in episode.interactions
        ],
        "txt": [{"purpose": purpose, "text": text} for purpose, text in episode.texts],
    }
    enclosure: dict[str, Value | None] = {
        "url": sound.url,
        "file": sound.file,
        "length": sound.length or None,
        "type": sound.type,
        "duration": sound.duration_ms / 1000 if sound.duration_ms else None,
        "synthetic": True if sound.synthetic else None,
        "chapters": sound.chapters,
        "chapters_url": sound.chapters_url,
        "artwork_url": sound.artwork_url,
        "transcripts": [
            {
                "file": transcript.file,
                "url": transcript.url,
                "type": transcript.type,
                "language": transcript.language,
            }
            for transcript in sound.transcripts
        ],
    }
    bites: list[dict[str, Value | None]] = [
        {
            "start": bite.start_ms / 1000,
            "duration": bite.duration_ms / 1000,
            "title": bite.title,
        }
        for bite in episode.soundbites
    ]
    return "\n".join(
        [
            *lines(values),
            "",
            "[enclosure]",
            *lines(enclosure),
            *tables("people", _people(episode.people)),
            *tables("soundbites", bites),
            "",
        ]
    )


def ledger_of(
    feed: ReadFeed, names: Mapping[str, FeedEpisode], sounds: Mapping[str, Enclosure], base_url: str
) -> ledgers.Ledger:
    """The ledger of an imported show, as its subscribers know it.

    Raises LedgerError if two episodes contradict each other.
    """
    book = ledgers.Ledger.mint(f"{base_url}feed.xml", feed.show.guid)
    for name, episode in names.items():
        id_ = layout.episode_id(name)
        book.admit(
            id_,
            title=episode.title,
            published=episode.published,
            guid=episode.guid,
            fingerprint=sounds[name].fingerprint,
        )
        book.record(
            id_,
            ledgers.Version(
                url=episode.enclosure.url,
                path="",
                sha256="",
                length_bytes=episode.enclosure.length_bytes or sounds[name].length,
                mime=episode.enclosure.mime,
                date=episode.published,
                why="moved in",
            ),
        )
    return book


def _people(people: Sequence[Credit]) -> list[dict[str, Value | None]]:
    return [
        {"name": person.name, "role": person.part, "href": person.href, "img": person.img}
        for person in people
    ]


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:300]
