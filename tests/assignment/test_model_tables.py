"""Layers of a rubric: what a right table says; a wrong one is refused with the name of the key."""

from pathlib import Path

import pytest

from autograder.assignment.architecture import Layer, Window
from autograder.assignment.model_tables import EarlyStopping
from autograder.assignment.rubric import RUBRICS, Rubric, RubricError, load_rubric

DENSE = 'units = [128, 32, 10]\nactivations = ["relu", "relu", "softmax"]\n'
LAYERS = """
[[model.layers]]
type = "conv2d"
filters = 8
kernel_size = 3
activation = "relu"
[[model.layers]]
type = "max_pooling2d"
[[model.layers]]
type = "conv2d"
filters = 16
kernel_size = [3, 5]
strides = 2
padding = "same"
[[model.layers]]
type = "batch_normalization"
[[model.layers]]
type = "activation"
activation = "relu"
[[model.layers]]
type = "flatten"
[[model.layers]]
type = "dropout"
rate = 0.25
[[model.layers]]
type = "dense"
units = 10
activation = "softmax"
"""
TEXT = (
    (RUBRICS / "mnist_adam.toml")
    .read_text()
    .replace(DENSE, LAYERS)
    .replace("[28, 28]", "[28, 28, 1]")
)
STOPPING = 'early_stopping = {monitor = "val_loss", patience = 3, restore_best_weights = true}'


def load(folder: Path, *changes: tuple[str, str]) -> Rubric:
    """Return the rubric of `TEXT` with changes, each of which must be possible."""
    text = TEXT
    for old, new in changes:
        assert old in text, f"there is no {old!r} to change"
        text = text.replace(old, new, 1)
    path = folder / "mnist_adam.toml"
    path.write_text(text, encoding="utf-8")
    return load_rubric(path)


def test_tables_describe_layers(tmp_path: Path) -> None:
    rubric = load(tmp_path)
    assert rubric.layers == (
        Layer("conv2d", 8, Window((3, 3)), "relu"),
        Layer("max_pooling2d", window=Window((2, 2), (2, 2))),
        Layer("conv2d", 16, Window((3, 5), (2, 2), "same")),
        Layer("batch_normalization"),
        Layer("activation", activation="relu"),
        Layer("flatten"),
        Layer("dropout", rate=0.25),
        Layer("dense", 10, activation="softmax"),
    )
    assert (rubric.network_shape, rubric.image_shape, rubric.classes) == ((28, 28, 1), (28, 28), 10)


def test_the_weights_of_layers_are_counted_as_keras_counts_them(tmp_path: Path) -> None:
    import keras

    rubric = load(tmp_path)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(16, (3, 5), strides=2, padding="same"),
            keras.layers.BatchNormalization(),
            keras.layers.Activation("relu"),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    assert rubric.parameter_count == model.count_params()
    counts = tuple(one.count_params() for one in model.layers if one.count_params())
    assert rubric.layer_parameters == counts


def test_functions_are_given_a_small_dense_network_in_place_of_other_layers(tmp_path: Path) -> None:
    rubric, dense = load(tmp_path), load_rubric(RUBRICS / "mnist_adam.toml")
    assert not rubric.is_dense
    assert (rubric.units[-1], rubric.activations) == (10, ("relu", "softmax"))
    assert dense.is_dense
    assert (dense.units, dense.activations) == ((128, 32, 10), ("relu", "relu", "softmax"))


def test_dense_layers_in_tables_are_the_same_as_widths_and_activations(tmp_path: Path) -> None:
    tables = '[[model.layers]]\ntype = "flatten"\n' + "".join(
        f'[[model.layers]]\ntype = "dense"\nunits = {units}\nactivation = "{activation}"\n'
        for units, activation in ((128, "relu"), (32, "relu"), (10, "softmax"))
    )
    rubric = load(tmp_path, (LAYERS, tables), ("[28, 28, 1]", "[28, 28]"))
    assert rubric == load_rubric(RUBRICS / "mnist_adam.toml")


def test_a_model_adds_the_channels_where_images_have_none(tmp_path: Path) -> None:
    rubric = load(tmp_path, ("[28, 28, 1]", "[28, 28]"))
    assert (rubric.input_shape, rubric.network_shape) == ((28, 28), (28, 28, 1))


def test_a_training_may_end_early(tmp_path: Path) -> None:
    rubric = load(tmp_path, ("validation_split = 0.2", f"validation_split = 0.2\n{STOPPING}"))
    assert rubric.early_stopping == EarlyStopping("val_loss", 3, True)
    assert load(tmp_path).early_stopping is None


def test_a_layer_may_vary(tmp_path: Path) -> None:
    choices = '[variants]\n"model.layers[0].filters" = [8, 4]\n'
    rubric = load(tmp_path, ("[notebook]", f"{choices}\n[notebook]"))
    other = load_rubric(tmp_path / "mnist_adam.toml", None, "model.layers[0].filters=4")
    assert (rubric.layers[0].width, other.layers[0].width) == (8, 4)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("filters = 8", "filters = 0", "model.layers[0].filters: expected a whole number from 1"),
        ("filters = 8", "units = 8", "model.layers[0].units: there is no such key"),
        ("filters = 8\n", "", "model.layers[0].filters: expected a whole number from 1"),
        ("kernel_size = 3", 'kernel_size = "3"', "model.layers[0].kernel_size: expected a whole"),
        ("kernel_size = 3", "kernel_size = [3]", "model.layers[0].kernel_size: expected a whole"),
        ("kernel_size = 3", "kernel_size = 30",
         "model.layers[0].type: expected conv2d to get at least 30 rows and 30 columns, found '28"),
        ("strides = 2", "strides = 2\ndilation_rate = 2",
         "model.layers[2].dilation_rate: expected 1 beside strides above 1, found [2, 2]"),
        ('"same"', '"full"', "model.layers[2].padding: expected one of valid, same, found 'full'"),
        ('"conv2d"', '"Conv2D"', "model.layers[0].type: expected one of conv2d, "),
        ('type = "flatten"', 'type = "dropout"\nrate = 0.5',
         "model.layers[7].type: expected flatten or a global pooling before dense, found 'dense'"),
        ("rate = 0.25", "rate = 0", "model.layers[6].rate: expected a number above 0"),
        ('"softmax"', '"relu"', "model.layers[7].activation: expected softmax, found 'relu'"),
        ('"relu"', '"softmax"', "model.layers[0].activation: expected one of relu, "),
        ("[28, 28, 1]", "[784]",
         "model.layers[0].type: expected conv2d to get rows, columns and channels, found '(784,)'"),
        ("[28, 28, 1]", "[28, 28, 1]\nunits = [10]", "model.units: there is no such key"),
        ("filters = 8", "filters = 100000", "model.layers[0]: expected at most 5e+07"),
        (LAYERS, LAYERS.replace('[[model.layers]]\ntype = "batch_normalization"\n',
                                '[[model.layers]]\ntype = "batch_normalization"\n' * 11),
         "model.layers[12]: expected at most 40 arrays of weights up to here, found 44"),
        (LAYERS, "layers = []", "model.layers: expected 1 to 30 tables"),
        (LAYERS, "layers = [3]", "model.layers[0]: expected a table, found 3"),
        ("loss_falls = 0.5", "loss_falls = 0.5\nstops_early = 0.5",
         "points.stops_early: expected points for it beside training.early_stopping only"),
        ("rate = 0.25", "rate = 0.25\nseed = 1", "model.layers[6].seed: there is no such key"),
        ("validation_split = 0.2", f"validation_split = 0.0\n{STOPPING}",
         "training.early_stopping.monitor: expected loss or accuracy, as no images are held out"),
        ("validation_split = 0.2", f"validation_split = 0.2\n{STOPPING.replace('3', '0')}",
         "training.early_stopping.patience: expected a whole number from 1 to 1000, found 0"),
        ("validation_split = 0.2", f"validation_split = 0.2\n{STOPPING.replace('true', '1')}",
         "training.early_stopping.restore_best_weights: expected true or false, found 1"),
        ("validation_split = 0.2", f"validation_split = 0.2\n{STOPPING.replace('patience', 'wait')}",
         "training.early_stopping.wait: there is no such key"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, error: str
) -> None:
    with pytest.raises(RubricError) as refused:
        load(tmp_path, (old, new))
    assert error in str(refused.value)
