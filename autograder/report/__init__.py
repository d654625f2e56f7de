"""What grading says of a submission: as values, as text and as HTML."""
