"""The engine: from a notebook to a report, with student code in processes of its own.

`jobs` writes down what a probe needs, `isolation` is where student code is shut in, `supervisor`
runs the probe and survives it, `grading` puts these and the judge together.
"""
