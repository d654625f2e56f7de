"""A class: its folder, its submissions graded several at a time, its gradebook and reports."""
