"""Shows that are published with [provenance]: what is signed, and what never changes."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from mutagen.id3 import ID3

from segmentcast.cli.provenance import command as cli_command
from segmentcast.errors import ConfigError, LedgerError
from segmentcast.provenance.trial_key import TrialKey
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.trust_list import TrustList
from segmentcast.queries.published.checks import inspect
from segmentcast.server import make_app
from segmentcast.workspace.show_folder import locate
from tests.provenance.conftest import DAY
from tests.provenance.test_signing import states
from tests.showcase import BASE_URL, TALK, ShowUnderTest

ON = "\n[provenance]\n"
VARIABLE = "SEGMENTCAST_SIGNING_KEY"


@pytest.fixture
def signing(show: ShowUnderTest, trial: TrialKey, monkeypatch: pytest.MonkeyPatch) -> ShowUnderTest:
    """A show that signs, with one episode that is not published yet."""
    monkeypatch.setenv(VARIABLE, str(trial.key))
    show.settings(ON)
    show.episode()
    return show


def sounds(show: ShowUnderTest) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((show.feed / "audio").iterdir())}


def lose(show: ShowUnderTest, *names: str) -> None:
    """Removes folders of a show, as a fresh clone lacks them."""
    for name in names:
        shutil.rmtree(show.root / name)


def test_a_signed_show_stays_byte_for_byte_without_cache_key_and_feed(
    signing: ShowUnderTest, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is signed twice: the kept credentials go into the same master again."""
    signing.publish()
    before = sounds(signing)
    (name,) = before
    verdict = read_credentials(signing.feed / "audio" / name, trust)
    assert verdict.state == "trusted"
    # The tone engine follows rules: nothing in it learned from anybody.
    assert {row.source for row in verdict.statements} == {"algorithmicMedia", ""}
    assert {row.voice for row in verdict.statements} == {"", "tone/high@0.5", "tone/low@0.5"}
    assert [o.status for o in signing.publish().outcomes] == ["unchanged"]
    (page,) = (signing.feed / "episodes").glob("*/index.html")
    text = page.read_text()
    assert "is signed by segmentcast test key, trusted by nobody" in text
    assert "verify?source=https%3A//news.example/podcast/audio/" in text
    monkeypatch.delenv(VARIABLE)
    lose(signing, ".segmentcast")
    signing.publish()
    assert sounds(signing) == before
    assert page.read_text() == text
    assert signing.publish(dry_run=True).unsigned == 0
    lose(signing, ".segmentcast", "feed")
    report = signing.publish()
    assert not report.failed
    assert sounds(signing) == before
    # Also where nothing is signed any more.
    signing.settings()
    lose(signing, ".segmentcast", "feed")
    assert not signing.publish().failed
    assert sounds(signing) == before


def test_with_file_and_credentials_gone_the_episode_is_refused(signing: ShowUnderTest) -> None:
    """A new signature would be another file for subscribers, so a publish says what to bring back."""
    signing.publish()
    before = sounds(signing)
    kept = signing.folder / "ledger" / "credentials"
    shutil.move(kept, signing.root / "credentials")
    lose(signing, ".segmentcast", "feed")
    with pytest.raises(LedgerError, match="--remake"):
        signing.publish()
    shutil.move(signing.root / "credentials", kept)
    assert not signing.publish().failed
    assert sounds(signing) == before
    shutil.rmtree(kept)
    lose(signing, ".segmentcast", "feed")
    signing.publish(remake=True)
    assert sounds(signing).keys().isdisjoint(before)


def test_a_correction_names_the_version_before(signing: ShowUnderTest, trust: TrustList) -> None:
    """The new file has the old one as its parent, whose credentials can be walked."""
    folder = signing.episode()
    signing.publish()
    before = set(sounds(signing))
    (folder / "transcript.txt").write_text(TALK.replace("nine years", "ten years"))
    signing.publish()
    (name,) = set(sounds(signing)) - before
    verdict = read_credentials(signing.feed / "audio" / name, trust)
    assert verdict.is_good
    assert [row.state for row in verdict.versions] == ["trusted"]


def test_published_episodes_stay_unsigned_until_they_are_remade(
    show: ShowUnderTest, trial: TrialKey, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switching signing on changes no published byte, whatever is lost; `diff` counts the files."""
    monkeypatch.setenv(VARIABLE, str(trial.key))
    show.publish_first()
    before = sounds(show)
    show.settings(ON)
    show.episode("2026-03-15-second", TALK.replace("ferry", "boat"))
    assert show.publish(dry_run=True).unsigned == 1
    show.publish()
    after = sounds(show)
    assert before.items() < after.items()
    (second,) = after.keys() - before.keys()
    assert read_credentials(show.feed / "audio" / second, trust).state == "trusted"
    lose(show, ".segmentcast", "feed")
    show.publish()
    assert sounds(show) == after
    show.publish(remake=True)
    (remade,) = sounds(show).keys() - after.keys()
    verdict = read_credentials(show.feed / "audio" / remade, trust)
    assert verdict.state == "trusted"
    assert verdict.versions == ()
    assert show.publish(dry_run=True).unsigned == 0


def test_a_missing_key_stops_a_publish_before_anything_is_made(
    signing: ShowUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unsigned files are never published in silence: refused, or said where that is allowed."""
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(ConfigError, match=VARIABLE) as caught:
        signing.publish()
    assert caught.value.exit_code == 3
    assert not (signing.feed / "audio").exists()
    signing.settings(ON + "required = false\n")
    report = signing.publish()
    assert [finding.rule for finding in report.findings if finding.rule == "unsigned"]
    (name,) = sounds(signing)
    assert read_credentials(signing.feed / "audio" / name).state == "none"


def test_an_m4a_is_signed_and_put_back_too(
    signing: ShowUnderTest, trial: TrialKey, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second format has its own credentials, which survive a lost cache and a new title."""
    signing.settings('\n[audio]\nformats = ["m4a"]\n' + ON)
    folder = signing.episode()
    signing.publish()
    before = sounds(signing)
    (m4a,) = (signing.feed / "audio").glob("*.m4a")
    assert read_credentials(m4a, trust).state == "trusted"
    lose(signing, ".segmentcast", "feed")
    monkeypatch.delenv(VARIABLE)
    assert not signing.publish().failed
    assert sounds(signing) == before
    monkeypatch.setenv(VARIABLE, str(trial.key))
    (folder / "episode.toml").write_text('title = "Another title"\n')
    signing.publish()
    (new,) = {*(signing.feed / "audio").glob("*.m4a")} - {m4a}
    verdict = read_credentials(new, trust)
    assert (verdict.state, verdict.title) == ("trusted", "Another title")


async def asked(root: Path, *paths: str) -> list[httpx.Response]:
    """What our own server answers."""
    transport = httpx.ASGITransport(make_app(root, BASE_URL))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return [await client.get(path) for path in paths]


def test_opus_is_signed_by_a_sidecar_that_survives(
    signing: ShowUnderTest, trial: TrialKey, trust: TrustList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is beside the file, named by our server and the page, checked, and put back without a key."""
    signing.settings('\n[audio]\nformats = ["opus"]\n' + ON)
    signing.publish()
    before = sounds(signing)
    (opus,) = (signing.feed / "audio").glob("*.opus")
    sidecar = opus.with_name(opus.name + ".c2pa")
    assert read_credentials(opus, trust, sidecar=sidecar).state == "trusted"
    assert [o.status for o in signing.publish().outcomes] == ["unchanged"]
    (page,) = (signing.feed / "episodes").glob("*/index.html")
    assert '<link rel="c2pa-manifest" type="application/c2pa" href="' in page.read_text()
    command = [*map(str, (sidecar, opus)), "--trust", str(trial.anchor)]
    assert CliRunner().invoke(cli_command, ["verify", *command]).exit_code == 0
    answers = asyncio.run(asked(signing.feed, f"audio/{opus.name}", f"audio/{sidecar.name}"))
    assert answers[0].headers["link"] == f'<{sidecar.name}>; rel="c2pa-manifest"'
    assert answers[1].headers["content-type"] == "application/c2pa"
    monkeypatch.delenv(VARIABLE)
    for lost in ([".segmentcast"], [".segmentcast", "feed"]):
        lose(signing, *lost)
        assert not signing.publish().failed
        assert sounds(signing) == before
    sidecar.unlink()
    assert "missing" in str(
        [f for f in inspect(locate(signing.root), now=DAY) if f.rule == "credentials"]
    )
    signing.publish()
    assert sounds(signing) == before


def test_check_verifies_each_signature(signing: ShowUnderTest, now: datetime) -> None:
    """A file that somebody retagged is an error of `check`, in words that say what happened."""
    signing.publish()
    place = locate(signing.root)
    assert not [row for row in inspect(place, now=now) if row.rule.startswith("credentials")]
    (path,) = (signing.feed / "audio").iterdir()
    ID3(str(path)).save()
    faults = [row for row in inspect(place, now=now) if row.rule == "credentials"]
    assert [row.severity for row in faults] == ["error"]
    assert "rewrote its tags" in faults[0].what


def test_a_publish_without_the_setting_loads_nothing_of_it(
    show: ShowUnderTest, trial: TrialKey
) -> None:
    """Neither the C2PA library nor cryptography is imported for a show that does not sign."""
    show.episode()
    code = (
        "import sys, segmentcast.cli\n"
        f"sys.argv = ['segmentcast', 'publish', {str(show.root)!r}, '--quiet']\n"
        "try:\n    segmentcast.cli.main()\n"
        "except SystemExit as end:\n"
        "    loaded = {'c2pa', 'cryptography'} & {*sys.modules}\n"
        "    sys.exit(f'{end.code} {loaded}' if end.code or loaded else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((show.feed / "audio").iterdir())


def test_credentials_are_in_the_ledgers_folder_and_hold_no_key(
    signing: ShowUnderTest, trial: TrialKey
) -> None:
    """Version control gets the signatures, and no file of the show, its cache or feed gets the key."""
    signing.publish()
    assert list((signing.folder / "ledger" / "credentials").glob("*/*.json"))
    secret = trial.key.read_bytes().splitlines()[1]
    everything = [path for path in Path(signing.root).rglob("*") if path.is_file()]
    assert not [path for path in everything if secret in path.read_bytes()]


def test_a_correction_whose_version_before_is_elsewhere_names_its_hash(
    signing: ShowUnderTest, trial: TrialKey, trust: TrustList
) -> None:
    """Where the replaced file is not here, its address and SHA-256 of the ledger stand for it."""
    folder = signing.episode()
    signing.publish()
    ((name, data),) = sounds(signing).items()
    lose(signing, ".segmentcast", "feed")
    retraction = '[retraction]\ndate = 2026-05-01\nnote = "The ferry did not sail."\n'
    (folder / "episode.toml").write_text(retraction)
    assert not signing.publish().failed
    (notice,) = (signing.feed / "audio").iterdir()
    verdict = read_credentials(notice, trust)
    assert verdict.is_good
    (before,) = (row for row in verdict.references if row.mime == "audio/mpeg")
    assert before.url.endswith(name)
    assert before.sha256 == hashlib.sha256(data).hexdigest()
    assert states(notice, trial.anchor) == ("Trusted", "valid")
