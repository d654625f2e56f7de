"""The 24 mutation operators of DeepCrime, as changes of a submission's syntax trees.

In: the cells of a submission. Out: the same cells with one fault put in, or the reason why an operator
has nothing to work on there. The operators and their short names are those of N. Humbatova,
G. Jahangirova and P. Tonella, "DeepCrime: Mutation Testing of Deep Learning Systems based on Real
Faults", ISSTA 2021; the code here is the kit's own. `tests/mutants.py` applies them.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterator

TRAIN, BUILD = "train", "build"
DEFAULT_RATE = {"sgd": 0.01, "adam": 0.001}
Cells = tuple[tuple[str, str, str], ...]


class NotApplicable(Exception):
    """An operator has nothing to work on in this program; the text says why."""


@dataclasses.dataclass(frozen=True)
class Operator:
    """An operator at one strength.

    Attributes:
        short: Its short name in the paper, such as "HLR".
        strength: What the paper's parameter is set to, in words; empty where there is none.
        group: The paper's group of operators.
        part: Which part of a submission it changes, TRAIN or BUILD.
        change: Changes a program in place, or raises NotApplicable.
    """

    short: str
    strength: str
    group: str
    part: str
    change: Callable[[Program], None]

    @property
    def name(self) -> str:
        """The short name with the strength."""
        return f"{self.short} {self.strength}".strip()


class Program:
    """The syntax trees of a submission's cells.

    Args:
        cells: Where each cell goes, its grade_id and its source, as a `Sample` has them.
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.trees = [ast.parse(source) for _, _, source in cells]
        self.before = [ast.unparse(tree) for tree in self.trees]

    def changed_cells(self) -> Cells:
        """Return the cells, those that were changed written anew.

        Raises:
            NotApplicable: Nothing was changed.
        """
        after = [ast.unparse(ast.fix_missing_locations(tree)) for tree in self.trees]
        if after == self.before:
            raise NotApplicable("the change leaves the program as it is")
        return tuple(
            (place, target, source if old == new else new)
            for (place, target, source), old, new in zip(self.cells, self.before, after)
        )

    def nodes(self) -> Iterator[ast.AST]:
        """Yield all nodes, in the order of the source."""
        for tree in self.trees:
            found = [node for node in ast.walk(tree) if hasattr(node, "lineno")]
            yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls of functions, classes or methods with these names."""
        return [
            node for node in self.nodes() if isinstance(node, ast.Call) and called(node) in names
        ]

    def training_function(self) -> ast.FunctionDef:
        """Return the function that trains.

        Raises:
            NotApplicable: There is none in these cells.
        """
        for node in self.nodes():
            if isinstance(node, ast.FunctionDef) and node.name.startswith("train_with_"):
                return node
        raise NotApplicable("the training is the reference's, which is mutated by itself")

    def method_of_model(self, name: str) -> ast.Call:
        """Return the call of `fit` or `compile` on the model that is trained."""
        self.training_function()
        for call in self.calls(name):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                return call
        raise NotApplicable(f"there is no call of {name}")

    def dense_layers(self) -> list[ast.Call]:
        """Return the calls that make dense layers; the last one makes the output layer."""
        if layers := self.calls("Dense"):
            return layers
        raise NotApplicable("the model is the reference's, which is mutated by itself")

    def assigned(self, name: str) -> ast.Assign:
        """Return the assignment of a name.

        Raises:
            NotApplicable: There is none.
        """
        for node in self.nodes():
            if isinstance(node, ast.Assign) and any(
                isinstance(one, ast.Name) and one.id == name for one in node.targets
            ):
                return node
        raise NotApplicable(f"`{name}` is not assigned in these cells")


def called(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    """Return an argument that is passed by name."""
    return next((one for one in call.keywords if one.arg == name), None)


def put(call: ast.Call, name: str, value: ast.expr, position: int | None = None) -> None:
    """Pass an argument in place of what was passed, by name or at its position."""
    if position is not None and len(call.args) > position:
        call.args[position] = value
    elif found := keyword(call, name):
        found.value = value
    else:
        call.keywords.append(ast.keyword(name, value))


def expression(text: str) -> ast.expr:
    """Return the syntax tree of an expression."""
    return ast.parse(text, mode="eval").body


# Training data: the arguments of the training function are changed before it does anything else.

CHANGES_OF_DATA = {
    # Of the images of the most frequent class, a share gets the labels of others.
    "TCL": """
_rng = np.random.default_rng(7)
{labels} = np.array({labels})
_where = np.flatnonzero({labels} == np.bincount({labels}).argmax())
_where = _rng.permutation(_where)[: int({share} * len(_where))]
{labels}[_where] = ({labels}[_where] + _rng.integers(1, 10, len(_where))) % 10
""",
    "TCL of every class": """
_rng = np.random.default_rng(7)
{labels} = np.array({labels})
_where = _rng.permutation(len({labels}))[: int({share} * len({labels}))]
{labels}[_where] = ({labels}[_where] + _rng.integers(1, 10, len(_where))) % 10
""",
    # Each class loses the same share.
    "TRD": """
_rng = np.random.default_rng(7)
_gone = [_rng.permutation(np.flatnonzero({labels} == _one)) for _one in range(10)]
_gone = np.concatenate([_some[: int({share} * len(_some))] for _some in _gone]).astype(int)
{images}, {labels} = np.delete({images}, _gone, axis=0), np.delete({labels}, _gone)
""",
    # Classes that are rarer than the mean lose a share.
    "TUD": """
_rng = np.random.default_rng(7)
_counts = np.bincount({labels}, minlength=10)
_gone = [_rng.permutation(np.flatnonzero({labels} == _one)) for _one in range(10)]
_gone = [_some[: int({share} * len(_some))] for _some in _gone if len(_some) < _counts.mean()]
_gone = np.concatenate([np.zeros(0, int), *_gone])
{images}, {labels} = np.delete({images}, _gone, axis=0), np.delete({labels}, _gone)
""",
    # A share of the images gets noise, with that share of their own spread.
    "TAN": """
_rng = np.random.default_rng(7)
{images} = np.array({images})
for _one in _rng.permutation(len({images}))[: int({share} * len({images}))]:
    {images}[_one] += _rng.normal(0, {share} * {images}[_one].std(), {images}[_one].shape)
""",
    # Copies of a share of the most frequent class get the label of the second one.
    "TCO": """
_rng = np.random.default_rng(7)
_first, _second = np.argsort(np.bincount({labels}, minlength=10))[::-1][:2]
_where = np.flatnonzero({labels} == _first)
_where = _rng.permutation(_where)[: int({share} * len(_where))]
{images} = np.concatenate([{images}, {images}[_where]])
{labels} = np.concatenate([{labels}, np.full(len(_where), _second)])
""",
}


def data(kind: str, share: float) -> Callable[[Program], None]:
    """Return the change of a share of the training data."""

    def change(program: Program) -> None:
        function = program.training_function()
        _, images, labels = (one.arg for one in function.args.args[:3])
        text = CHANGES_OF_DATA[kind].format(images=images, labels=labels, share=share)
        place = 1 if ast.get_docstring(function) is not None else 0
        function.body[place:place] = ast.parse(text).body

    return change


# Hyperparameters.


def batch(size: str) -> Callable[[Program], None]:
    """Return the change of the batch size to an expression of the number of images."""

    def change(program: Program) -> None:
        fit = program.method_of_model("fit")
        if len(fit.args) + sum(one.arg in ("x", "y") for one in fit.keywords) < 2:
            raise NotApplicable("batches are made before `fit`, by a data set")
        put(fit, "batch_size", expression(size.format(images=ast.unparse(fit.args[0]))), 2)

    return change


def epochs(count: str) -> Callable[[Program], None]:
    """Return the change of the number of epochs that `fit` is asked for."""

    def change(program: Program) -> None:
        put(program.method_of_model("fit"), "epochs", expression(count), 3)

    return change


def optimizer_of(program: Program) -> tuple[ast.expr, Callable[[ast.expr], None]]:
    """Return the optimizer that a program compiles with, and what puts another one there."""
    compiling = program.method_of_model("compile")
    found = keyword(compiling, "optimizer")
    value = compiling.args[0] if compiling.args else found.value if found else None
    if value is None:
        raise NotApplicable("no optimizer is named")
    if isinstance(value, ast.Name):
        assignment = program.assigned(value.id)
        return assignment.value, lambda new: setattr(assignment, "value", new)
    return value, lambda new: put(compiling, "optimizer", new, 0)


def slower(factor: int) -> Callable[[Program], None]:
    """Return the division of the learning rate."""

    def change(program: Program) -> None:
        value, replace = optimizer_of(program)
        if isinstance(value, ast.Constant):
            rate = DEFAULT_RATE[str(value.value).lower()] / factor
            name = {"sgd": "SGD", "adam": "Adam"}[str(value.value).lower()]
            replace(expression(f"keras.optimizers.{name}(learning_rate={rate!r})"))
            return
        if not isinstance(value, ast.Call):
            raise NotApplicable("the optimizer is made elsewhere")
        _divide_rate(program, value, factor)

    return change


def _divide_rate(program: Program, optimizer: ast.Call, factor: int) -> None:
    found = keyword(optimizer, "learning_rate")
    rate = found.value if found else optimizer.args[0] if optimizer.args else None
    if rate is None:
        default = DEFAULT_RATE[called(optimizer).lower()]
        put(optimizer, "learning_rate", ast.Constant(default / factor))
        return
    if isinstance(rate, ast.Name):
        schedule = program.assigned(rate.id).value
        if not isinstance(schedule, ast.Call):
            raise NotApplicable("the learning rate is worked out elsewhere")
        first = keyword(schedule, "initial_learning_rate")
        start = first.value if first else schedule.args[0]
        put(schedule, "initial_learning_rate", _divided(start, factor), 0)
        return
    put(optimizer, "learning_rate", _divided(rate, factor), 0)


def _divided(value: ast.expr, factor: int) -> ast.expr:
    return ast.BinOp(value, ast.Div(), ast.Constant(factor))


# Activations: an argument of a dense layer, or a layer of its own.

ACTIVATION_LAYERS = ("ReLU", "Softmax", "Activation")


def activations(program: Program) -> list[ast.Call]:
    """Return the calls that an activation stands in, in the order of the layers."""
    program.dense_layers()
    return [
        call
        for call in program.calls("Dense", *ACTIVATION_LAYERS)
        if called(call) in ACTIVATION_LAYERS or keyword(call, "activation")
    ]


def activation(place: int, name: str) -> Callable[[Program], None]:
    """Return the change of an activation: of the first hidden layer (0) or the output layer (-1)."""

    def change(program: Program) -> None:
        call = activations(program)[place]
        if called(call) not in ACTIVATION_LAYERS:
            put(call, "activation", ast.Constant(name))
            return
        if isinstance(call.func, ast.Attribute):
            call.func.attr = "Activation"
        else:
            raise NotApplicable("`Activation` is not among the imported names")
        call.args, call.keywords = [ast.Constant(name)], []

    return change


def added_activation(name: str) -> Callable[[Program], None]:
    """Return the addition of an activation to the first dense layer that has none."""

    def change(program: Program) -> None:
        for call in program.dense_layers():
            if keyword(call, "activation") is None and len(call.args) < 2:
                put(call, "activation", ast.Constant(name))
                return
        raise NotApplicable("every dense layer has an activation already")

    return change


# Arguments of the first hidden layer, or of the output layer.


def of_layer(argument: str, value: str, place: int = 0) -> Callable[[Program], None]:
    """Return the addition of an argument to a dense layer that does not have it."""

    def change(program: Program) -> None:
        layer = program.dense_layers()[place]
        if keyword(layer, argument) is not None or any(one.arg is None for one in layer.keywords):
            raise NotApplicable(f"the layer has `{argument}` already")
        put(layer, argument, expression(value))

    return change


def regularizer(value: str | None) -> Callable[[Program], None]:
    """Return the change of the first weight regularizer; None takes it away."""

    def change(program: Program) -> None:
        for layer in program.dense_layers():
            found = keyword(layer, "kernel_regularizer")
            if found and value is None:
                layer.keywords.remove(found)
                return
            if found and value:
                found.value = expression(value)
                return
        raise NotApplicable("no layer has a regularizer")

    return change


def argument_of(
    names: tuple[str, ...], argument: str, value: str, reason: str
) -> Callable[[Program], None]:
    """Return the change of an argument of the first call of one of these names that has it."""

    def change(program: Program) -> None:
        for call in program.calls(*names):
            if found := keyword(call, argument):
                found.value = expression(value)
                return
        raise NotApplicable(reason)

    return change


def with_bias(program: Program) -> None:
    """Give a bias to the first dense layer that has none."""
    for layer in program.dense_layers():
        found = keyword(layer, "use_bias")
        if found and isinstance(found.value, ast.Constant) and not found.value.value:
            layer.keywords.remove(found)
            return
    raise NotApplicable("every layer has a bias")


# Loss, optimizer, validation.


def loss(name: str) -> Callable[[Program], None]:
    """Return the change of the loss."""

    def change(program: Program) -> None:
        put(program.method_of_model("compile"), "loss", ast.Constant(name), 1)

    return change


def optimizer(*names: str) -> Callable[[Program], None]:
    """Return the change of the optimizer to the first of these that is of another kind."""

    def change(program: Program) -> None:
        value, replace = optimizer_of(program)
        now = (called(value) if isinstance(value, ast.Call) else ast.unparse(value)).lower()
        replace(ast.Constant(next(name for name in names if name not in now)))

    return change


def clipping(factor: float) -> Callable[[Program], None]:
    """Return the multiplication of the limit at which gradients are clipped."""

    def change(program: Program) -> None:
        value, _ = optimizer_of(program)
        for name in ("clipnorm", "clipvalue", "global_clipnorm"):
            found = keyword(value, name) if isinstance(value, ast.Call) else None
            if found:
                found.value = ast.BinOp(found.value, ast.Mult(), ast.Constant(factor))
                return
        raise NotApplicable("gradients are not clipped")

    return change


def without_validation(program: Program) -> None:
    """Take the validation away from `fit`."""
    fit = program.method_of_model("fit")
    kept = [one for one in fit.keywords if one.arg not in ("validation_split", "validation_data")]
    if len(kept) == len(fit.keywords):
        raise NotApplicable("there is no validation set")
    fit.keywords = kept


DATA, HYPER, ACTIVATION = "training data", "hyperparameters", "activation"
REGULARISATION, WEIGHTS = "regularisation", "weights"
# The strengths that stand first are applied first; the page has them all.
OPERATORS = (
    Operator("TCL", "80 % of every class", DATA, TRAIN, data("TCL of every class", 0.8)),
    Operator("TCL", "30 % of one class", DATA, TRAIN, data("TCL", 0.3)),
    Operator("TCL", "all of one class", DATA, TRAIN, data("TCL", 1.0)),
    Operator("TRD", "80 %", DATA, TRAIN, data("TRD", 0.8)),
    Operator("TRD", "30 %", DATA, TRAIN, data("TRD", 0.3)),
    Operator("TUD", "80 %", DATA, TRAIN, data("TUD", 0.8)),
    Operator("TUD", "30 %", DATA, TRAIN, data("TUD", 0.3)),
    Operator("TAN", "100 %", DATA, TRAIN, data("TAN", 1.0)),
    Operator("TAN", "30 %", DATA, TRAIN, data("TAN", 0.3)),
    Operator("TCO", "100 %", DATA, TRAIN, data("TCO", 1.0)),
    Operator("TCO", "30 %", DATA, TRAIN, data("TCO", 0.3)),
    Operator("HLR", "divided by 10", HYPER, TRAIN, slower(10)),
    Operator("HLR", "divided by 10,000", HYPER, TRAIN, slower(10_000)),
    Operator("HNE", "half", HYPER, TRAIN, epochs("epochs // 2")),
    Operator("HNE", "one", HYPER, TRAIN, epochs("1")),
    Operator("HDB", "", HYPER, TRAIN, batch("len({images})")),
    Operator("HBS", "64", HYPER, TRAIN, batch("64")),
    Operator("HBS", "512", HYPER, TRAIN, batch("512")),
    Operator("ACH", "hidden: tanh", ACTIVATION, BUILD, activation(0, "tanh")),
    Operator("ACH", "output: sigmoid", ACTIVATION, BUILD, activation(-1, "sigmoid")),
    Operator("ACH", "hidden: elu", ACTIVATION, BUILD, activation(0, "elu")),
    Operator("ARM", "hidden", ACTIVATION, BUILD, activation(0, "linear")),
    Operator("ARM", "output", ACTIVATION, BUILD, activation(-1, "linear")),
    Operator("AAL", "relu", ACTIVATION, BUILD, added_activation("relu")),
    Operator("AAL", "tanh", ACTIVATION, BUILD, added_activation("tanh")),
    Operator("RAW", "L2", REGULARISATION, BUILD, of_layer("kernel_regularizer", "'l2'")),
    Operator("RAW", "L1", REGULARISATION, BUILD, of_layer("kernel_regularizer", "'l1'")),
    Operator("RCW", "L1", REGULARISATION, BUILD, regularizer("'l1'")),
    Operator("RRW", "", REGULARISATION, BUILD, regularizer(None)),
    Operator(
        "RCD", "0.5", REGULARISATION, BUILD,
        argument_of(("Dropout",), "rate", "0.5", "no layer is a Dropout, which the contract rules out"),
    ),
    Operator(
        "RCP", "1", REGULARISATION, TRAIN,
        argument_of(("EarlyStopping",), "patience", "1", "there is no early stopping"),
    ),
    Operator(
        "RCP", "0", REGULARISATION, TRAIN,
        argument_of(("EarlyStopping",), "patience", "0", "there is no early stopping"),
    ),
    Operator("WCI", "zeros", WEIGHTS, BUILD, of_layer("kernel_initializer", "'zeros'")),
    Operator("WCI", "He normal", WEIGHTS, BUILD, of_layer("kernel_initializer", "'he_normal'")),
    Operator("WCI", "ones", WEIGHTS, BUILD, of_layer("kernel_initializer", "'ones'")),
    Operator("WAB", "", WEIGHTS, BUILD, with_bias),
    Operator("WRB", "hidden", WEIGHTS, BUILD, of_layer("use_bias", "False")),
    Operator("WRB", "output", WEIGHTS, BUILD, of_layer("use_bias", "False", -1)),
    Operator("LCH", "mean squared error", "loss", TRAIN, loss("mean_squared_error")),
    Operator("LCH", "categorical", "loss", TRAIN, loss("categorical_crossentropy")),
    Operator("LCH", "Poisson", "loss", TRAIN, loss("poisson")),
    Operator("OCH", "SGD and Adam changed over", "optimiser", TRAIN, optimizer("adam", "sgd")),
    Operator("OCH", "RMSprop", "optimiser", TRAIN, optimizer("rmsprop")),
    Operator("OCG", "a thousandth", "optimiser", TRAIN, clipping(0.001)),
    Operator("OCG", "tenfold", "optimiser", TRAIN, clipping(10.0)),
    Operator("VRM", "", "validation", TRAIN, without_validation),
)  # fmt: skip


def mutate(cells: Cells, operator: Operator) -> Cells:
    """Return the cells of a program with an operator applied.

    Raises:
        NotApplicable: There is nothing to change.
    """
    program = Program(cells)
    operator.change(program)
    return program.changed_cells()
