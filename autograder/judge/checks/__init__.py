"""The checks: pytest tests over evidence, one module for each kind of task.

They run in the judge's process, never in a student's. A check raises `Failure` by way of
`support.fail`; the texts that students read stand in `autograder/judge/feedback.toml`.
"""
