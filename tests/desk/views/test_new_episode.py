"""A new episode: pasted, sent, or both."""

from __future__ import annotations

import io
import re
import threading
import tomllib
import wave
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from segmentcast.desk.incoming import Incoming
from segmentcast.workspace.show_folder import locate

Open = Callable[[Path], httpx.Client]
PAGE = (
    "The ferry at night\n\nOctober 3, 2025\n\nNORA LIND: Who is here?\n\nPER AUNE: I am.\n\n"
    "NORA LIND: Thank you.\n"
)


ODD = b"The library\n\nROSA LIND: Hello.\n\n(LAUGHTER) [inaudible 00:12\n\nOTTO: Yes [unintelligible]\n"


CHAPTERS = b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "All"}]}'


def words_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Nora>Who is here?\n"
HTML = (
    '<html lang="en"><head><title>The ferry at night</title>'
    '<meta property="article:published_time" content="2025-10-03T09:00:00+00:00"></head><body>'
    '<article><div class="transcript"><p>NORA LIND, HOST: Who is here, so late in the evening?</p>'
    "<p>PER AUNE: I am, and so are all the others who wait for the ferry.</p>"
    "<p>NORA LIND: Thank you, and a good journey.</p></div></article></body></html>"
)


@pytest.fixture
def pages() -> Iterator[tuple[str, list[str]]]:
    """A server with one page; and what it was asked for."""
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = HTML.encode() if self.path == "/ferry.html" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def send(client: httpx.Client, name: str, data: bytes, id_: str = "") -> httpx.Response:
    return client.put("/new/file", params={"name": name, "id": id_}, content=data)


def test_no_bytes_of_a_document_are_shown_as_its_words(show: Path, open_desk: Open) -> None:
    """A remark about a Word file shows none of the file's bytes: its lines are not those of its words."""
    client = open_desk(show)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        lines = ("The ferry", "2025-10-03", "NORA LIND: Who is here?", "PER AUNE: I am.")
        body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>\n" for line in lines)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{w}"><w:body>\n{body}</w:body></w:document>'
        )
    id_ = send(client, "talk.docx", packed.getvalue()).json()["id"]
    shown = client.get(f"/new/{id_}").text
    assert "2025-10-03" in shown
    assert "w:document" not in unescape(shown)
    assert "w:t" not in unescape(shown)


def test_a_pasted_page_becomes_an_episode(show: Path, open_desk: Open) -> None:
    """Title, people and turns are shown before; the folder is what `segmentcast add` makes."""
    client = open_desk(show)
    client.follow_redirects = True
    looked = client.post("/new", data={"text": PAGE})
    words = words_of(looked)
    assert "The ferry at night" in words
    assert "Nora Lind" in words
    action = re.search(r'action="(/new/[0-9a-f]+/add)"', looked.text)
    assert action is not None
    client.follow_redirects = False
    added = client.post(action[1])
    assert added.status_code == 303
    (folder,) = (show / "episodes").glob("*-the-ferry-at-night")
    assert (folder / "transcript.txt").read_text("utf-8") == PAGE
    assert added.headers["location"].startswith(f"/episodes/{folder.name}")
    assert list((show / ".segmentcast" / "incoming").iterdir()) == []


def test_enough_of_a_reading_is_shown_to_judge_it(show: Path, open_desk: Open) -> None:
    """People with their turns; unsure turns first, then how the talk begins and ends, each once."""
    turns = "\n\n".join(
        f"{'NORA LIND, HOST' if n % 2 else 'PER AUNE'}: Sentence {n} is said." for n in range(1, 13)
    )
    page = f"The ferry at night\n\n{turns}\n"
    client = open_desk(show)
    client.follow_redirects = True
    words = words_of(client.post("/new", data={"text": page}))
    assert "Nora Lind , host (6 turns); Per Aune , guest (6 turns)." in words
    begins, ends = words.index("How it begins"), words.index("How it ends")
    assert begins < words.index("Sentence 4 is said.") < ends < words.index("Sentence 12 is said.")
    assert "Sentence 6 is said." not in words
    parts = page.replace("NORA LIND, HOST", "HOST").replace("PER AUNE", "GUEST")
    looked = words_of(client.post("/new", data={"text": parts}))
    assert "Host (6 turns); Guest (6 turns)." in looked
    cues = "".join(
        f"\n00:{n:02}.000 --> 00:{n:02}.900\n<v {'-' if n == 7 else 'Nora' if n % 2 else 'Per'}>Sentence {n} is said.\n"
        for n in range(1, 13)
    )
    words = words_of(client.post("/new", data={"text": f"WEBVTT\n{cues}"}))
    unsure, begins = words.index("Not sure who says this"), words.index("How it begins")
    assert unsure < words.index("Sentence 7 is said.") < begins < words.index("Sentence 1 is")


def test_the_language_of_a_page_is_chosen_where_it_is_not_the_shows(
    show: Path, open_desk: Open
) -> None:
    """A German page in an English show: the look asks for its language, and episode.toml keeps the answer."""
    client = open_desk(show)
    client.follow_redirects = True
    page = (
        "Die Fähre bei Nacht\n\nNORA LIND: Warum ist die Fähre heute schon wieder so spät gekommen?\n\n"
        "PER AUNE: Weil wir auf die Post gewartet haben, wie an jedem Abend im Herbst und im Winter.\n\n"
        "NORA LIND: Und wer bezahlt das, wenn die Leute nicht mehr nach Hause kommen?\n"
    )
    look = client.post("/new", data={"text": page})
    assert "Fix: choose the language below" in words_of(look)
    assert '<option value="de" selected>German (de)</option>' in look.text
    form = {"title": "Die Fähre", "day": "2026-01-20", "folder": "faehre", "language": "de"}
    client.post(f"{look.url.path}/add", data=form)
    assert 'language = "de"' in (show / "episodes" / "faehre" / "episode.toml").read_text("utf-8")


def test_a_recording_and_a_pasted_page_are_one_episode(
    show: Path, open_desk: Open, tmp_path: Path
) -> None:
    """What is sent first and pasted then belongs together, whatever the file is called."""
    client = open_desk(show)
    client.follow_redirects = True
    with wave.open(str(tmp_path / "x.wav"), "wb") as sound:
        sound.setparams((1, 2, 24_000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * 24_000)
    data = (tmp_path / "x.wav").read_bytes()
    sent = send(client, "../../Ferry talk.WAV", data).json()
    assert sent["name"] == "Ferry talk.wav"
    send(client, "cuts.chapters.json", CHAPTERS, sent["id"])
    looked = client.post("/new", data={"text": PAGE, "id": sent["id"]})
    assert "Recording yes" in words_of(looked)
    client.post(f"/new/{sent['id']}/add")
    (folder,) = (show / "episodes").glob("*-the-ferry-at-night")
    assert sorted(path.name for path in folder.iterdir()) == [
        "recording.chapters.json",
        "recording.wav",
        "transcript.txt",
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("movie.exe", b"MZ", "neither a transcript nor a recording"),
        ("..", b"x", "neither a transcript nor a recording"),
        ("/", b"x", "neither a transcript nor a recording"),
        ("empty.txt", b"", "this file is empty"),
        ("old.smi", b"<SAMI>\n<BODY><SYNC Start=0>Hi", "this is SAMI captions (.smi), which"),
    ],
)
def test_other_files_are_refused(
    show: Path, open_desk: Open, name: str, data: bytes, said: str
) -> None:
    """Nothing but transcripts and recordings is kept."""
    answer = send(open_desk(show), name, data)
    assert answer.status_code == 422
    assert said in answer.json()["problem"]


def test_what_cannot_be_read_is_said(show: Path, open_desk: Open) -> None:
    """A binary file is refused with its name and a remedy; doubtful labels have line and excerpt."""
    client = open_desk(show)
    id_ = send(client, "talk.txt", b"x\x00\x01\x02\xff\xfe").json()["id"]
    words = words_of(client.get(f"/new/{id_}"))
    assert "This cannot be added yet" in words
    assert "this is a binary file" in words
    assert str(show) not in words
    id_ = send(client, "odd.txt", ODD).json()["id"]
    page = client.get(f"/new/{id_}")
    assert "odd.txt:3" in words_of(page)
    assert "<blockquote>ROSA LIND: Hello.</blockquote>" in page.text
    assert "odd.txt" in words_of(client.get("/new"))  # what is not added yet can be gone on with


def test_date_title_and_folder_can_be_changed_before(show: Path, open_desk: Open) -> None:
    """They are shown as fields; what is changed goes into episode.toml, and the folder follows."""
    client = open_desk(show)
    client.follow_redirects = True
    looked = client.post("/new", data={"text": PAGE})
    fields = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', looked.text))
    assert fields == {
        "proposed": "2025-10-03-the-ferry-at-night",
        "title": "The ferry at night",
        "day": "2025-10-03",
        "folder": "2025-10-03-the-ferry-at-night",
    }
    where = f"{looked.url}/add"
    taken = next((show / "episodes").glob("2026-*")).name
    for name, value, said in (
        ("day", "2025-13-03", "'2025-13-03' is no day"),
        ("folder", "ledger", "cannot be the name of an episode's folder"),
        ("folder", taken, f"the show already has a folder {taken}"),
    ):
        refused = client.post(where, data={**fields, name: value})
        assert refused.status_code == 422
        assert said in words_of(refused)
        assert f'value="{value}"' in refused.text
    client.post(where, data={**fields, "title": "The night ferry", "day": "2025-10-04"})
    folder = show / "episodes" / "2025-10-04-the-night-ferry"
    settings = tomllib.loads((folder / "episode.toml").read_text("utf-8"))
    assert settings == {"title": "The night ferry", "date": date(2025, 10, 4)}
    assert (folder / "transcript.txt").read_text("utf-8") == PAGE


@pytest.mark.parametrize("with_recording", [False, True])
def test_a_page_at_an_address_is_fetched_once(
    show: Path,
    open_desk: Open,
    pages: tuple[str, list[str]],
    tmp_path: Path,
    with_recording: bool,
) -> None:
    """Also beside a recording; its address becomes the link, and adding does not ask again."""
    address, asked = pages
    client = open_desk(show)
    client.follow_redirects = True
    id_ = ""
    if with_recording:
        with wave.open(str(tmp_path / "x.wav"), "wb") as sound:
            sound.setparams((1, 2, 24_000, 0, "NONE", ""))
            sound.writeframes(b"\0\1" * 24_000)
        id_ = send(client, "talk.wav", (tmp_path / "x.wav").read_bytes()).json()["id"]
    gone = client.post("/new", data={"text": f"{address}/gone.html", "id": id_})
    assert gone.status_code == 422
    assert "the server answers 404" in words_of(gone)
    looked = client.post("/new", data={"text": f"{address}/ferry.html", "id": id_})
    assert "The ferry at night" in words_of(looked)
    client.post(f"{looked.url}/add", data={"day": "2025-10-03"})
    assert asked == ["/gone.html", "/ferry.html"]
    folder = show / "episodes" / "2025-10-03-the-ferry-at-night"
    assert (folder / "recording.wav").exists() is with_recording
    settings = tomllib.loads((folder / "episode.toml").read_text("utf-8"))
    assert settings["link"] == f"{address}/ferry.html"


def test_broken_and_oversized_files_have_one_message_each(
    show: Path, open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damaged documents and sounds are named together; a second transcript says what it replaces."""
    client = open_desk(show)
    id_ = send(client, "talk.docx", b"PK\x03\x04" + b"\0" * 40).json()["id"]
    send(client, "talk.mp3", b"no sound at all", id_)
    looked = client.get(f"/new/{id_}")
    assert looked.text.count("Stops it") == 2
    assert send(client, "talk.vtt", VTT, id_).json()["replaced"] == "talk.docx"
    monkeypatch.setattr("segmentcast.desk.incoming.MOST_TEXT_BYTES", 1000)
    large = send(client, "large.txt", b"x" * 5000, id_)
    assert large.status_code == 422
    assert "this file has more than" in large.json()["problem"]
    assert "talk.vtt" in words_of(client.get(f"/new/{id_}"))


@pytest.mark.parametrize("name", ["minutes", "minutes.log", "a\u202etxt.exe.MD"])
def test_whatever_reads_as_a_conversation_is_taken(show: Path, open_desk: Open, name: str) -> None:
    """A transcript without a known ending is taken as the command takes it, whatever its name."""
    client = open_desk(show)
    id_ = send(client, name, PAGE.encode()).json()["id"]
    client.post(f"/new/{id_}/add")
    (folder,) = (show / "episodes").glob("*-the-ferry-at-night")
    assert [path.name for path in folder.iterdir()] == ["transcript.txt"]


def test_what_was_sent_and_forgotten_is_removed(show: Path) -> None:
    """After 30 days, and parts of a broken sending after one; what waits for a recording stays."""
    place, now = locate(show), datetime.now(UTC)
    for within, days in (("incoming", 30), ("incoming-recordings", 0)):
        incoming = Incoming(place, within)
        folder = place.work / within / incoming.begin()
        (folder / "talk.wav").write_bytes(b"x")
        (folder / ".receiving-1").write_bytes(b"x")
        incoming.tidy(now, days=days)
        assert len(list(folder.iterdir())) == 2  # another desk may be receiving it
        incoming.tidy(now + timedelta(days=2), days=days)
        assert [path.name for path in folder.iterdir()] == ["talk.wav"]
        incoming.tidy(now + timedelta(days=31), days=days)
        assert folder.exists() is (days == 0)


def test_an_unknown_id_is_no_path(show: Path, open_desk: Open) -> None:
    """An id from elsewhere leads to no file and makes none."""
    client = open_desk(show)
    for id_ in ("..", "%2e%2e", "..%2f..%2fepisodes", "deadbeef"):
        answer = client.get(f"/new/{id_}")
        assert answer.status_code in (200, 404)
        assert "show.toml" not in answer.text
    client.post("/new/..%2f..%2fepisodes/discard")
    assert (show / "episodes" / "show.toml").is_file()
