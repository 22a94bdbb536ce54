"""The show's settings, over the real desk."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.desk.conftest import undo_fields

Open = Callable[[Path], httpx.Client]


def fields(page: httpx.Response) -> dict[str, str]:
    """What the form would send as it stands."""
    form = page.text[page.text.index('action="/settings"') :]
    sent = dict(re.findall(r'<input[^>]*?name="(\w+)"[^>]*? value="([^"]*)"', form))
    sent.pop("explicit", None)
    chosen = re.findall(r'<select[^>]*name="(\w+)">.*?(?:<option selected>([^<]*)|</select>)', form)
    words = re.search(r"<textarea[^>]*>\n([^<]*)</textarea>", form)
    return {**sent, **dict(chosen), "description": words[1] if words else ""}


def test_settings_change_and_are_undone(show: Path, open_desk: Open) -> None:
    """Only what differs is written, comments stay, and undo restores the file to the byte."""
    client = open_desk(show)
    client.follow_redirects = True
    file = show / "episodes" / "show.toml"
    before = file.read_bytes()
    form = fields(client.get("/settings"))
    assert "Nothing was changed." in client.post("/settings", data=form).text
    assert file.read_bytes() == before
    form |= {"title": "The valley", "owner_name": "Ann Roe", "owner_email": "ann@news.example"}
    form |= {"category": "News > Daily News", "explicit": "yes", "unsure": "publish"}
    after = client.post("/settings", data=form)
    assert "Changed in the settings: title, category, unsure, owner name, owner email" in after.text
    text = file.read_text("utf-8")
    for line in (
        'title = "The valley"',
        'category = ["News", "Daily News"]',
        "explicit = true",
        'unsure = "publish"',
    ):
        assert line in text
    assert "# The show. Every key is explained" in text
    assert client.post("/settings", data=form).status_code == 409
    undone = client.post("/settings/undo", data=undo_fields(after))
    assert "Undid the edit “Changed in the settings" in undone.text
    assert file.read_bytes() == before


def test_a_description_of_several_lines_stays_until_somebody_edits_it(
    show: Path, open_desk: Open
) -> None:
    """Its outer line breaks are no change; control characters that come with an edit are dropped."""
    client = open_desk(show)
    client.follow_redirects = True
    file = show / "episodes" / "show.toml"
    text = file.read_text("utf-8")
    own = 'description = """\n\nLine one.\n\nLine two.\n"""'
    file.write_text(re.sub(r"(?m)^description = .*$", lambda _: own, text), "utf-8")
    before = file.read_bytes()
    form = fields(client.get("/settings"))
    assert "Nothing was changed." in client.post("/settings", data=form).text
    assert file.read_bytes() == before
    form |= {"description": "Line\x07 one.\r\n\r\nLine\x1b three.", "author": "The\x00 desk"}
    assert (
        "Changed in the settings: description, author" in client.post("/settings", data=form).text
    )
    settings = tomllib.loads(file.read_text("utf-8"))
    assert settings["description"] == "Line one.\n\nLine three."
    assert settings["author"] == "The desk"


def test_a_setting_that_is_wrong_is_explained_beside_the_form(show: Path, open_desk: Open) -> None:
    """What was typed stays in the form, and nothing is written."""
    client = open_desk(show)
    file = show / "episodes" / "show.toml"
    before = file.read_bytes()
    form = fields(client.get("/settings")) | {"owner_email": "nobody", "copyright": "2026 Roe"}
    refused = client.post("/settings", data=form)
    assert refused.status_code == 422
    assert "Fix:" in refused.text
    assert 'value="2026 Roe"' in refused.text
    assert file.read_bytes() == before
