"""Who speaks in which voice, over the real desk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from segmentcast.queries.show_names import open_names
from segmentcast.workspace.show_files import read_cast, read_show
from segmentcast.workspace.show_folder import locate
from tests.desk.conftest import undo_fields

Open = Callable[[Path], httpx.Client]


def revision(page: httpx.Response) -> str:
    match = re.search(r'name="revision" value="([0-9a-f]+)"', page.text)
    assert match is not None
    return match[1]


def read_all(root: Path) -> None:
    """Reads all episodes, as the page does within the time that it has."""
    place = locate(root)
    with open_names(place) as names:
        assert names.read(place, read_show(place))


def chosen(page: httpx.Response) -> dict[str, str]:
    """Each person's voice, as the page has it."""
    rows = re.findall(r'data-person="([^"]+)".*?value="([^"]+)" selected', page.text, re.DOTALL)
    return dict(rows)


def test_a_voice_is_chosen_and_undone(archive: Path, open_desk: Open, tmp_path: Path) -> None:
    """In a show whose parts have voices, a person's goes into show.toml; undo restores it to the byte."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    read_all(root)
    client = open_desk(root)
    client.follow_redirects = True
    settings = root / "episodes" / "show.toml"
    before = settings.read_bytes()
    page = client.get("/voices")
    assert chosen(page)["nora-lind"] == "tone/low@0.5"
    assert "hibari/heart*0.8" in page.text
    form = {"revision": revision(page), "key": "nora-lind", "voice": "tone/low*1.2"}
    after = client.post("/voices", data=form)
    assert "Nora Lind speaks in the voice tone/low*1.2." in after.text
    assert chosen(after)["nora-lind"] == "tone/low*1.2"
    assert b'"Nora Lind" = "tone/low*1.2"' in settings.read_bytes()
    assert client.post("/voices", data=form).status_code == 409
    client.post("/voices/undo", data=undo_fields(after))
    assert settings.read_bytes() == before


def test_a_kept_voice_is_changed_in_the_cast(
    archive: Path, open_desk: Open, tmp_path: Path
) -> None:
    """Where no part has a voice, cast.toml of the show decides, and its comments stay."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    settings, cast = root / "episodes" / "show.toml", root / "episodes" / "cast.toml"
    settings.write_bytes(settings.read_bytes().split(b"\n[voices]")[0] + b"\n")
    kept = cast.read_bytes()
    read_all(root)
    client = open_desk(root)
    client.follow_redirects = True
    page = client.get("/voices")
    form = {"revision": revision(page), "key": "per-aune", "voice": "tone/high*1.3"}
    assert chosen(client.post("/voices", data=form))["per-aune"] == "tone/high*1.3"
    assert read_cast(locate(root))["per-aune"] == "tone/high*1.3"
    assert cast.read_bytes().startswith(kept.split(b"[voices]")[0])
    assert client.post("/voices", data={**form, "key": "nobody"}).status_code == 422


def test_undo_takes_back_what_was_offered_and_no_edit_of_somebody_else(
    archive: Path, open_desk: Open, tmp_path: Path
) -> None:
    """The settings, names and voices of a show share one row of edits, whose numbers come again."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    settings = root / "episodes" / "show.toml"
    settings.write_bytes(settings.read_bytes().split(b"\n[voices]")[0] + b"\n")
    read_all(root)
    client = open_desk(root)
    client.follow_redirects = True

    def choose(voice: str) -> httpx.Response:
        form = {"revision": revision(client.get("/voices")), "key": "per-aune", "voice": voice}
        return client.post("/voices", data=form)

    choose("tone/low")
    first = undo_fields(client.get("/settings"))
    choose("tone/high")
    for address in ("/settings", "/names", "/voices"):
        page = client.get("/voices" if address == "/voices" else "/settings")
        refused = client.post(f"{address}/undo", data={**first, "revision": revision(page)})
        assert refused.status_code == 409
        assert "Keep mine as a copy" not in refused.text
        assert "speaks in the voice tone/high." in refused.text
    second = undo_fields(client.get("/settings"))
    client.post("/voices/undo", data=undo_fields(client.get("/voices")))
    choose("tone/high*1.1")
    assert client.post("/settings/undo", data=second).status_code == 409
    assert read_cast(locate(root))["per-aune"] == "tone/high*1.1"
    client.post("/settings/undo", data=undo_fields(client.get("/settings")))
    assert read_cast(locate(root))["per-aune"] == "tone/low"
