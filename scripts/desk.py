"""Set up on a fresh machine, then open the desk on the show in episodes/.

python3 scripts/desk.py                     the show in episodes/
python3 scripts/desk.py path/to/show ...    another show
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python gets to read
    sys.exit(
        "This Python is {}.{}; segmentcast needs 3.11 or newer.\n"
        "Fix: install a newer Python and start the script with it, "
        "for example: python3.12 scripts/desk.py".format(*sys.version_info[:2])
    )

import environment

if __name__ == "__main__":
    given = sys.argv[1:]
    show = () if given and not given[0].startswith("-") else (environment.from_here("episodes"),)
    sys.exit(environment.run("runtime", "segmentcast", ["desk", *show, *given]))
