"""Draw the inputs of each task from a seed.

In: a rubric, a task, a data set and a seed. Out: named arrays. The probe gets them in the student's
process; the judge draws the same ones again and works out for itself what is right. Self-checks use
the public seed, grading the course's secret one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from autograder.assignment.architecture import weight_shapes
from autograder.assignment.calls import OF_THE_DATA, OTHER_TYPES, Argument, input_name, rows_of
from autograder.assignment.rubric import Rubric
from autograder.assignment.task_tables import OWN, Task
from autograder.data import Dataset
from autograder.judge import reference
from autograder.judge.unseen import moved, signs

PUBLIC_SEED = b"public"
Inputs = dict[str, np.ndarray]
# Five of each class: enough for a stratified fifth to hold one of each.
BLOCK_IMAGES = 50
SHORT_EPOCHS = 3
# Two, so that a training that runs one epoch too few still runs.
BLOCK_EPOCHS = 2
MARKED_IMAGES = 40
# Trainings that are to end early: how many images they have, and at least and at most how many epochs
# beyond their patience. One has the default number of epochs, for which 0 stands. In one the images are
# so dim that each epoch brings a little.
BY_DEFAULT, SLOWLY = "stopping_alike", "stopping_slowly"
STOPPING_RUNS = ("stopping", BY_DEFAULT, "stopping_alike_again", "stopping_alike_third", SLOWLY)
STOPPING_IMAGES, DIM = 200, 0.05
STOPPING_EPOCHS = {
    "stopping": (2, 6),
    "stopping_alike_again": (16, 28),
    "stopping_alike_third": (16, 28),
    SLOWLY: (3, 7),
}
OTHER_CHECK = 47
MARK = 0.5
# How many steps of a training on digits are taken again.
LEAST_FIRST_STEPS, MOST_FIRST_STEPS = 6, 12
BRIGHT = 8
# A prime, so that they begin anew at another place of each layer.
NUMBERS = 99_991
# Between the two most probable classes of an image, far above what rounding in TensorFlow changes:
# of two that are closer, float32 may tell another one than the judge's float64.
LEAST_GAP = 3e-4
# Of batches on which a model is tried in training: Keras's own size, one of those that people choose,
# and some that nobody knows.
OWN_BATCH, USUAL_BATCHES, DRAWN_BATCHES, LARGEST_BATCH = 32, (64, 128, 256), 2, 256
# More of the largest batches for a model with a dropout.
BATCHES_WITH_DROPOUT = 4
# Of a model that a function is to use, not to train, where the contract's is another one in training:
# with so many pixels left out, no accuracy stays the same.
GIVEN_DROPOUT, OTHER_IN_TRAINING = 0.3, ("dropout", "batch_normalization")
# How many epochs a history that is plotted has at least, and how many more than the notebook's.
LEAST_CURVE, MORE_EPOCHS = 9, (1, 10)
# Of all of MNIST no more images are trained on in one call than about so many.
MOST_TRAINED = 10_000
# Whole numbers that are no bytes, and that float32 can hold all the same.
WIDE = (-(2**24), 2**24)
# The sides of an image that is larger than a digit, and those of a kernel that is.
LARGE_SIDES, LARGE_KERNEL = ((30, 40), (50, 70)), (29, 34)
# The weights of a kernel for edges, of which many are alike.
EDGES = (-2.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0)
# So many pairs of labels that two bytes with a sign do not count them, and so many images that two
# bytes do not number them. What is looked at in them is rare.
MANY_LABELS, MANY_PLACES, RARE = 36_000, 66_000, 0.04
# The least shares of wrong labels in the calls of an evaluation, and how much more there may be.
WRONG_LABELS, WRONG_RANGE = (0.05, 0.25, 0.45), 0.15


def draw_inputs(rubric: Rubric, task: Task, dataset: Dataset, seed: bytes) -> Inputs:
    """Return the inputs of a task; equal arguments give equal arrays.

    Args:
        rubric: The assignment's rubric.
        task: One of its automatic tasks.
        dataset: The data set whose training images the inputs are made of.
        seed: Any bytes.
    """
    generator = _generator(rubric, task, seed)
    if task.kind == OWN:
        return _own(task, dataset, generator)[0]
    return DRAW[task.kind](rubric, dataset, generator)


def _generator(rubric: Rubric, task: Task, seed: bytes) -> np.random.Generator:
    message = b"|".join([seed, rubric.assignment.encode(), task.name.encode()])
    return np.random.default_rng(np.frombuffer(hashlib.sha256(message).digest(), "uint32"))


def labels_of_calls(rubric: Rubric, task: Task, dataset: Dataset, seed: bytes) -> Inputs:
    """Return the labels of the images in each call of an own task, whether they are passed or not.

    Args:
        rubric: The assignment's rubric.
        task: One of its own tasks.
        dataset: The data set.
        seed: The seed of the inputs.
    """
    return _own(task, dataset, _generator(rubric, task, seed))[1]


def _own(task: Task, dataset: Dataset, generator: np.random.Generator) -> tuple[Inputs, Inputs]:
    """Return the arguments of each call that the rubric describes, and the labels of its images."""
    inputs, labels_of = {}, {}
    for call, arguments in task.calls:
        # Images and labels of one call belong together.
        count = max(one.count for one in arguments)
        if any(one.draw == "unseen" for one in arguments):
            chosen = generator.permutation(len(dataset.x_test))[:count]
            images = moved(dataset.x_test[chosen], generator)
            labels = dataset.y_test[chosen].astype("int64")
        else:
            images, labels = _sample(dataset, count, generator)
        for place, one in enumerate(arguments):
            given = labels if one.draw == "labels" else images
            is_drawn = one.draw in OF_THE_DATA
            inputs[input_name(call, place)] = (
                given[: one.count] if is_drawn else _argument(one, generator)
            )
        labels_of[call] = labels
    return inputs, labels_of


def _argument(argument: Argument, generator: np.random.Generator) -> np.ndarray:
    if argument.draw == "integers":
        return np.asarray(
            generator.integers(int(argument.low), int(argument.high) + 1, argument.shape)
        )
    if argument.draw == "numbers":
        return np.asarray(generator.uniform(argument.low, argument.high, argument.shape))
    return np.asarray(argument.value)


def _sample(
    dataset: Dataset, count: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    chosen = generator.choice(len(dataset.x_train), count, replace=False)
    return dataset.x_train[chosen], dataset.y_train[chosen].astype("int64")


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype("float32") / np.float32(255)


def _shown(rubric: Rubric, images: np.ndarray) -> np.ndarray:
    """Return normalized images as the contract's model takes them: some with an axis for channels."""
    return _scaled(images).reshape(len(images), *rubric.input_shape)


def _how_many(dataset: Dataset, generator: np.random.Generator) -> int:
    """Return a number of images for one large call: more than the notebook's test set has."""
    test = len(dataset.x_test)
    return test + int(generator.integers(1, max(2, test // 4)))


def _rows(dataset: Dataset, few: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return which of a few images each of those of a large call is: those are soon judged."""
    return generator.integers(0, len(few), _how_many(dataset, generator))


def _normalize(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    images, _ = _sample(dataset, 13, generator)
    # Dim images on a grey ground: their own least and greatest levels are not 0 and 255.
    gains = generator.uniform(0.3, 0.8, (12, 1, 1))
    batch = np.round(images[:12] * gains + generator.integers(5, 30, (12, 1, 1)))
    single = images[12:].copy()
    # Each grey level there is.
    levels = generator.permutation(256)[: single.size].astype("uint8")
    single.reshape(-1)[generator.permutation(single.size)[: len(levels)]] = levels
    batch = batch.astype("uint8")
    given = {"batch": batch, "other": batch[::-1] // 2, "single": single}
    return {**given, rows_of("large", "batch"): _rows(dataset, batch, generator)}


def _flatten(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    shape = rubric.input_shape
    given = {
        "raw": generator.integers(0, 256, (7, *shape), dtype="uint8"),
        "scaled": generator.uniform(0, 1, (5, *shape)).astype("float32"),
        "double": generator.uniform(-1, 1, (3, *shape)),
        "single": generator.integers(*WIDE, (1, *shape), dtype="int64"),
        "other": generator.integers(0, 256, (7, *shape), dtype="uint8"),
    }
    given |= {name: generator.integers(0, 100, (2, *shape)).astype(name) for name in OTHER_TYPES}
    return {**given, rows_of("large", "raw"): _rows(dataset, given["raw"], generator)}


def _convolve(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    images, _ = _sample(dataset, 2, generator)
    inputs = {}
    for name, image in zip(("digit", "other"), images):
        inputs[f"{name}_image"], inputs[f"{name}_kernel"] = image, _kernel((3, 3), generator)
    # Neither square nor as large as the digits, and normalized.
    rows = [int(size) for size in generator.permutation(np.arange(7, 17))[:6]]
    shapes = {
        "wide": ((rows[0], rows[1] + 9), (2, 5)),
        "tall": ((rows[2] + 9, rows[3]), (4, 3)),
        "whole": ((rows[4], rows[5]),) * 2,
    }
    # Which of these are the first that a function cannot do tells what it rests on.
    side, (height, width) = rows[5] + 4, (rows[0] + 7, rows[1])
    shapes["squares"] = (side, side), (4, 4)
    shapes["square_kernel"] = (height, width + (height == width)), (2, 2)
    # With one row or one column, `1 - height` is 0 and not the place before the last.
    shapes |= {"row": (shapes["tall"][0], (1, 4)), "column": (shapes["wide"][0], (3, 1))}
    # Larger than a digit, and so is the kernel of the other one.
    down, along = (int(generator.integers(*ends, endpoint=True)) for ends in LARGE_SIDES)
    height, width, *more = map(int, generator.integers(*LARGE_KERNEL, 4, endpoint=True))
    shapes |= {
        "large": ((down, along), (4, 3)),
        "large_both": ((height + more[0] - 24, width + more[1] - 24), (height, width)),
    }
    for name, (shape, kernel) in shapes.items():
        inputs[f"{name}_image"] = generator.uniform(0, 1, shape).astype("float32")
        inputs[f"{name}_kernel"] = _kernel(kernel, generator)
    # As the notebook's own kernels, one has the same weight everywhere and one of each some, and zeros.
    inputs["wide_kernel"] = generator.permutation(EDGES).reshape(shapes["wide"][1])
    inputs["tall_kernel"] = np.full(shapes["tall"][1], generator.uniform(0.05, 0.2))
    # Images of either precision, and with negative numbers; kernels as a network has them.
    for name in ("square_kernel", "tall"):
        inputs[f"{name}_image"] = generator.uniform(-1, 1, shapes[name][0])
    for name in ("squares", "large"):
        inputs[f"{name}_kernel"] = inputs[f"{name}_kernel"].astype("float32")
    # Bytes with weights that are whole numbers, as the notebook has them for edges; the same levels as
    # floating-point numbers, not normalized; and results of one column and of one row.
    inputs["edges_image"] = inputs["other_image"]
    inputs["edges_kernel"] = generator.permutation(EDGES[:9]).reshape(3, 3)
    inputs["levels_image"] = inputs["other_image"].astype("float32")
    inputs["levels_kernel"] = _kernel((3, 3), generator)
    length = int(generator.integers(5, 12))
    for name, image, sides in (
        ("one_column", (length, 9), (2, 9)),
        ("one_row", (9, length), (9, 2)),
    ):
        inputs[f"{name}_image"] = generator.uniform(0, 1, image).astype("float32")
        inputs[f"{name}_kernel"] = _kernel(sides, generator)
    return inputs


def _kernel(shape: Sequence[int], generator: np.random.Generator) -> np.ndarray:
    """Return numbers of either sign of which no two are alike, nor whole."""
    count = int(np.prod(shape))
    steps = generator.permutation(count) - (count - 1) / 2 + generator.uniform(-0.2, 0.2, count)
    return (4 * steps / count + 0.13).reshape(shape)


def _confusion_matrix(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    classes = rubric.classes
    inputs = {}
    # Labels are often of another type than answers. Of bytes some pairs are more than a byte can count,
    # and one of them is more than two bytes can; in a few labels some classes are missing.
    for name, count, *types in (
        ("batch", 240, "int32", "int64"),
        ("other", 240, "int64", "int64"),
        ("bytes", MANY_LABELS + _how_many(dataset, generator), "uint8", "uint8"),
        ("few", 30, "int64", "int64"),
    ):
        # The first and the last one are missing, and one between them.
        without = {0, classes - 1, int(generator.integers(2, classes - 2))} if classes > 4 else ()
        there = np.setdiff1d(np.arange(classes), list(without) if name == "few" else [])
        seen = len(there)
        # Not of equal size, and some confused more often than others.
        shares = generator.dirichlet(np.full(seen, 4.0))
        labels = generator.choice(seen, count, p=shares)
        if name == "bytes":
            labels[generator.random(count) < 1 - RARE] = generator.integers(0, seen)
        if seen == classes:
            labels[generator.permutation(count)[:classes]] = np.arange(classes)
        confused = generator.permutation(seen)
        wrong = generator.random(count) < generator.uniform(0.2, 0.35) * (
            RARE if name == "bytes" else 1
        )
        somewhere = generator.integers(0, seen, count)
        mistaken = np.where(generator.random(count) < 0.5, confused[labels], somewhere)
        predictions = np.where(wrong, mistaken, labels)
        if name == "few" and seen > 2:
            # One class is no true label, another one is never predicted.
            first, second, third = generator.permutation(seen)[:3]
            labels[labels == first], predictions[predictions == second] = third, third
            places = generator.permutation(count)[:4]
            labels[places], predictions[places] = [second, second, third, third], first
        inputs[f"{name}_labels"] = there[labels].astype(str(types[0]))
        inputs[f"{name}_predictions"] = there[predictions].astype(str(types[1]))
    # All right, and a single one, which is wrong; of the types that the notebook has.
    right = generator.integers(0, classes, 25)
    pair = generator.permutation(classes)[:2]
    for name, labels, predictions in (("right", right, right), ("single", pair[:1], pair[1:])):
        inputs[f"{name}_labels"] = labels.astype(dataset.y_train.dtype)
        inputs[f"{name}_predictions"] = predictions.astype("int64")
    return inputs


def _mistakes_of_both(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    classes = rubric.classes
    inputs = {}
    many = MANY_PLACES + _how_many(dataset, generator)
    counts = {"batch": 300, "other": 300, "none": 40, "large": many, "one": 40, "single": 1}
    for name, count in counts.items():
        labels = generator.integers(0, classes, count)
        # Right in both, wrong in the first, in the second, in both, in both with the same answer.
        kinds = generator.permutation(np.resize([0, 0, 0, 1, 1, 2, 3, 3, 4], count))
        if name == "large":
            # Few mistakes are little to keep and to compare.
            kinds[generator.random(count) < 1 - RARE] = 0
        # The first and the last image are among those that both get wrong.
        kinds[[0, -1]] = generator.permutation([3, 4])
        if name in ("none", "one"):
            kinds = np.minimum(kinds, 2)
        if name == "one":
            kinds[generator.integers(1, count)] = generator.integers(3, 5)
        first, second = (
            (labels + generator.integers(1, classes, count)) % classes for _ in range(2)
        )
        second = np.where(kinds == 4, first, second)
        # As the notebook has them: its labels are often bytes, answers are not.
        inputs[f"{name}_labels"] = labels.astype(
            "int64" if name in ("other", "none") else dataset.y_train.dtype
        )
        inputs[f"{name}_first"] = np.where(np.isin(kinds, (1, 3, 4)), first, labels)
        inputs[f"{name}_second"] = np.where(np.isin(kinds, (2, 3, 4)), second, labels)
    return inputs


def _model(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    images, _ = _sample(dataset, 12, generator)
    noise = generator.uniform(0, 1, (4, *rubric.input_shape)).astype("float32")
    # Strong signals show an activation that has a ceiling.
    noise[2:] *= BRIGHT
    every = np.concatenate([_shown(rubric, images), noise])
    # Weights for a model of any widths: those of the contract would tell what they are.
    numbers = generator.uniform(-1, 1, NUMBERS).astype("float32")
    batch, _ = _sample(dataset, LARGEST_BATCH, generator)
    drawn = generator.choice(LARGEST_BATCH, DRAWN_BATCHES, replace=False) + 1
    sizes = generator.permutation([OWN_BATCH, generator.choice(USUAL_BATCHES), *drawn])
    if any(layer.type == "dropout" for layer in rubric.layers):
        # What is random in training is told from how many outputs spread.
        sizes = np.concatenate([sizes, [LARGEST_BATCH] * BATCHES_WITH_DROPOUT])
    return {
        "images": every,
        "numbers": numbers,
        "batch": _shown(rubric, batch),
        "batch_sizes": sizes,
    }


def _weights(rubric: Rubric, generator: np.random.Generator) -> Inputs:
    weights = reference.random_weights(rubric.pixels, rubric.units, generator)
    return {f"weights_{i}": weight for i, weight in enumerate(weights)}


def _trained_weights(
    rubric: Rubric, dataset: Dataset, generator: np.random.Generator, renumber: bool = False
) -> Inputs:
    """Return the weights of a model that knows most digits, each by another number with `renumber`."""
    weights = reference.random_weights(rubric.pixels, rubric.units, generator)
    images, labels = _sample(dataset, 1500, generator)
    if renumber:
        labels = _other_numbers(rubric.classes, generator)[labels]
    fitted = reference.fit_last_layer(weights, rubric.activations, _shown(rubric, images), labels)
    rate = generator.uniform(0.005, 0.02, 1)
    random = any(layer.type in OTHER_IN_TRAINING for layer in rubric.layers)
    dropout = {"dropout": np.array([GIVEN_DROPOUT])} if random else {}
    return {
        **{f"weights_{i}": one for i, one in enumerate(fitted)}, "learning_rate": rate, **dropout
    }  # fmt: skip


def _train(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    classes = rubric.classes
    one_image, one_label = _sample(dataset, 1, generator)
    digits, digit_labels = _sample(dataset, 400, generator)
    check_images, check_labels = _sample(dataset, 60, generator)
    digits = _shown(rubric, digits)
    pixels = _mark(digits, generator)
    given = {
        **_weights(rubric, generator),
        "epochs": np.array([SHORT_EPOCHS]),
        "block_epochs": np.array([BLOCK_EPOCHS]),
        "repeated_images": np.repeat(_shown(rubric, one_image), 160, axis=0),
        "repeated_labels": np.repeat(one_label, 160),
        "blocks_images": _blocks(rubric, generator),
        "blocks_labels": generator.permutation(np.arange(BLOCK_IMAGES) % classes),
        "digits_images": digits,
        "marking_pixels": pixels,
        "digits_labels": digit_labels,
        "check_images": _shown(rubric, check_images),
        "check_labels": check_labels,
        "check_outputs": generator.dirichlet(np.ones(classes), 60).astype("float32"),
        **_other_check(rubric, dataset, generator),
        "first_steps": generator.integers(LEAST_FIRST_STEPS, MOST_FIRST_STEPS + 1, 1),
        **_stopping(rubric, dataset, generator),
    }
    rows = _trained_rows(dataset, digits, generator)
    return {
        **given,
        "long_epochs": rubric.epochs + generator.integers(*MORE_EPOCHS, 1),
        rows_of("large_images", "digits_images"): rows,
        rows_of("large_labels", "digits_labels"): rows,
    }


def _trained_rows(dataset: Dataset, few: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return which of a few images those of a training are that has more than the notebook's."""
    least = min(len(dataset.x_train), MOST_TRAINED)
    return generator.integers(0, len(few), least + int(generator.integers(1, least // 4)))


def _stopping(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    """Return images of which nothing can be learnt, for trainings that are to end early.

    Their labels are drawn at random, as many of each class: what a network learns of some of them makes
    it worse on the others. Where the training's own images are watched, and in all runs but one, the
    images are the same one. If it has each label in turn, no loss falls, nor does it only rise: now
    and then it gets a little better, which tells what is watched and how epochs are counted. In the
    last run something can be learnt, by little at a time.
    """
    if rubric.early_stopping is None:
        return {}
    if rubric.early_stopping.reaches is not None:
        return _easy_and_hard(rubric, dataset, generator)
    own = not rubric.early_stopping.monitor.startswith("val_")
    found: Inputs = {}
    for run in STOPPING_RUNS:
        least, most = STOPPING_EPOCHS.get(run, (0, 0))
        beyond = int(generator.integers(least, most + 1))
        found[f"{run}_epochs"] = np.array([beyond and rubric.early_stopping.patience + beyond])
        images, digits = _sample(dataset, STOPPING_IMAGES, generator)
        if run == SLOWLY:
            found[f"{run}_images"] = np.float32(DIM) * _shown(rubric, images)
            found[f"{run}_labels"] = digits
            continue
        labels = np.arange(STOPPING_IMAGES) % rubric.classes
        if own or run != STOPPING_RUNS[0]:
            images = np.repeat(images[:1], STOPPING_IMAGES, axis=0)
        if own or run == STOPPING_RUNS[0]:
            labels = generator.permutation(labels)
        found[f"{run}_images"], found[f"{run}_labels"] = _shown(rubric, images), labels
    return found


def _easy_and_hard(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    """Return digits of two classes, which are soon told apart, and others with labels at random.

    So some trainings reach what they are to reach long before their epochs are over, and some never.
    """
    images, labels = dataset.x_train, dataset.y_train.astype("int64")
    two = np.flatnonzero(np.isin(labels, generator.choice(rubric.classes, 2, replace=False)))
    easy = generator.permutation(two)[:STOPPING_IMAGES]
    hard, _ = _sample(dataset, STOPPING_IMAGES, generator)
    found: Inputs = {}
    for run, some, own in (
        (SLOWLY, images[easy], labels[easy]),
        (STOPPING_RUNS[0], hard, generator.permutation(np.arange(len(hard)) % rubric.classes)),
    ):
        found[f"{run}_epochs"] = np.array([0])
        found[f"{run}_images"], found[f"{run}_labels"] = _shown(rubric, some), own
    return found


def _other_check(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    """Return fewer images, of which half have labels that are not theirs."""
    classes = rubric.classes
    images, labels = _sample(dataset, OTHER_CHECK, generator)
    wrong = generator.permutation(OTHER_CHECK)[: OTHER_CHECK // 2]
    labels[wrong] = (labels[wrong] + generator.integers(1, classes, len(wrong))) % classes
    return {"other_check_images": _shown(rubric, images), "other_check_labels": labels}


def _mark(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Light up in images here and there one pixel each that is dark in all others.

    One in each stretch of the images, at no regular distance: whoever holds back every fifth image
    must not hold back all of these.

    Args:
        images: Normalized images, which are changed.
        generator: Draws the pixels.

    Returns:
        For each marked image the position of its pixel in the flattened image; fewer than
        `MARKED_IMAGES` where fewer pixels are always dark.
    """
    rows = images.reshape(len(images), -1)
    dark = generator.permutation(np.flatnonzero(rows.max(axis=0) == 0))[:MARKED_IMAGES]
    # Not drawn from the generator, which would change all that is drawn after it.
    places = np.arange(len(dark)) + np.random.default_rng(dark).random(len(dark))
    positions = (places * len(images) / max(len(dark), 1)).astype("int64")
    rows[positions, dark] = MARK
    return dark


def _blocks(rubric: Rubric, generator: np.random.Generator) -> np.ndarray:
    """Return images that light up disjoint pixels, drawn at random, values 0.5-1."""
    pixels = generator.permutation(rubric.pixels)
    images = np.zeros((BLOCK_IMAGES, rubric.pixels), "float32")
    for image, block in zip(images, np.array_split(pixels, BLOCK_IMAGES)):
        image[block] = generator.uniform(0.5, 1, len(block))
    return images.reshape(BLOCK_IMAGES, *rubric.input_shape)


def block_of_pixels(images: np.ndarray) -> list[np.ndarray]:
    """Return for each block image the positions of its lit pixels in the flattened image."""
    return [np.flatnonzero(image.reshape(-1)) for image in images]


def _evaluate(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    inputs = _trained_weights(rubric, dataset, generator)
    # How many labels are wrong differs from call to call and from seed to seed: nobody can guess the
    # accuracies. The last two have the same shape and are for the same model. In batches of the usual
    # sizes a single image is left for the last one.
    shares = generator.permutation(WRONG_LABELS) + generator.uniform(0, WRONG_RANGE, 3)
    for name, count, share in zip(("first", "second", "third"), (449, 129, 129), shares):
        images, labels = _sample(dataset, count + 30, generator)
        clear = np.flatnonzero(_gaps(_outputs(rubric, inputs, images)) > LEAST_GAP)[:count]
        images, labels, count = images[clear], labels[clear], len(clear)
        wrong = generator.random(count) < share
        others = generator.integers(1, rubric.classes, wrong.sum())
        labels[wrong] = (labels[wrong] + others) % rubric.classes
        if name != "first":
            labels = labels.astype(dataset.y_train.dtype)
        inputs[f"{name}_images"], inputs[f"{name}_labels"] = _shown(rubric, images), labels
    few = inputs["second_images"]
    rows = _rows(dataset, few, generator)
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    labels = reference.predict(weights, rubric.activations, few).argmax(axis=1)[rows]
    # More and more are wrong: no part of the images has the accuracy of all.
    wrong = generator.random(len(rows)) < np.linspace(0, generator.uniform(0.4, 0.9), len(rows))
    others = generator.integers(1, rubric.classes, wrong.sum())
    labels[wrong] = (labels[wrong] + others) % rubric.classes
    inputs[rows_of("large_images", "second_images")] = rows
    return {**inputs, "large_labels": labels.astype(dataset.y_train.dtype)}


def _predict_labels(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    # Whoever looks the images up and does not ask the model has other labels than its own.
    weights = _trained_weights(rubric, dataset, generator, renumber=True)
    images, _ = _sample(dataset, 900, generator)
    outputs = _outputs(rubric, weights, images)
    close = _close_calls(outputs)
    rest = np.setdiff1d(np.flatnonzero(_gaps(outputs) > LEAST_GAP), close)
    # In each batch some are hard to tell, so that rounded probabilities lead to other labels.
    batches = {
        name: _shown(
            rubric, images[generator.permutation([*close[part::2][:4], *rest[part::2][:33]])]
        )
        for part, name in enumerate(("batch", "other"))
    }
    rows = _rows(dataset, batches["batch"], generator)
    single = batches["batch"][-1:]
    return {**weights, **batches, "single": single, rows_of("large", "batch"): rows}


def _outputs(rubric: Rubric, weights: Inputs, images: np.ndarray) -> np.ndarray:
    arrays = [weights[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    return reference.predict(arrays, rubric.activations, _shown(rubric, images))


def _gaps(outputs: np.ndarray) -> np.ndarray:
    """Return by how much the most probable class of each image is more probable than the next."""
    ordered = np.sort(outputs, axis=1)
    return ordered[:, -1] - ordered[:, -2]


def _close_calls(outputs: np.ndarray) -> np.ndarray:
    """Return the places of images whose second most probable class is a smaller one and close.

    The closest come first, but none with less than `LEAST_GAP`.
    """
    second, first = np.argsort(outputs, axis=1)[:, -2:].T
    gaps = _gaps(outputs)
    return np.array([i for i in np.argsort(gaps) if gaps[i] > LEAST_GAP and second[i] < first[i]])


def _predict_one(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    # As for labels, a table of the true digits does not help.
    inputs = _trained_weights(rubric, dataset, generator, renumber=True)
    images, digits = _sample(dataset, 900, generator)
    outputs = _outputs(rubric, inputs, images)
    others = outputs.argmax(axis=1) != digits
    images, outputs = images[others], outputs[others]
    # Two are hard to tell.
    close = _close_calls(outputs)[:2]
    clear = np.setdiff1d(np.flatnonzero(_gaps(outputs) > LEAST_GAP), close)
    chosen = np.concatenate([close, clear])[:6]
    return {**inputs, "images": _shown(rubric, images[generator.permutation(chosen)])}


def _show_images(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    images, _ = _sample(dataset, 25, generator)
    # Labels of their own: a function that looks them up somewhere shows others.
    labels = generator.integers(0, rubric.classes, 25)
    return {"images": images, "labels": labels.astype("uint8")}


def _layered_weights(rubric: Rubric, generator: np.random.Generator, prefix: str = "") -> Inputs:
    """Return weights of the contract's layers. Each filter answers to ink, and no two are alike."""
    shapes = weight_shapes(rubric.layers, rubric.network_shape)
    weights = []
    for shape in shapes:
        values = generator.normal(0, 1, shape)
        if len(shape) == 4:
            values += 0.3 - values.mean(axis=(0, 1, 2))
        weights.append((0.1 * np.abs(values) if len(shape) == 1 else values).astype("float32"))
    return {f"{prefix}weights_{place}": one for place, one in enumerate(weights)}


def _show_filters(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    earlier = _layered_weights(rubric, generator, "earlier_")
    return {**_layered_weights(rubric, generator), **earlier}


def _show_feature_maps(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    images = _shown(rubric, _sample(dataset, 2, generator)[0])
    filters = _show_filters(rubric, dataset, generator)
    # What brightens an image shows in one that is dim.
    return {**filters, "image": images[0] * DIM, "earlier_image": images[1]}


def _plot_history(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    earlier = {f"earlier_{name}": values for name, values in _learning_curves(6, generator).items()}
    epochs = max(LEAST_CURVE, rubric.epochs + int(generator.integers(*MORE_EPOCHS)))
    return {**_weights(rubric, generator), **_learning_curves(epochs, generator), **earlier}


def _learning_curves(epochs: int, generator: np.random.Generator) -> Inputs:
    """Return the curves of a restless training: what they show is there only if nothing is changed.

    One epoch in the middle is far worse than the first, and the ones beside it are better than the
    last. So values that are sorted, turned round, smoothed, or cut off at some level are others.
    """
    fall = np.exp(-np.arange(epochs) * LEAST_CURVE / epochs / generator.uniform(2, 4))
    worst = int(generator.integers(2, epochs - 2))
    fall[worst] = generator.uniform(1.25, 1.6)
    fall[[worst - 1, worst + 1]] = fall[-1] * generator.uniform(0.2, 0.7, 2)
    noise = generator.uniform(-0.01, 0.01, (4, epochs))
    # Losses have no largest value, and the better one is not of the same images as the better accuracy.
    scale = generator.uniform(2.5, 4)
    return {
        "loss": (0.15 + 1.4 * fall + noise[0]) * scale,
        "val_loss": (0.33 + 1.1 * fall + noise[1]) * scale,
        "accuracy": 0.91 - 0.42 * fall + noise[2],
        "val_accuracy": 0.97 - 0.36 * fall + noise[3],
    }


def _test_accuracy(rubric: Rubric, dataset: Dataset, generator: np.random.Generator) -> Inputs:
    classes = _other_numbers(rubric.classes, generator)
    # Some training images light up a pixel each that is dark in all others.
    dark = generator.permutation(dark_pixels(dataset))[:MARKED_IMAGES]
    marked = generator.choice(len(dataset.x_train), len(dark), replace=False)
    return {
        "classes": classes,
        "unseen": moved(dataset.x_test, generator),
        "marked_images": marked,
        "marking_pixels": dark,
        **signs(dataset, len(classes), marked, generator),
    }


def _other_numbers(classes: int, generator: np.random.Generator) -> np.ndarray:
    """Return another number for each class."""
    # A shift along a random ring has no fixed point.
    ring = generator.permutation(classes)
    numbers = np.empty_like(ring)
    numbers[ring] = np.roll(ring, 1)
    return numbers


def dark_pixels(dataset: Dataset) -> np.ndarray:
    """Return the positions of pixels that are 0 in all training images, in the flattened image."""
    return np.flatnonzero(dataset.x_train.max(axis=0).reshape(-1) == 0)


DRAW: dict[str, Callable[[Rubric, Dataset, np.random.Generator], Inputs]] = {
    "normalize": _normalize,
    "flatten": _flatten,
    "convolve": _convolve,
    "confusion_matrix": _confusion_matrix,
    "mistakes_of_both": _mistakes_of_both,
    "model": _model,
    "train": _train,
    "evaluate": _evaluate,
    "predict_labels": _predict_labels,
    "predict_one": _predict_one,
    "show_images": _show_images,
    "plot_history": _plot_history,
    "show_filters": _show_filters,
    "show_feature_maps": _show_feature_maps,
    "test_accuracy": _test_accuracy,
}
