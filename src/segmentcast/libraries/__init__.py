"""Libraries that are loaded when they are used, and what to install where one is missing."""
