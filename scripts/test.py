"""Set up on a fresh machine, then run the whole test suite; arguments are passed on to pytest.

python3 scripts/test.py                        everything, on all cores
python3 scripts/test.py tests/timing -x        a part, on one core, with options of pytest
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python gets to read
    sys.exit(
        "This Python is {}.{}; segmentcast needs 3.11 or newer.\n"
        "Fix: install a newer Python and start the script with it, "
        "for example: python3.12 scripts/test.py".format(*sys.version_info[:2])
    )

import os

import environment

if __name__ == "__main__":
    os.chdir(environment.ROOT)
    environment.keep_temporary_files_in_memory()
    sys.exit(environment.run("test", "pytest", sys.argv[1:] or environment.on_all_cores()))
