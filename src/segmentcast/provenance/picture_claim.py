"""What a published cover says of itself: the C2PA manifest definition of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from segmentcast.digest import digest
from segmentcast.provenance.claim import PARENT, metadata, plain
from segmentcast.vocabulary.digital_sources import PARTLY_RULE_BASED, RULE_BASED, iptc_address

_SCHEMA = "picture-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureClaim:
    """What is claimed of one cover.

    `source` is the IPTC's term for a picture that was drawn here. It is empty for a supplied one: how
    that was made is known to nobody here, so that it is only said to have been published.
    `guid` is the episode's, or the show's own.
    """

    title: str
    show: str
    author: str
    guid: str
    mime: str
    source: str = ""

    def identity(self) -> str:
        """A hash of what decides the claim besides the picture, in which title and names are seen."""
        return digest([_SCHEMA, self.guid, self.mime, self.source])

    @property
    def opens(self) -> bool:
        """Whether the picture was there before, and is named as what this file was made from."""
        return not self.source

    def definition(self, version: str) -> dict[str, Any]:
        """The definition for the C2PA library. `version` is ours."""
        agent = {"name": "segmentcast", "version": version}
        texts = {"dc:identifier": self.guid, "dcterms:isPartOf": self.show}
        if self.opens:
            title = f"Cover of {self.show}"
            actions: list[dict[str, Any]] = [
                {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT]}},
                {"action": "c2pa.published", "softwareAgent": agent},
            ]
        else:
            title = self.title
            texts |= {"dc:title": self.title, "dc:creator": self.author}
            created = {
                "action": "c2pa.created",
                "digitalSourceType": iptc_address(self.source),
                "softwareAgent": agent,
                "description": _DRAWN[self.source],
            }
            actions = [created]
        return {
            "claim_version": 2,
            "claim_generator_info": [{"name": "segmentcast", "version": version}],
            "title": plain(title),
            "format": self.mime,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": actions}},
                metadata(texts),
            ],
        }


_DRAWN = {
    RULE_BASED: "Drawn by software from title, names, and turns",
    PARTLY_RULE_BASED: "Drawn by software around a photograph that the publisher supplied",
}
