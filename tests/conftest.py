"""What tests of several rooms share: a show to publish, sounds, and an interview that was recorded."""

pytest_plugins = ("tests.showcase", "tests.sounds", "tests.interview")
