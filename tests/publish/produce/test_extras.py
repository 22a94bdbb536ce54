"""What a newsroom adds by hand or by rule: soundbites, people, texts, talk, value, podroll."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from segmentcast import checks
from segmentcast.errors import ConfigError

PODCAST = "{https://podcastindex.org/namespace/1.0}"
VALUE = (
    '<podcast:value type="lightning" method="keysend">'
    '<podcast:valueRecipient type="node" address="02ab" split="100"/></podcast:value>'
)
EXTRAS = f"""\
value = '{VALUE}'
txt = [{{ purpose = "release", text = "Embargoed copy" }}]
social = [{{ protocol = "activitypub", uri = "https://social.example/@quay/1", account = "@quay" }}]
people = [
    {{ name = "Ida Cut", role = "audio editor", href = "https://news.example/ida" }},
    {{ name = "Rosa Lind", role = "guest", img = "https://news.example/rosa.jpg" }},
]

[[soundbites]]
start = 0.5
duration = 1.25
title = "The first boat"

[[soundbites]]
turn = 2
"""
CHANNEL = f"""
value = '{VALUE}'
txt = [{{ purpose = "verify", text = "a1b2" }}]
podroll = [{{ guid = "29cdca4a-32d8-56ba-b48b-09a011c5daa9", title = "Owls" }}]
"""


def item(show: Any) -> Any:
    return etree.parse(show.feed / "feed.xml").find("channel/item")


def setting(show: Any, text: str) -> None:
    """Puts lines above the tables of show.toml."""
    path = show.folder / "show.toml"
    path.write_text(text + "\n" + path.read_text("utf-8"), encoding="utf-8")


def test_an_episode_carries_what_was_added(show: Any) -> None:
    """Each addition stands in the item as the namespace writes it, and no check objects."""
    show.episode(episode_toml=EXTRAS)
    report = show.publish()
    assert not report.failed
    found = item(show)
    bites = found.findall(f"{PODCAST}soundbite")
    assert (bites[0].get("startTime"), bites[0].get("duration")) == ("0.500", "1.250")
    assert bites[0].text == "The first boat"
    assert float(bites[1].get("startTime")) > 0.5
    assert found.find(f"{PODCAST}value/{PODCAST}valueRecipient").get("address") == "02ab"
    texts = {node.get("purpose"): node.text for node in found.findall(f"{PODCAST}txt")}
    assert texts == {"ai-content": "true", "release": "Embargoed copy"}
    (talk,) = found.findall(f"{PODCAST}socialInteract")
    assert (talk.get("protocol"), talk.get("accountId")) == ("activitypub", "@quay")
    people = {node.text: node for node in found.findall(f"{PODCAST}person")}
    assert set(people) == {"Peter Aune", "Rosa Lind", "Ida Cut"}
    assert people["Ida Cut"].get("group") == "audio post-production"
    assert len(found.findall(f"{PODCAST}person")) == 3
    assert people["Rosa Lind"].get("img") == "https://news.example/rosa.jpg"
    page = (show.feed / "episodes/2026-03-14-ferry/index.html").read_text("utf-8")
    assert '<img class="face" src="https://news.example/rosa.jpg"' in page
    errors = checks.check_feed((show.feed / "feed.xml").read_bytes())
    assert [finding for finding in errors if finding.severity == "error"] == []


def test_a_show_carries_what_was_added(show: Any) -> None:
    """Texts, podroll and value of the channel."""
    setting(show, CHANNEL)
    show.episode()
    show.publish()
    channel = etree.parse(show.feed / "feed.xml").find("channel")
    (inventory,) = channel.findall(f"{PODCAST}podroll")
    assert inventory[0].get("feedGuid") == "29cdca4a-32d8-56ba-b48b-09a011c5daa9"
    assert channel.find(f"{PODCAST}value").get("method") == "keysend"
    texts = {node.get("purpose"): node.text for node in channel.findall(f"{PODCAST}txt")}
    assert texts == {"ai-content": "true", "page": None, "verify": "a1b2"}


def test_a_soundbite_is_picked_by_rule(show: Any) -> None:
    """`soundbites = "answer"` takes the guest's first answer that lasts, up to a minute."""
    setting(show, 'soundbites = "answer"\n')
    answer = "It was crowded, and people brought flags to the quay. " * 12
    talk = (
        "The ferry\n\nPETER AUNE, HOST: How was the first morning?\n\n"
        f"ROSA LIND: Wet.\n\nPETER AUNE: And then?\n\nROSA LIND: {answer}\n"
    )
    show.episode(text=talk)
    report = show.publish()
    assert not report.failed, report
    (bite,) = item(show).findall(f"{PODCAST}soundbite")
    assert 15 <= float(bite.get("duration")) <= 60
    assert float(bite.get("startTime")) > 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[soundbites]]\nturn = 99\n", "the episode has no turn 99"),
        ("[[soundbites]]\nstart = 5000\nduration = 9\n", "ends after the end"),
        ("[[soundbites]]\nstart = 5\n", "start and duration"),
        ("value = '<podcast:value'\n", "not well-formed"),
        ("value = '<script/>'\n", "not one <podcast:value>"),
        ("value = '<podcast:value><b/></podcast:value>'\n", "not in the podcast namespace"),
        ("value = '<!DOCTYPE x><podcast:value/>'\n", "contains a declaration"),
        ('social = [{ protocol = "pigeon", uri = "https://x.example" }]\n', "not allowed here"),
        ('social = [{ protocol = "activitypub" }]\n', "needs text"),
        ('txt = [{ purpose = "ai-content", text = "false" }]\n', "written by segmentcast"),
    ],
)
def test_a_wrong_addition_is_refused(show: Any, text: str, says: str) -> None:
    """The episode is not published, and the message names the file and the reason."""
    show.episode(episode_toml=text)
    (outcome,) = show.publish().outcomes
    assert outcome.status == "failed"
    told = " ".join(str(problem) for problem in outcome.problems)
    assert says in told
    assert "episode.toml" in told


def test_a_podroll_needs_the_guids_of_shows(show: Any) -> None:
    """An address is not enough to name another show."""
    setting(show, 'podroll = [{ guid = "https://owls.example" }]\n')
    show.episode()
    with pytest.raises(ConfigError, match="not a UUID"):
        show.publish()


CHANNEL_RULES = (
    ("trailer", '<podcast:trailer url="https://x.example/t.mp3" pubdate="soon">T</podcast:trailer>'),
    ("podroll", "<podcast:podroll/>"),
    ("podroll", '<podcast:podroll><podcast:remoteItem feedGuid="x"/></podcast:podroll>'),
    ("value", '<podcast:value type="lightning" method="keysend"/>'),
    ("value", '<podcast:value type="lightning"><podcast:valueRecipient type="node" address="0" '
              'split="1"/></podcast:value>'),
    ("soundbite-title", f'<podcast:soundbite startTime="0" duration="1">{"x" * 129}</podcast:soundbite>'),
)  # fmt: skip


def test_broken_additions_are_found_in_any_feed(show: Any) -> None:
    """Each rule finds its defect, and only then."""
    show.publish_first()
    data = (show.feed / "feed.xml").read_bytes()
    clean = {finding.rule for finding in checks.check_feed(data)}
    for rule, element in CHANNEL_RULES:
        broken = data.replace(b"</channel>", element.encode() + b"</channel>")
        assert rule not in clean
        assert rule in {finding.rule for finding in checks.check_feed(broken)}, element
