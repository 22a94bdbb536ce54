"""`python -m segmentcast` is the same as the `segmentcast` command."""

from segmentcast.cli import main

if __name__ == "__main__":
    main()
