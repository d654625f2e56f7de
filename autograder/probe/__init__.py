"""The probe: the only code of the grader that runs in a student's process.

It runs the notebook's cells, calls the student's functions on inputs that it was given, and writes
down what came back. It holds no expected value, no label of an unseen image, and no grade.
"""
