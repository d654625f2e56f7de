"""Measurements against what a user would otherwise run, as ratios in one run."""
