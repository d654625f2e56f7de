"""The demo: a course with a sample class."""
