"""nbgrader's configuration for the kit's own tree: solutions/ in, assignment/ out."""

from pathlib import Path

from autograder.doors.nbgrader_plugin import configure

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "kit"
c.CourseDirectory.root = str(Path(__file__).parent.resolve())
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignment"
# Student code is graded by autograder, in processes of its own, in place of nbgrader's `Execute`.
configure(c)
