"""One submission: from a notebook through probe and judge to a report."""
