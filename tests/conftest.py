"""What tests of several rooms share: a show to publish, sounds, and an interview that was recorded."""

from hypothesis import settings

pytest_plugins = ("tests.showcase", "tests.sounds", "tests.interview")

# A test of properties fails by what it finds, never by how long a busy machine takes over an example.
# Its examples are the same in each run, so that a change is told of its own faults only; the search
# for others is `pytest --hypothesis-profile=long`, by hand.
settings.register_profile("segmentcast", deadline=None, derandomize=True, database=None)
settings.register_profile("long", deadline=None, derandomize=False, max_examples=2_000)
settings.load_profile("segmentcast")
