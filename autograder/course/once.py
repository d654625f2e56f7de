"""Once in a run what nbgrader does anew for each notebook, with the same results.

In: a block in which nbgrader's own converters run. Out: the same converters, which look at the
gradebook's tables when they first open it, and at the schema of its marks when they first check a cell.
"""

from __future__ import annotations

import contextlib
import functools
import json
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast


class Gradebooks:
    """The gradebooks that nbgrader has opened in a run: each time it does so a dozen times a notebook.

    What it then asks of them is prepared once, as SQLAlchemy keeps that with what it opens them by. No
    connection stays open.
    """

    def __init__(self) -> None:
        self.engines: dict[tuple[str, str], Any] = {}

    @contextlib.contextmanager
    def in_use(self, cells_stay: bool) -> Iterator[None]:
        """Have nbgrader open in the block what it has opened before.

        Args:
            cells_stay: Whether nothing in the block adds cells to an assignment, or takes some away, so
                that those of a notebook, and what is entered for them, can be read together.
        """
        from nbgrader.api import Gradebook
        from sqlalchemy.orm import scoped_session, sessionmaker

        begin = Gradebook.__init__

        def begin_again(
            gradebook: Any,
            db_url: str,
            course_id: str = "default_course",
            authenticator: Any = None,
        ) -> None:
            key = (db_url, course_id)
            engine = self.engines.get(key)
            if engine is None:
                begin(gradebook, db_url, course_id, authenticator)
                self.engines[key] = gradebook.engine
                return
            gradebook.engine = engine
            gradebook.db = scoped_session(sessionmaker(autoflush=True, bind=engine, future=True))
            gradebook.course_id, gradebook.authenticator = course_id, authenticator

        own = {"__init__": begin_again}
        if cells_stay:
            own |= {name: _together(name, every) for name, every in READ_TOGETHER.items()}
        before = {name: getattr(Gradebook, name) for name in own}
        try:
            for name, function in own.items():
                setattr(Gradebook, name, function)
            with marks_checked_by_one_validator():
                yield
        finally:
            for name, function in before.items():
                setattr(Gradebook, name, function)


def _source_cells(gradebook: Any, *place: str) -> Sequence[Any]:
    return list(gradebook.find_notebook(*place).source_cells)


def _graded_cells(gradebook: Any, *place: str) -> Sequence[Any]:
    notebook = gradebook.find_notebook(*place)
    return [*notebook.task_cells, *notebook.grade_cells]


def _entries(gradebook: Any, kind: str, *place: str) -> Sequence[Any]:
    found = gradebook.find_submission_notebook(*place)
    # SQLAlchemy does not ask for each by itself what it has at hand.
    every = [
        *found.notebook.grade_cells,
        *found.notebook.solution_cells,
        *found.notebook.task_cells,
    ]
    return list(getattr(found, kind)) if every else []


# What nbgrader looks for cell by cell: where all of these that a notebook has are found.
READ_TOGETHER: dict[str, Callable[..., Sequence[Any]]] = {
    "find_source_cell": _source_cells,
    "find_graded_cell": _graded_cells,
    "find_grade": lambda gradebook, *place: _entries(gradebook, "grades", *place),
    "find_comment": lambda gradebook, *place: _entries(gradebook, "comments", *place),
}


def _together(name: str, every: Callable[..., Sequence[Any]]) -> Callable[..., Any]:
    """Return one of the gradebook's methods that reads all that it is asked for at the first time."""
    from nbgrader.api import Gradebook, MissingEntry

    alone = getattr(Gradebook, name)

    def find(gradebook: Any, cell: str, *place: str) -> Any:
        known = gradebook.__dict__.setdefault("read_together", {})
        if (name, place) not in known:
            known[name, place] = {}
            with contextlib.suppress(MissingEntry):
                known[name, place] = {one.name: one for one in every(gradebook, *place)}
        found = known[name, place].get(cell)
        # It says in its own words what is not there.
        return alone(gradebook, cell, *place) if found is None else found

    return find


@contextlib.contextmanager
def marks_checked_by_one_validator() -> Iterator[None]:
    """Have nbgrader check in the block the schema of its marks once, and not again for each cell."""
    from nbgrader.nbgraderformat import common

    before = common.jsonschema
    common.jsonschema = types.SimpleNamespace(
        validate=functools.partial(_validate, before.validate)
    )
    try:
        yield
    finally:
        common.jsonschema = before


def _validate(explain: Callable[..., None], instance: Any, schema: dict[str, Any]) -> None:
    """Validate as `jsonschema.validate` does, which is asked where something is wrong."""
    import fastjsonschema

    try:
        _compiled(json.dumps(schema))(instance)
    except fastjsonschema.JsonSchemaException:
        explain(instance, schema)


@functools.cache
def _compiled(schema: str) -> Callable[[Any], Any]:
    import fastjsonschema

    content = json.loads(schema)
    # It would put in what is missing.
    return cast("Callable[[Any], Any]", fastjsonschema.compile(content, use_default=False))


@contextlib.contextmanager
def one_commit(session: Any) -> Iterator[None]:
    """Have what a block commits written to the disk together at its end, or not at all.

    Args:
        session: The session of a gradebook, with which nothing else is done meanwhile.
    """
    session.commit = session.flush
    try:
        yield
    finally:
        del session.commit
    session.commit()
