"""Fetching: downloads that go on where they stopped, and everything a hostile server can do."""

from __future__ import annotations

import base64
import gzip
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest

from segmentcast.errors import FeedError, SegmentcastError
from segmentcast.migration import MovedIn, Wishes, move_in

ITEM = (
    "<item><title>{title}</title><guid>{title}</guid><pubDate>{date}</pubDate>"
    '<enclosure url="{url}" length="{length}" type="{type}"/></item>'
)
FEED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Quay</title>'
    "<language>en</language>{links}{items}</channel></rss>"
)


def feed(*items: str, links: str = "") -> str:
    return FEED.format(items="".join(items), links=links)


def item(title: str, url: str, length: int = 5, date: str = "Mon, 01 Jan 2024 05:00:00 GMT") -> str:
    return ITEM.format(title=title, url=url, length=length, date=date, type="audio/wav")


@pytest.fixture
def move(tmp_path: Path, quiet: Any) -> Callable[..., MovedIn]:
    """Moves a feed into the folder `show`."""
    return lambda url, **wishes: move_in(url, tmp_path / "show", Wishes(**wishes), quiet)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return tmp_path / "show"


def test_a_download_becomes_the_published_sound(
    site: Any, move: Any, show: Path, sound: bytes, publish_at: Callable[[Path], Any]
) -> None:
    """The bytes that came are those that subscribers get, under an address of ours, same GUID."""
    site.put("/a.wav", sound, mime="audio/wav")
    url = site.put("/feed.xml", feed(item("One", f"{site.base}/a.wav", 17)))
    done = move(url, download=True, base_url="https://new.example/")
    assert done.downloaded == 1
    assert "length" in {finding.rule for finding in done.findings}
    told = tomllib.loads((show / "episodes/2024-01-01-one/episode.toml").read_text("utf-8"))
    assert told["enclosure"] == {
        "url": f"{site.base}/a.wav",
        "file": "audio.wav",
        "length": len(sound),
        "type": "audio/wav",
        "duration": 3,
    }
    publish_at(show)
    (entry,) = feedparser.parse((show / "feed/feed.xml").read_bytes()).entries
    assert entry.id == "One"
    (enclosure,) = entry.enclosures
    path = show / "feed" / enclosure.href.removeprefix("https://new.example/")
    assert path.read_bytes() == sound
    assert enclosure.length == str(len(sound))


def test_a_broken_connection_is_taken_up_again(
    site: Any, move: Any, show: Path, sound: bytes, waits: list[float]
) -> None:
    """What has arrived is not fetched twice, and the server is given a moment first."""
    site.put("/a.wav", sound, etag='"v1"', cut_after=40_000)
    move(site.put("/feed.xml", feed(item("One", f"{site.base}/a.wav"))), download=True)
    asked = [range_ for _, path, range_ in site.requests if path == "/a.wav"]
    assert asked[0] == ""
    assert asked[1].startswith("bytes=")
    assert 0 < int(asked[1].removeprefix("bytes=").rstrip("-")) <= 40_000
    assert (show / "episodes/2024-01-01-one/audio.wav").read_bytes() == sound
    assert waits == [1.0]


def test_an_interrupted_import_goes_on_in_the_next_run(
    site: Any, move: Any, show: Path, sound: bytes
) -> None:
    """A host that fails for now leaves no half show; the same command fetches only what is missing."""
    site.put("/a.wav", sound, etag='"a"')
    site.put("/b.wav", b"", status=503)
    url = site.put(
        "/feed.xml", feed(item("One", f"{site.base}/a.wav"), item("Two", f"{site.base}/b.wav"))
    )
    with pytest.raises(FeedError, match="run the same command again"):
        move(url, download=True)
    assert not (show / "episodes/show.toml").exists()
    site.put("/b.wav", sound[:-2000] + bytes(2000), etag='"b"')
    site.requests.clear()
    assert move(url, download=True).downloaded == 2
    assert ("GET", "/a.wav", "") not in site.requests


def test_a_file_that_changed_meanwhile_is_fetched_anew(
    site: Any, move: Any, show: Path, sound: bytes
) -> None:
    """Two versions of a sound are never joined."""
    other = sound[:-1000] + bytes(1000)
    site.put("/a.wav", sound, etag='"v1"', cut_after=30_000)
    answer = site.answers["/a.wav"]
    site.put("/feed.xml", feed(item("One", f"{site.base}/a.wav")))

    class Changed(dict[str, Any]):
        """Serves the new version from the second request on."""

        def get(self, key: str, default: Any = None) -> Any:
            seen = sum(path == "/a.wav" for _, path, _ in site.requests)
            if key == "/a.wav" and seen > 1:
                answer.data, answer.etag = other, '"v2"'
            return super().get(key, default)

    site.answers = Changed(site.answers)
    move(f"{site.base}/feed.xml", download=True)
    assert (show / "episodes/2024-01-01-one/audio.wav").read_bytes() == other


def test_what_is_gone_or_no_sound_stays_where_it_was(
    site: Any, move: Any, show: Path, sound: bytes
) -> None:
    """A missing file or a web page in its place is told; the other episodes are not held up."""
    site.put("/page.wav", "<html>Not found, sorry</html>")
    site.put("/good.wav", sound)
    items = [item(name, f"{site.base}/{name}.wav") for name in ("gone", "page", "good")]
    done = move(site.put("/feed.xml", feed(*items)), download=True)
    assert done.downloaded == 1
    told = "\n".join(str(finding) for finding in done.findings)
    assert "404" in told
    assert "the download is not audio" in told
    (folder,) = (show / "episodes").glob("*gone")
    assert "file" not in tomllib.loads((folder / "episode.toml").read_text("utf-8"))["enclosure"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<rss version='2.0'><channel><title>&x;</title></channel></rss>"
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(BOMB.encode(), "entities of its own", id="entities without end"),
        pytest.param(OUTSIDE.encode(), "entities of its own", id="a file of this machine"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"<html><body>Hello</body></html>", "web page", id="a page"),
        pytest.param(b"<!DOCTYPE html><html><p>Hello<br></html>", "web page", id="a broken page"),
        pytest.param(b"<rss version='2.0'><channel><title>x", "no episode", id="cut off"),
        pytest.param(b"<rss version='2.0'><channel>&nbsp;</channel></rss>", "no episode", id="nbsp"),
        pytest.param(
            '<?xml version="1.0" encoding="UTF-8"?><rss><channel><title>caf\xe9</title></channel></rss>'
            .encode("latin-1"), "no episode", id="another encoding than it says",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="x-none"?><rss><channel/></rss>', "no episode", id="no encoding"
        ),
        pytest.param(b"<rss>" * 5000, "no <channel>", id="too deep"),
        pytest.param(b"\x1f\x8b\x08\x00", "gzip file is damaged", id="cut gzip"),
        pytest.param(b"<rss version='2.0'/>", "no <channel>", id="no channel"),
        pytest.param(b"<rss><channel><title>x</title></channel></rss>", "no episode", id="no episode"),
    ],
)  # fmt: skip
def test_a_hostile_feed_gets_one_clear_message(
    data: bytes, says: str, tmp_path: Path, quiet: Any
) -> None:
    """Nothing is written, and one problem says what is wrong with the file."""
    path = tmp_path / "feed.xml"
    path.write_bytes(data)
    with pytest.raises(FeedError, match=says) as raised:
        move_in(str(path), tmp_path / "show", Wishes(), quiet)
    (problem,) = raised.value.problems
    assert str(path) in problem.where
    assert problem.mend
    assert not (tmp_path / "show").exists()


def test_an_endless_feed_is_given_up(site: Any, move: Any, show: Path) -> None:
    """A server that never stops sending gets a bounded part of our time and memory."""
    with pytest.raises(FeedError, match="larger than 64 MB"):
        move(site.put("/feed.xml", endless=True))
    assert not show.exists()


def test_redirections_in_a_circle_end(site: Any, move: Any) -> None:
    """A circle is named as one."""
    site.put("/b", location=f"{site.base}/a")
    with pytest.raises(FeedError, match="in a loop"):
        move(site.put("/a", location=f"{site.base}/b"))


@pytest.mark.parametrize(("path", "says"), [("/no", "404"), ("/busy", "503")])
def test_a_server_that_refuses_is_quoted(site: Any, move: Any, path: str, says: str) -> None:
    """The server's answer stands in the message."""
    site.put("/busy", b"", status=503)
    with pytest.raises(FeedError, match=says):
        move(f"{site.base}{path}")


def test_nobody_there_is_told_plainly(move: Any) -> None:
    """A port without a server gives a message, not a traceback."""
    with pytest.raises(FeedError, match="connection failed"):
        move("http://127.0.0.1:9/feed.xml")


def test_pages_in_a_circle_end(site: Any, move: Any) -> None:
    """Documents that name each other are read once each."""
    link = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{base}/%s"/>'
    site.put(
        "/two.xml",
        feed(item("Two", "https://x.example/2.mp3"), links=link % "one.xml"),
    )
    url = site.put("/one.xml", feed(item("One", "https://x.example/1.mp3"), links=link % "two.xml"))
    done = move(url, base_url="https://new.example/")
    assert (done.documents, done.episodes) == (2, 2)


def test_a_missing_page_of_the_feed_stops_the_import(site: Any, move: Any, show: Path) -> None:
    """A part of a show is not the show: subscribers would lose the rest."""
    link = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{base}/older.xml"/>'
    url = site.put("/one.xml", feed(item("One", "https://x.example/1.mp3"), links=link))
    with pytest.raises(FeedError, match="404"):
        move(url)
    assert not show.exists()


def test_two_items_with_one_identity_are_told(site: Any, move: Any) -> None:
    """A repeated GUID leaves one item, and says which was left out; a repeated sound keeps both."""
    url = site.put(
        "/feed.xml",
        feed(
            item("One", "https://x.example/1.mp3"),
            item("One", "https://x.example/2.mp3"),
            item("Three", "https://x.example/1.mp3"),
        ),
    )
    done = move(url)
    assert done.episodes == 2
    assert {"guid-repeated", "enclosure-repeated"} <= {finding.rule for finding in done.findings}


INNER = [
    "localhost",
    "127.0.0.2",
    "2130706433",
    "0177.0.0.1",
    "0.0.0.0",
    "[::ffff:127.0.0.1]",
]


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "with a proxy"])
@pytest.mark.parametrize("host", INNER)
def test_what_a_feed_names_leads_nowhere_inward(
    site: Any, move: Any, show: Path, host: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Transcript, chapters, picture and sound inside the house are neither asked nor published."""
    if proxied:
        monkeypatch.setenv("HTTP_PROXY", site.base)
        monkeypatch.setenv("NO_PROXY", "")
    site.put("/secret", "WEBVTT\n\n00:01.000 --> 00:02.000\nthe secret\n")
    inner = f"http://{host}:{site.base.rpartition(':')[2]}/secret"
    more = (
        f'<p:transcript xmlns:p="https://podcastindex.org/namespace/1.0" url="{inner}" type="text/vtt"/>'
        f'<p:chapters xmlns:p="https://podcastindex.org/namespace/1.0" url="{inner}" type="application/json+chapters"/>'
        f'<i:image xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd" href="{inner}.png"/></item>'
    )
    one = item("One", inner, 0).replace("</item>", more)
    done = move(site.put("/feed.xml", feed(one)), download=True)
    assert [path for _, path, _ in site.requests] == ["/feed.xml"]
    assert any("not a public address" in str(finding) for finding in done.findings)
    assert not [p for p in show.rglob("*") if p.is_file() and b"the secret" in p.read_bytes()]


def test_the_next_page_of_a_feed_leads_nowhere_inward(site: Any, move: Any) -> None:
    """Paging is named by the feed and not by a person; a redirect neither."""
    inner = f"http://localhost:{site.base.rpartition(':')[2]}/two.xml"
    link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{inner}"/>'
    url = site.put("/one.xml", feed(item("One", "https://x.example/1.mp3"), links=link))
    with pytest.raises(FeedError, match="not a public address"):
        move(url)
    with pytest.raises(FeedError, match="not a public address"):
        move(site.put("/moved.xml", location=inner))
    assert ("GET", "/two.xml", "") not in site.requests


def test_a_compressed_bomb_is_given_up(site: Any, move: Any, show: Path) -> None:
    """A feed that opens to more than any feed holds is refused at its bound."""
    bomb = gzip.compress(bytes(256 << 20), 1)
    with pytest.raises(FeedError, match="larger than 64 MB"):
        move(site.put("/feed.xml", bomb, coding="gzip"))
    assert not show.exists()


def test_a_compressed_feed_is_read(site: Any, move: Any) -> None:
    """A host that compresses is understood."""
    body = gzip.compress(feed(item("One", "https://x.example/1.mp3")).encode())
    done = move(site.put("/feed.xml", body, coding="gzip"), base_url="https://new.example/")
    assert done.episodes == 1


def test_a_length_without_end_is_no_length(site: Any, move: Any, show: Path, sound: bytes) -> None:
    """A Content-Length or Content-Range of thousands of digits is not believed, and no defect."""
    site.put("/a.wav", sound, etag='"v1"', cut_after=40_000, range_total="9" * 5000)
    move(site.put("/feed.xml", feed(item("One", f"{site.base}/a.wav"))), download=True)
    assert (show / "episodes/2024-01-01-one/audio.wav").read_bytes() == sound


def test_a_password_in_the_address_stays_there(
    site: Any, move: Any, show: Path, sound: bytes
) -> None:
    """It goes to the feed's server with each request, and into no file and no result, also where the
    feed's links are relative."""
    site.put("/a.wav", sound, mime="audio/wav")
    links = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="/feed.xml"/>'
    url = site.put("/feed.xml", feed(item("One", "a.wav", len(sound)), links=links))
    done = move(url.replace("://", "://ada:s3cret%21@"), download=True)
    assert set(site.authorizations) == {"Basic " + base64.b64encode(b"ada:s3cret!").decode()}
    assert done.downloaded == 1
    texts = [path.read_bytes() for path in show.rglob("*") if path.is_file()]
    assert b"Moved in from " + url.encode() in b"".join(texts)
    assert not [text for text in texts if b"s3cret" in text]
    assert "s3cret" not in repr(done)
    assert done.old_url == url


@pytest.mark.parametrize(
    "address", ["http://ada:s3cret@[1.2/feed", "http://ada:s3cret@host.invalid/feed", "{base}/none"]
)
def test_a_password_is_in_no_message(site: Any, move: Any, address: str) -> None:
    """Whatever is wrong with the address."""
    address = address.format(base=site.base.replace("://", "://ada:s3cret@"))
    with pytest.raises(SegmentcastError) as error:
        move(address)
    assert "s3cret" not in str(error.value)
