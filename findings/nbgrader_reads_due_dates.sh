#!/usr/bin/env bash
# nbgrader drops PM, and takes +0100 for a hundred seconds.
#
# Guess: nbgrader reads "2026-11-01 11:59 PM" as a minute to midnight, as dateutil does, and "2026-11-01 12:00:00
# +0100" as 11:00 UTC, as the same offset without the space before it.
# Is: of a text with three words the last one is taken for a time zone, whatever it is. A word that names no
# zone ("PM", "PST") is dropped without a word, so that the time is 11:59 and in UTC. A number is
# handed to dateutil, for which a number is seconds: +0100 moves the time by 100 seconds.
# Due dates in the gradebook and each `timestamp.txt` are read like this.
# Versions: nbgrader 0.9.6, python-dateutil 2.9.0.post0
# Source: `parse_utc` in `nbgrader/utils.py`; `tzinfos` of `dateutil.parser.parse` in dateutil's documentation.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6 python-dateutil==2.9.0.post0

venv/bin/python - <<'END'
from nbgrader.utils import parse_utc

SEEN = {
    "2026-11-01 23:59": "23:59:00",
    "2026-11-01 11:59 PM": "11:59:00",
    "2026-11-01 12:00:00+01:00": "11:00:00",
    "2026-11-01 12:00:00 +0100": "11:58:20",
    "2026-11-01 12:00:00 EST": "17:00:00",
    "2026-11-01 12:00:00 PST": "12:00:00",
}
for text, seen in SEEN.items():
    time = parse_utc(text)
    print(f"{text:28} is read as {time} UTC")
    assert time.isoformat() == f"2026-11-01T{seen}", f"{text} is read differently now"
END
