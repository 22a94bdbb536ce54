"""Set up on another Python than the first, then run the tests that have to pass on every one.

python3.12 scripts/smoke.py                    on all cores, in .venv-3.12
python3.12 scripts/smoke.py tests/master -x    a part, with options of pytest

Sound, narration, recording, publishing, doctor and stores: what rests on compiled packages and on
the standard library. The packages are those of runtime.lock, and the few of smoke.lock.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python gets to read
    sys.exit("segmentcast needs Python 3.11 or newer.\nFix: python3.12 scripts/smoke.py")

import os

os.environ["SEGMENTCAST_VENV"] = ".venv-{}.{}".format(*sys.version_info[:2])

import environment

TESTS = (
    "tests/audio_io",
    "tests/loudness",
    "tests/master",
    "tests/mp3",
    "tests/narration",
    "tests/recording",
    "tests/publish",
    "tests/workspace",
    "tests/doctor",
    "tests/visitor",
    "tests/store/test_contract.py",
    "tests/store/test_leftovers.py",
    "tests/store/test_secrets.py",
    "tests/store/test_whole.py",
    "tests/toml",
)
WITHOUT = (
    *("-k", "not s3 and not azure"),
    "--ignore=tests/publish/test_shared_cache.py",
    "--ignore=tests/doctor/test_credentials.py",
    "--ignore=tests/publish/identity",
    "--ignore=tests/publish/changes/test_unsure_words.py",
    "--ignore=tests/publish/release/test_removals.py",
    "--ignore=tests/publish/workers/test_pipeline.py",
    "--ignore=tests/publish/workers/test_cluster.py",
    "--ignore=tests/publish/test_failure.py",
    "--ignore=tests/publish/changes/test_heard_words.py",
    "--ignore=tests/publish/produce/test_no_full_stops.py",
    "--ignore=tests/publish/workers/test_interrupted.py",
    "--ignore=tests/publish/test_damaged_memories.py",
    "--ignore=tests/publish/changes/test_changed_meanwhile.py",
    "--ignore=tests/publish/plan/test_voices_by_sex.py",
    "--ignore=tests/publish/produce/test_cast_file.py",
    "--ignore=tests/publish/produce/test_supplied_chapters.py",
    "--ignore=tests/publish/produce/test_without_transcript.py",
    "--ignore=tests/publish/release/test_branding.py",
    "--ignore=tests/publish/changes/test_dry_run.py",
    "--ignore=tests/recording/test_damaged_files.py",
    "--ignore=tests/recording/test_faulty_sounds.py",
    "--ignore=tests/recording/test_surroundings.py",
    "--ignore=tests/recording/test_voice_levels.py",
    "--ignore=tests/workspace/test_show_faults.py",
    "--ignore=tests/workspace/test_transcript_files.py",
)
"""Left to the whole suite: large servers that stand in for buckets, what takes long and only decides
(identities, removals, unsure words, casts, chapters, cards, levels, what a dry run foresees, which file
holds the words, damage and faults of sounds), and extras: speech recognition and Content Credentials.
What a Python can change runs in the tests that stay: files, threads, processes, memory, sockets, TLS,
SQLite, TOML, compression, and the compiled libraries of sound and pictures in a whole publish."""

if __name__ == "__main__":
    os.chdir(environment.ROOT)
    environment.keep_temporary_files_in_memory()
    chosen = sys.argv[1:] or [*environment.on_all_cores(), *WITHOUT, *TESTS]
    sys.exit(environment.run("smoke", "pytest", chosen))
