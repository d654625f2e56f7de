"""Grading on Gradescope: `build` makes the zip file to upload, `grade_here` grades in its container.

Source: Gradescope's autograder specifications, best practices and troubleshooting pages.
"""
