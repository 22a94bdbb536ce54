"""Titles that go on in the next line, or have a date in them; dates as portals write them."""

from __future__ import annotations

from segmentcast.model import Transcript
from segmentcast.transcript import read

TALK = "ROSA LIND: Why does it open so early?\n\nOTTO BRAND: The fishers asked for it.\n\nROSA LIND: And do they come?\n\nOTTO BRAND: They do.\n"  # fmt: skip


def _page(head: str, name: str = "page.txt") -> Transcript:
    return read(f"{head}\n\n{TALK}".encode(), name)


def test_a_title_goes_on_with_the_name_below() -> None:
    for opening in ("An Interview with", "Oral History Interview with", "A Conversation Between"):
        assert _page(f"{opening}\n\nOTTO BRAND\n\nHarbour Archive").title == f"{opening} OTTO BRAND"
    assert _page("The Mill We Work with\n\nOtto Brand").title == "The Mill We Work with"


def test_the_way_to_a_page_is_no_title() -> None:
    title = "Interview of the mayor, Otto Brand, with Radio Quay - Old Harbour/OH"
    head = f"You are here: Home > Follow the Harbour > Interviews > Interviews that the mayor Otto Brand gave > {title}\n\n{title}"  # fmt: skip
    assert _page(head).title == title


def test_a_portal_writes_when_it_was_published() -> None:
    head = "The Mill\n\npor Portal do Porto publicado 13/10/2016 22h54, última modificação 14/10/2016 22h55"  # fmt: skip
    page = _page(head)
    assert (page.title, str(page.published)[:10]) == ("The Mill", "2016-10-13")
    assert _page("The Mill\n\npublicado 13/13/2016").published is None


def test_a_heading_with_a_date_stays_the_title() -> None:
    for title in ("31 January, 2023 Meeting Notes", "6th Feb 2025 Harbour Council Meeting"):
        page = _page(f"# {title}", "page.md")
        assert page.title == title
        assert page.published is not None
    assert _page("# 6 February 2025", "page.md").title != "6 February 2025"
    dated = _page("# 6 February 2025 at Harbour Hall\n\n# The Mill", "page.md")
    assert dated.title == "The Mill"


def test_front_matter_says_when_it_was_published() -> None:
    for key in ("publication_date", "date_published", "published_at"):
        page = _page(f"---\ntitle: The Mill\n{key}: 2024-03-05\n---", "page.md")
        assert str(page.published)[:10] == "2024-03-05"
