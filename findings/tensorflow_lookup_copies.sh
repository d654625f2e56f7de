#!/usr/bin/env bash
# Who looks up one number of a variable makes every later read of the whole variable a copy.
#
# Guess: to read a variable costs the same before and after another operation has looked up a row of it.
# Is: `tf.gather` and `gather_nd` on a variable, as an embedding does, put it into a mode in which reading it
# as a whole copies all of it, each time, as long as the variable lives; so does `scatter_nd_update`. Writing
# the variable anew does not end that. A look-up in what was read, `tf.gather(variable.read_value(), ...)`,
# does not begin it. Nothing but the time and the memory shows it.
# Versions: TensorFlow 2.21.0
# Source: `EnsureSparseVariableAccess` and `copy_on_read_mode` in
# `tensorflow/core/kernels/training_op_helpers.h` and `resource_variable_ops.cc`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check tensorflow-cpu==2.21.0

cat > look.py <<'END'
import os
import statistics
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf


def read_milliseconds(variable):
    """Return how long it takes to read a variable as a whole and to look at its first number."""

    @tf.function(autograph=False)
    def first():
        return variable.read_value()[0]

    first()
    times = []
    for _ in range(21):
        began = time.perf_counter()
        first()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def variable():
    return tf.Variable(tf.zeros((20_000_000,)))


of_value, looked_up, scattered = variable(), variable(), variable()
before = read_milliseconds(looked_up)
tf.gather(of_value.read_value(), [0])
tf.gather(looked_up, [0])
scattered.scatter_nd_update([[0]], [1.0])
after = {
    "a look-up in what was read": read_milliseconds(of_value),
    "a look-up in the variable": read_milliseconds(looked_up),
    "an update of one number": read_milliseconds(scattered),
}
looked_up.assign(tf.zeros_like(looked_up))
after["that look-up, and writing all of it anew"] = read_milliseconds(looked_up)
print(f"to read 80 MB takes {before:.2f} ms")
for name, milliseconds in after.items():
    print(f"after {name}: {milliseconds:.2f} ms")
fast, *slow = after.values()
assert fast < 3 * before + 1, "a look-up in what was read makes reading slow, too"
assert min(slow) > 5 * max(before, fast), "a look-up in a variable costs later reads nothing any more"
END
venv/bin/python look.py 2> errors.txt || { cat errors.txt; exit 1; }
