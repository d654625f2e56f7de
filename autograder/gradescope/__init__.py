"""Grading on Gradescope: `package` makes the zip file to upload, `run` grades in its container.

Source: Gradescope's autograder specifications, best practices and troubleshooting pages.
"""
