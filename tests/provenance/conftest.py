"""A key of a newsroom, and a small MP3 to sign."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from segmentcast import tags
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.model import Chapter, Cue
from segmentcast.provenance.claim import Claim, FileReference, SyntheticVoice, TimeRange
from segmentcast.provenance.kept_credentials import CredentialsFolder
from segmentcast.provenance.picture_claim import PictureClaim
from segmentcast.provenance.session import SigningSession
from segmentcast.provenance.signing_key import SigningKey, read_signing_key
from segmentcast.provenance.trial_key import TrialKey, make_trial_key
from segmentcast.provenance.validation.trust_list import TrustList, read_trust_list

DAY = datetime(2026, 3, 14, 12, tzinfo=UTC)
SOUND = (b"\xff\xfb\x50\xc4" + bytes(152)) * 40


def claim(**changed: object) -> Claim:
    """What is claimed of the MP3 of these tests."""
    values: dict[str, object] = {
        "title": "The ferry that came back",
        "show": "The Harbour Report",
        "author": "Harbour News",
        "guid": "5f0c7a3e",
        "page_url": "https://news.example/ferry/",
        "published": DAY,
        "language": "en",
        "source": "compositeWithTrainedAlgorithmicMedia",
        "voices": (
            SyntheticVoice(
                "piper/joe",
                "trainedAlgorithmicMedia",
                ("Rosa Lind",),
                "piper; model=ab12; piper=1.8.0; url=http://10.0.0.1/secret",
                (TimeRange(1000, 2500, "Rosa Lind"),),
            ),
        ),
        "transcript": FileReference("https://news.example/ferry.vtt", "ab" * 32, "text/vtt"),
    }
    return Claim(**{**values, **changed})  # type: ignore[arg-type]


def key_of(made: TrialKey, now: datetime | None = None) -> SigningKey:
    """The key as a publish reads it."""
    environ = {"SEGMENTCAST_SIGNING_KEY": str(made.key)}
    show = made.key.parent / "show"
    return read_signing_key(
        ProvenanceConfig(), show, "show.toml", now=now or datetime.now(UTC), environ=environ
    )


def signed_picture(key: SigningKey, folder: Path, mime: str, **claimed: str) -> bytes:
    """A cover of one colour with Content Credentials."""
    stream = io.BytesIO()
    Image.new("RGB", (1400, 1400), (90, 60, 20)).save(stream, mime.partition("/")[2])
    claim = PictureClaim(
        title="T",
        show="S",
        author="A",
        guid="g",
        mime=mime,
        **{"source": "algorithmicMedia", **claimed},
    )
    session = SigningSession(CredentialsFolder(folder / "credentials"), ProvenanceConfig(), key)
    return session.picture(stream.getvalue(), claim, is_new=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second verifier saves in the user's settings that it may not report anything."""
    home = str(tmp_path_factory.getbasetemp())
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("XDG_CONFIG_HOME", home)


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> TrialKey:
    return make_trial_key(
        tmp_path_factory.mktemp("key"), show=None, now=datetime(2020, 1, 1, tzinfo=UTC), days=36_500
    )


@pytest.fixture(scope="session")
def signing_key(trial: TrialKey) -> SigningKey:
    return key_of(trial)


@pytest.fixture(scope="session")
def trust(trial: TrialKey) -> TrustList:
    return read_trust_list([trial.anchor])


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    """An MP3 with our tag: text, chapters, and the words with their times."""
    cues = (
        Cue(0, 900, "Peter Aune", "How was it?", 0),
        Cue(1000, 2400, "Rosa Lind", "It was crowded.", 1),
    )
    meta = tags.TagMeta(
        "The ferry", "Show", "News", DAY, 3000, cues=cues, chapters=(Chapter(0, 3000, "All"),)
    )
    path = tmp_path / "unsigned.mp3"
    path.write_bytes(tags.build(meta).data + SOUND)
    return path
