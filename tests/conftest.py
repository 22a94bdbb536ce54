"""What tests of several rooms share: a show to publish, sounds, and an interview that was recorded."""

from hypothesis import settings

pytest_plugins = ("tests.showcase", "tests.sounds", "tests.interview")

# A test of properties fails by what it finds, never by how long a busy machine takes over an example.
settings.register_profile("segmentcast", deadline=None)
settings.load_profile("segmentcast")
