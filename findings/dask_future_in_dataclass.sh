#!/usr/bin/env bash
# A future in a dataclass reaches the task as it is, whereas a delayed value in one is worked out.
#
# Guess: `client.submit` puts results in the place of futures in the same arguments as `dask.delayed` does for
# delayed values: in lists, dictionaries and dataclasses.
# Is: both look into lists, tuples and dictionaries, but only `delayed` into dataclasses. With `submit` the task
# gets the dataclass with a `Future` in it, on a worker where nothing else holds it, and the scheduler does
# not know that one task waits for the other.
# Versions: dask and distributed 2026.8.0
# Source: `unpack_collections` in `dask/delayed.py`; `Client.submit` in `distributed/client.py`, which goes
# through `parse_input` of `dask/_task_spec.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check dask==2026.8.0 distributed==2026.8.0

cat > seen.py <<'END'
import dataclasses

import dask
from distributed import Client


@dataclasses.dataclass(frozen=True)
class Box:
    content: object


def one():
    return 1


def content(box):
    return type(box["content"] if isinstance(box, dict) else box.content).__name__


if __name__ == "__main__":
    delayed = [dask.delayed(content)(box).compute(scheduler="sync") for box in
               ({"content": dask.delayed(one)()}, Box(dask.delayed(one)()))]
    with Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        future = client.submit(one)
        submitted = [client.submit(content, box).result(timeout=60) for box in
                     ({"content": future}, Box(future))]
    print(f"in a dictionary, in a dataclass: delayed {delayed}, submit {submitted}")
    assert delayed == ["int", "int"]
    assert submitted == ["int", "Future"], "submit looks into dataclasses now"
END
venv/bin/python seen.py
