"""benchmarks/all.py, one way to run every benchmark of the repository."""

from pathlib import Path

import pytest

from benchmarks import all as every


def test_no_benchmark_is_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    """Every script of the folder is run, or is known to be none; bench comes first."""
    names = every.scripts()
    scripts = {path.stem for path in Path(every.__file__).parent.glob("*.py")}
    assert names[0] == "bench"
    assert scripts - set(names) == set(every.NO_BENCHMARKS)
    every.main(["--list"])
    listed = capsys.readouterr().out
    assert "benchmarks.scale" in listed
    assert "benchmarks.peers" not in listed, "it installs other programs, so it waits to be named"


def test_output_is_kept_with_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a benchmark prints, its exit code and the machine stand in one document."""
    monkeypatch.setitem(every.ARGUMENTS, "reading", ["--transcripts", "1", "--runs", "1"])
    code = every.main(["--only", "reading", "--output", str(tmp_path)])
    text = (tmp_path / "all.md").read_text()
    assert code == 0
    assert "exit code 0" in text
    assert "transcripts of an hour" in text
    assert "- cores: " in text
