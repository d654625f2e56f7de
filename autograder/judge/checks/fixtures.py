"""Fixtures of the checks; their values are put in by the judge's pytest plugin."""

from __future__ import annotations

import pytest

from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.judge.case import Case
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs


@pytest.fixture
def calls(case: Case) -> Node:
    """The recorded calls of the task."""
    return case.calls


@pytest.fixture
def inputs(case: Case) -> Inputs:
    """The inputs that the calls were given."""
    return case.inputs


@pytest.fixture
def labels(case: Case) -> Inputs:
    """The labels of the images in each call of an own task, int64, by the name of the call."""
    return case.labels


@pytest.fixture
def rubric(case: Case) -> Rubric:
    """The assignment's rubric."""
    return case.rubric


@pytest.fixture
def dataset(case: Case) -> Dataset:
    """The data set, with the labels that no student's process has."""
    return case.dataset
