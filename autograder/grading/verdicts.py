"""Judge submissions, and take what is known already from the verdicts that lie beside their evidence.

In: submissions whose code has run. Out: a verdict on each. The verdict on a task stands as long as
nothing changes that it depends on: the evidence (it goes when that is replaced), the judge's code,
and what the task's checks see of the rubric. So a changed threshold has the accuracy judged again and
nothing else, and changed points nothing at all. What a course checks itself is always judged again:
its checks may depend on anything.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Sequence

from autograder.assignment.own_texts import own_texts
from autograder.assignment.places import PACKAGE
from autograder.assignment.task_tables import OWN
from autograder.grading.store import code_and_packages, digest_of
from autograder.grading.values import Probed
from autograder.judge.ask import judge_each
from autograder.judge.request import Request, Verdict, together, verdict_from_json, verdict_to_json
from autograder.report.results import task_result

# Everything that the judge may import, texts among it; rubrics come into the key on their own.
JUDGE_CODE = ("**/*.py", "judge/*.toml")


def judge_probed(every: Sequence[Probed]) -> list[Verdict]:
    """Judge submissions in one process, as far as their verdicts are not known.

    Args:
        every: The submissions, all of one assignment and with the same tasks.

    Returns:
        A verdict for each; with a fault, where the judge does not get done with it.
    """
    # Each variant has a rubric of its own.
    of_variants = {one.setting.rubric.variant: one for one in every}
    keys = {variant: _keys(one) for variant, one in of_variants.items()}
    known = [_known(one, keys[one.setting.rubric.variant]) for one in every]
    requests = [_request(one, verdicts) for one, verdicts in zip(every, known)]
    answers = iter(judge_each([request for request in requests if request.tasks]))
    found = []
    for one, verdicts, request in zip(every, known, requests):
        answer = next(answers) if request.tasks else []
        faults = [verdict for verdict in answer if not verdict.tasks]
        verdicts |= {verdict.tasks[0].name: verdict for verdict in answer if verdict.tasks}
        if answer:
            _keep(one, verdicts, keys[one.setting.rubric.variant])
        found.append(
            together([*faults, *(verdicts[name] for name in one.tasks if name in verdicts)])
        )
    return found


def _request(probed: Probed, known: dict[str, Verdict]) -> Request:
    """Return what to ask the judge: the tasks without a known verdict."""
    tasks = tuple(name for name in probed.tasks if name not in known)
    return probed.request(tasks)


def _known(probed: Probed, keys: dict[str, str]) -> dict[str, Verdict]:
    """Return the verdicts that stand, by task, with the points of now."""
    store, found = probed.setting.store, {}
    if store is None:
        return {}
    kept = store.verdicts(probed.key)
    for name, key in keys.items():
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            if kept[name]["key"] == key:
                verdict = verdict_from_json(kept[name]["verdict"])
                task = probed.setting.rubric.task(name)
                old = verdict.tasks[0]
                results = (task_result(task, old.checks, old.example),)
                found[name] = dataclasses.replace(verdict, tasks=results)
    return found


def _keep(probed: Probed, verdicts: dict[str, Verdict], keys: dict[str, str]) -> None:
    """Keep the verdicts that would be the same again."""
    if probed.setting.store is not None:
        content = {
            name: {"key": key, "verdict": verdict_to_json(verdicts[name])}
            for name, key in keys.items()
            if name in verdicts and verdicts[name].settled
        }
        probed.setting.store.keep_verdicts(probed.key, content)


def _keys(probed: Probed) -> dict[str, str]:
    """Return, by task, a digest of what a verdict depends on besides evidence, seed and data set."""
    rubric, found = probed.setting.rubric, {}
    judge = digest_of(PACKAGE, JUDGE_CODE)
    for task in map(rubric.task, probed.tasks):
        if task.kind != OWN:
            parts = {
                "task": task.name,
                "rubric": dataclasses.asdict(rubric.as_seen_by(task)),
                "texts": own_texts(probed.setting.checks),
                "judge": judge,
                "versions": code_and_packages(),
            }
            content = json.dumps(parts, sort_keys=True, default=str)
            found[task.name] = hashlib.sha256(content.encode()).hexdigest()
    return found
