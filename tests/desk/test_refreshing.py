"""The overview of a large show is made by a process of its own."""

from __future__ import annotations

from pathlib import Path

from segmentcast.desk.refreshing import OverviewRefresh
from segmentcast.queries.show_overview import opened
from segmentcast.workspace.show_folder import locate
from tests.desk.conftest import publish_show


def test_a_large_show_is_looked_over_beside_the_pages(show: Path) -> None:
    """The overview is the same, and so is what stops the show."""
    refresh = OverviewRefresh(locate(show), small=0)
    refresh.ask()
    assert refresh.wait(60)
    with opened(locate(show)) as kept:
        assert [one.state for one in kept.rows()] == ["new"]
    (show / "episodes" / "show.toml").write_text("title = 5\n", "utf-8")
    refresh.ask(written=True)
    assert refresh.wait(60)
    assert any("base_url" in problem.what for problem in refresh.problems)


def test_a_publish_from_the_command_line_is_seen_at_once(show: Path) -> None:
    """A feed that was written elsewhere is looked at, even if the last look was a moment ago."""
    refresh = OverviewRefresh(locate(show))
    refresh.ask()
    assert refresh.wait(60)
    publish_show(show)
    refresh.ask()
    assert refresh.wait(60)
    with opened(locate(show)) as kept:
        assert [one.state for one in kept.rows()] == ["published"]
