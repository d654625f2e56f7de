"""What is asked: rubrics, notebooks, and the data and calls that a course's own rubric describes."""
