#!/usr/bin/env bash
# Each file that pytest is told to run makes it look at everything that lies beside it, once more.
#
# Guess: whoever names a few files of a folder spares pytest the rest of the folder; at worst it is looked
# through once, as for the folder itself.
# Is: for each named file all entries of its folder are asked for again (`pytest_ignore_collect`, patterns,
# conftest files) before the one that was named is taken. Of a folder with 105 entries five named files ask 505
# times, the whole folder hardly more than 105. In a folder with many checks that costs more than they do.
# Versions: pytest 9.2.0
# Source: `Session.collect` in `_pytest/main.py`: the last folder on the way to a named file is collected anew,
# with `handle_dupes` off, and not taken from what was collected before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check pytest==9.2.0

mkdir tests
for number in 1 2 3 4 5; do
    echo "def test_it(): pass" > "tests/test_$number.py"
done
for number in $(seq 100); do
    echo > "tests/table_$number.txt"
done
cat > asked.py <<'END'
count = 0


def pytest_ignore_collect(collection_path):
    global count
    count += collection_path.parent.name == "tests"


def pytest_unconfigure():
    print("asked", count)
END

asked() {
    PYTHONPATH=. venv/bin/python -m pytest -q -p asked -p no:cacheprovider "$@" 2>/dev/null |
        sed -n 's/^asked //p'
}
one=$(asked tests/test_1.py)
five=$(asked tests/test_1.py tests/test_2.py tests/test_3.py tests/test_4.py tests/test_5.py)
whole=$(asked tests)
echo "entries of a folder with 105 that pytest asks for: $one for one file, $five for five, $whole for all"
[ "$five" -ge 500 ] || { echo "five files ask for no more than one does, now"; exit 1; }
[ "$whole" -le 120 ] || { echo "the folder itself asks more than once, now"; exit 1; }
