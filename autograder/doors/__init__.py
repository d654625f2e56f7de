"""The ways in: command line, notebook, pytest, nbgrader, Gradescope, and what students get."""
