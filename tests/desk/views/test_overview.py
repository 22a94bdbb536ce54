"""The first page: what to do next, and all episodes."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx
import pytest

from segmentcast.desk.refreshing import OverviewRefresh
from segmentcast.publish.identity.ledger_session import UNFINISHED
from segmentcast.publish.memories import RECORDS
from segmentcast.queries.show_overview import OVERVIEW, look_over, opened
from segmentcast.records import Records
from segmentcast.workspace.show_folder import locate
from tests.desk.conftest import publish_show

Open = Callable[[Path], httpx.Client]


def text_of(page: str) -> str:
    """The words of a page as one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def first_page(client: httpx.Client, address: str = "/?m=wait") -> str:
    """The list, after the look at the show has ended."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_state_is_shown_with_its_reason(archive: Path, open_desk: Open) -> None:
    """Each episode has its state, why, and one button; two of them need somebody."""
    client = open_desk(archive)
    page = first_page(client)
    rows = {
        re.search(r'class="ti"[^>]*><bdi>(.*?)<', row)[1]: text_of(row)  # type: ignore[index]
        for row in re.findall(r"<tr><td>.*?</tr>", page, re.DOTALL)
    }
    for title, words in {
        "Flood": "Published nothing to do",
        "Harbor": "Changed words changed",
        "Mistake": "Retracted",
        "Bus lanes": "New ready",
        "Embargo": "Held until Jan 1, 2099, 7:00",
        "Draft": "Draft held until you release it",
        "The clinic at night": "1 turn to look at not published Look",
    }.items():
        assert words in rows[title], rows[title]
    assert "Failed" in rows["Broken"]
    assert "unknown_setting" in rows["Broken"]
    words = text_of(page)
    assert "Two episodes need you" in words
    assert "Two are ready to go out 1 new, 1 changed." in words
    assert page.count("btn solid") == 1
    pictures = re.findall(r'<img src="(/listen/[^"]+)"', page)
    assert len(pictures) == 3
    assert client.get(pictures[0]).headers["content-type"] == "image/jpeg"


def test_a_page_without_a_list_asks_for_it_though_no_look_goes_on(
    archive: Path, tmp_path: Path, open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look may end between the reading of the list and the writing of the page."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    client = open_desk(root)
    first_page(client)
    (locate(root).work / OVERVIEW).unlink()
    monkeypatch.setattr(OverviewRefresh, "ask", lambda *_args, **_options: None)
    page = first_page(client)
    assert "The list comes by itself." in page
    assert 'data-looking="yes"' in page


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("show=needs", ["The clinic at night", "Broken"]),
        ("show=waiting", ["The clinic at night", "Draft", "Embargo", "Broken", "Bus lanes"]),
        ("show=published", ["Mistake", "Harbor", "Flood"]),
        ("q=harb", ["Harbor"]),
        ("q=LIND+2026-02", ["Harbor", "Flood"]),
        ("q=nobody", []),
        ("show=needs&q=clinic&page=99", ["The clinic at night"]),
        ("show=%00&page=-1&q=%25", []),
    ],
)
def test_filters_and_search(archive: Path, open_desk: Open, asked: str, titles: list[str]) -> None:
    """A filter and words of title, person or date narrow the list, the newest first."""
    page = first_page(open_desk(archive), f"/?m=wait&{asked}")
    assert re.findall(r'class="ti"[^>]*><bdi>(.*?)<', page) == titles


def test_what_stops_the_whole_show_is_said_with_its_remedy(show: Path, open_desk: Open) -> None:
    """A voice that isn't there stops the publish: the page says so, and how to mend it."""
    toml = show / "episodes" / "show.toml"
    toml.write_text(toml.read_text("utf-8").replace("tone/low", "nobody/low"), "utf-8")
    client = open_desk(show)
    page = first_page(client)
    words = text_of(page)
    assert "nobody" in words
    assert "Fix:" in words
    known = client.get("/overview.json").json()
    assert f'data-digest="{known["digest"]}"' in page
    assert known["digest"] != ""  # a page that was there before the look asks for this one


def test_the_feed_has_its_address_qr_code_and_findings(archive: Path, open_desk: Open) -> None:
    """The findings of check stand there with their remedies, and the QR code is a picture."""
    client = open_desk(archive)
    assert client.post("/feed/check").headers["location"].startswith("/feed?m=")
    page = client.get("/feed").text
    assert 'value="https://podcast.example.org/feed.xml"' in page
    assert "Fix:" in page
    assert client.get("/feed/qr.svg").headers["content-type"] == "image/svg+xml"


def test_a_split_turn_is_said_in_a_producers_words(
    archive: Path, tmp_path: Path, open_desk: Open
) -> None:
    """No file name and no "is gone": the turns changed, whatever files say so now."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    folder = root / "episodes" / "2026-02-01-flood"
    text = (folder / "transcript.txt").read_text()
    (folder / "transcript.txt").unlink()
    labelled = text.replace("NORA LIND:", "**Nora Lind:**").replace("PER AUNE:", "**Per Aune:**")
    (folder / "transcript.md").write_text(labelled)
    page = text_of(first_page(open_desk(root), "/?m=wait&q=flood"))
    assert "turns changed" in page
    assert "gone" not in page


def test_what_a_killed_publish_has_made_is_not_called_published(
    archive: Path, tmp_path: Path, open_desk: Open
) -> None:
    """Records are ahead of the feed after a crash before the release: the feed decides what is out."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    feed = root / "feed" / "feed.xml"
    before = feed.read_bytes()
    publish_show(root)
    feed.write_bytes(before)
    with contextlib.closing(Records(locate(root).work / RECORDS)) as records:
        records.set_state(UNFINISHED, "yes")
    client = open_desk(root)
    page = text_of(first_page(client, "/?m=wait"))
    made = "made, and not in the feed yet"
    assert f"New {made}" in page
    assert f"Changed {made}" in page
    assert "Published 3" in page
    assert "Made, and not in the feed yet: Harbor, Bus lanes." in text_of(
        client.get("/publish").text
    )
    publish_show(root)
    page = text_of(first_page(client, "/?m=wait"))
    assert made not in page
    assert "Published 4" in page


def test_counts_are_those_of_the_rows(archive: Path) -> None:
    """What the filters count was counted at the look, so that a page reads no more than its rows."""
    place = locate(archive)
    look_over(place, now=datetime.now(UTC))
    with opened(place) as kept:
        for group in ("", "needs", "waiting", "published"):
            assert kept.count(group) == len(kept.rows(group, limit=99)) > 0


def test_unsure_turns_that_go_out_are_said(archive: Path, tmp_path: Path, open_desk: Open) -> None:
    """Above the limit of the hold nothing is held, and the list and the publish page say so; checked words are silent."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    folder = root / "episodes" / "2026-03-01-bus-lanes"
    (folder / "cast.toml").write_text("[unsure]\n1 = 0.8\n2 = 0.8\n", "utf-8")
    client = open_desk(root)
    assert "New 2 turns unsure Open" in text_of(first_page(client, "/?m=wait&q=bus"))
    assert "2 turns unsure: who says them" in text_of(client.get("/publish").text)
    (folder / "episode.toml").write_text("checked = true\n", "utf-8")
    assert "turns unsure" not in text_of(client.get("/publish").text)
    assert "New ready" in text_of(first_page(client, "/?m=wait&q=bus"))
