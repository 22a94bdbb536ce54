"""Write the lock files in requirements/ anew from pyproject.toml; needs uv and the network.

python3 scripts/relock.py                 keep what is locked, add and remove what changed
python3 scripts/relock.py --upgrade       take the newest versions that pyproject.toml allows
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys

import environment

_ASKED = (
    # test.lock holds everything; the others are parts of it, with the same versions.
    ("test", ("pyproject.toml", "--group", "build", "--group", "test", "--group", "lint")),
    ("build", ("--group", "build", "--constraint", "requirements/test.lock")),
    ("runtime", ("pyproject.toml", "--constraint", "requirements/test.lock")),
    ("smoke", ("--group", "smoke", "--constraint", "requirements/test.lock")),
    (
        "container",
        (
            *("pyproject.toml", "--extra", "cloud", "--extra", "sftp"),
            *("--constraint", "requirements/test.lock"),
        ),
    ),
)


def main() -> int:
    """Compile each lock file for all supported Pythons and systems, with hashes and no index."""
    if importlib.util.find_spec("uv"):
        uv = [sys.executable, "-m", "uv"]
    elif path := shutil.which("uv"):
        uv = [path]
    else:
        print("uv is not installed. Fix: pip install uv", file=sys.stderr)
        return 1
    for name, arguments in _ASKED:
        output = f"requirements/{name}.lock"
        done = subprocess.run(
            [
                *(*uv, "pip", "compile", "--quiet", *arguments, *sys.argv[1:]),
                *("--universal", "--python-version", "3.11", "--generate-hashes"),
                *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
                *("--custom-compile-command", "python3 scripts/relock.py"),
                *("--output-file", output),
            ],
            cwd=environment.ROOT,
            check=False,
        )
        if done.returncode:
            return done.returncode
        print(f"wrote {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
