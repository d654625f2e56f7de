"""A course-assignment kit with an autograder: MNIST digits with Keras.

Students use two names: `Checker` in their notebook, and `autograder.data.load_mnist`. Everything
else is for instructors, through the command `autograder`.
"""

from autograder.doors.selfcheck import Checker

__all__ = ["Checker", "__version__"]
__version__ = "0.1.0"
