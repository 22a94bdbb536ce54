"""Covers are signed beside the audio, whose tag keeps the unsigned picture."""

from __future__ import annotations

import io
import re
from pathlib import Path

import encypher_c2pa
import pytest
from c2pa import Context, Reader
from mutagen.id3 import ID3
from PIL import Image

from segmentcast import artwork
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.errors import ArtworkError, ConfigError
from segmentcast.model import Finding
from segmentcast.provenance.file_front import store_in_picture
from segmentcast.provenance.kept_credentials import CredentialsFolder
from segmentcast.provenance.picture_claim import PictureClaim
from segmentcast.provenance.session import SigningSession
from segmentcast.provenance.signing_key import SigningKey
from segmentcast.provenance.trial_key import TrialKey
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.trust_list import TrustList
from segmentcast.queries.published.checks import inspect
from segmentcast.workspace.show_folder import locate
from tests.provenance.conftest import signed_picture
from tests.provenance.test_published_shows import ON, VARIABLE, lose, signing, sounds
from tests.showcase import NOW, TALK, ShowUnderTest, picture

__all__ = ["signing"]


def covers(show: ShowUnderTest) -> dict[str, bytes]:
    """The episodes' covers and the show's own, without thumbnails and cards for links."""
    paths = sorted((show.feed / "artwork").iterdir())
    return {
        path.name: path.read_bytes() for path in paths if not re.search(r"-\d+-\w+\.", path.name)
    }


def states(data: bytes, anchor: Path) -> tuple[str, str]:
    """What c2pa-python and encypher-c2pa say of a picture, both offline."""
    pem = anchor.read_text()
    mime = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    settings = {"trust": {"user_anchors": pem}, "verify": {"remote_manifest_fetch": False}}
    with (
        Context.from_dict(settings) as context,
        Reader(mime, io.BytesIO(data), context=context) as reader,
    ):
        first = str(reader.get_validation_state())
    second = encypher_c2pa.verify(data, mime, trust_pem=pem, no_default_trust=True, telemetry=False)
    return first, str(second["integrity"])


def test_covers_are_signed_and_stay_byte_for_byte(
    signing: ShowUnderTest, trial: TrialKey, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn by software, says the episode's; the show's own was supplied. The tag's picture and the
    page's small one are what they would be without."""
    signing.publish()
    before, audio = covers(signing), sounds(signing)
    (own, shows) = before.values()
    assert [states(data, trial.anchor) for data in before.values()] == [("Trusted", "valid")] * 2
    (name, _) = before
    verdict = read_credentials(signing.feed / "artwork" / name, trust)
    assert (verdict.state, verdict.title) == ("trusted", "The ferry that came back")
    (drawn,) = verdict.statements
    assert (drawn.action, drawn.source) == ("c2pa.created", "algorithmicMedia")
    supplied = read_credentials(signing.feed / "artwork" / [*before][1], trust)
    assert supplied.is_good
    assert [row.action for row in supplied.statements] == ["c2pa.opened", "c2pa.published"]
    assert not any(row.source for row in supplied.statements)
    assert artwork.cover(shows) == artwork.cover(picture())
    (sound,) = audio
    (embedded,) = ID3(str(signing.feed / "audio" / sound)).getall("APIC")
    assert embedded.data == artwork.cover(own)
    assert not store_in_picture(embedded.data)
    rest = {*(path.name for path in (signing.feed / "artwork").iterdir())} - {*before}
    assert len(rest) == 4
    assert not any(
        store_in_picture((signing.feed / "artwork" / name).read_bytes()) for name in rest
    )
    assert [o.status for o in signing.publish().outcomes] == ["unchanged"]
    report = signing.publish(dry_run=True)
    assert (report.unsigned, report.unsigned_files) == (0, 0)
    # A clone without cache and key, then one without the feed, then without the setting.
    monkeypatch.delenv(VARIABLE)
    for lost in ([".segmentcast"], [".segmentcast", "feed"]):
        lose(signing, *lost)
        assert not signing.publish().failed
        assert (covers(signing), sounds(signing)) == (before, audio)
    signing.settings()
    lose(signing, ".segmentcast", "feed")
    assert not signing.publish().failed
    assert covers(signing) == before


def test_published_covers_stay_unsigned_until_they_are_remade(
    show: ShowUnderTest, trial: TrialKey, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switching signing on moves no address, whatever is lost; `diff` counts audio and cover."""
    monkeypatch.setenv(VARIABLE, str(trial.key))
    folder = show.publish_first()
    before, audio = covers(show), sounds(show)
    show.settings(ON)
    report = show.publish(dry_run=True)
    assert (report.unsigned, report.unsigned_files) == (1, 3)
    show.episode("2026-03-15-second", TALK.replace("ferry", "boat"))
    show.publish()
    after = covers(show)
    assert before.items() < after.items()
    (second,) = after.keys() - before.keys()
    assert read_credentials(show.feed / "artwork" / second, trust).state == "trusted"
    for lost in ([".segmentcast"], [".segmentcast", "feed"]):
        lose(show, *lost)
        show.publish()
        assert covers(show) == after
    # A correction is a signed file with the unsigned cover; another title is another cover.
    (folder / "transcript.txt").write_text(TALK.replace("nine years", "ten years"))
    show.publish()
    assert covers(show) == after
    (folder / "episode.toml").write_text('title = "Another title"\n')
    show.publish()
    (retitled,) = covers(show).keys() - after.keys()
    assert read_credentials(show.feed / "artwork" / retitled, trust).title == "Another title"
    show.publish(remake=True)
    now = covers(show)
    assert {name.rpartition("-")[0] for name in now if store_in_picture(now[name])} == {
        name.rpartition("-")[0] for name in now
    }
    assert show.publish(dry_run=True).unsigned_files == 0
    assert len(sounds(show)) == len(audio) + 3


def faults(show: ShowUnderTest) -> list[Finding]:
    return [row for row in inspect(locate(show.root), now=NOW) if row.rule == "credentials"]


def test_a_portrait_an_own_signature_and_a_stripped_one(
    signing: ShowUnderTest, signing_key: SigningKey, trust: TrustList, tmp_path: Path
) -> None:
    """A photograph in a drawn cover makes it a composite; what others signed is published as it is;
    `check` verifies covers, and misses credentials that somebody removed."""
    signed = signed_picture(signing_key, tmp_path, "image/png")
    folder = signing.episode("2026-03-15-own", TALK.replace("ferry", "boat"))
    (folder / "mine.png").write_bytes(signed)
    (folder / "episode.toml").write_text('artwork = "mine.png"\n')
    drawn = signing.episode()
    (drawn / "rosa.jpg").write_bytes(picture())
    (drawn / "episode.toml").write_text('portrait = "rosa.jpg"\n')
    assert not signing.publish().failed
    named = covers(signing)
    assert signed in named.values()
    (path,) = (signing.feed / "artwork" / name for name in named if "-ferry-" in name)
    (statement,) = read_credentials(path, trust).statements
    assert statement.source == "composite"
    assert "photograph" in statement.description
    assert faults(signing) == []
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    assert "were changed" in faults(signing)[0].what
    Image.open(io.BytesIO(data)).save(path, "JPEG")
    assert "has no Content Credentials" in faults(signing)[0].what


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png"])
def test_one_flipped_bit_in_a_cover_is_found_by_both(
    mime: str, signing_key: SigningKey, trial: TrialKey, tmp_path: Path
) -> None:
    """In its pixels, in what is claimed, and in the signature."""
    data = signed_picture(signing_key, tmp_path, mime)
    assert states(data, trial.anchor) == ("Trusted", "valid")
    store = store_in_picture(data)
    start = data.index(store[:200])
    places = [len(data) - 40, data.index(b"algorithmicMedia"), start + len(store) - 3000]
    for at in places:
        path = tmp_path / f"altered.{mime[-3:]}"
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert read_credentials(path).state in ("altered", "unreadable")
        second = encypher_c2pa.verify(
            path.read_bytes(), mime, trust_pem=trial.anchor.read_text(), no_default_trust=True,
            telemetry=False,
        )  # fmt: skip
        assert second["integrity"] != "valid"


def test_a_hostile_picture_is_told(tmp_path: Path, signing_key: SigningKey) -> None:
    """A manifest store of 10 MB is not read, one that ends early is none, and a supplied picture
    that cannot be signed is refused with its reason."""
    data = signed_picture(signing_key, tmp_path, "image/png")
    at = data.index(b"caBX") - 4
    large = (12 << 20).to_bytes(4, "big") + b"caBX" + bytes(12 << 20) + bytes(4)
    path = tmp_path / "large.png"
    path.write_bytes(data[:33] + large + data[33:])
    assert read_credentials(path).codes == ("too-large",)
    assert store_in_picture(data[: at + 100]) == b""
    jpeg = signed_picture(signing_key, tmp_path, "image/jpeg")
    assert store_in_picture(jpeg[:2000]) == b""
    claim = PictureClaim(title="cover.jpg", show="S", author="A", guid="g", mime="image/jpeg")
    session = SigningSession(CredentialsFolder(tmp_path / "c"), ProvenanceConfig(), signing_key)
    with pytest.raises(ArtworkError, match="cannot be signed"):
        session.picture(b"\xff\xd8\xff\xe0 no picture", claim, is_new=True)
    keyless = SigningSession(
        CredentialsFolder(tmp_path / "c"),
        ProvenanceConfig(),
        fault=ConfigError.at("k", "no key", ""),
    )
    with pytest.raises(ConfigError, match="no key"):
        keyless.picture(picture(), claim, is_new=True)
