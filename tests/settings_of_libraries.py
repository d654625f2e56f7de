"""Settings and wrappers of the libraries that a course uses, each put into right work.

In: nothing. Out: `ROWS`, each with the lines that set it and the verdict that is right.
`tests/answers.py` grades them and writes `docs/settings.md`.
"""

from __future__ import annotations

import dataclasses

from autograder.assignment.samples import Sample

SGD, ADAM = "mnist_sgd", "mnist_adam"


@dataclasses.dataclass(frozen=True)
class Row:
    """One setting in right work.

    Attributes:
        group: What it is a setting of.
        about: The setting in words.
        source: The lines that set it, or a whole cell.
        assignment: The assignment whose reference it is set in.
        cell: The cell that `source` replaces; "" where it is a cell of its own after the set-up.
        loses: The tasks that are right to lose points.
        mistake: The cause that is right to be named.
        may_lose: Tasks that may lose points besides.
    """

    group: str
    about: str
    source: str
    assignment: str = SGD
    cell: str = ""
    loses: str = ""
    mistake: str = ""
    may_lose: str = ""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that it has to do with, where that is not all of them."""
        first = self.assignment == SGD
        figure = "show_digits" if first else "plot_history"
        if self.group in ("optimizer", "model"):
            return (self.cell, "test_accuracy")
        if self.group == "training":
            return (self.cell,)
        if self.group == "Matplotlib":
            return ("normalize_images", figure)
        measured = "evaluate_model" if first else "evaluate_accuracy"
        predicted = "predict_digits" if first else "predict_digit"
        if self.group in ("NumPy", "Python"):
            return ("normalize_images", "build_model", measured, predicted, figure)
        if self.group == "TensorFlow":
            trained = "train_with_sgd" if first else "train_with_adam"
            return ("build_model", trained, measured, predicted)
        return ()

    @property
    def sample(self) -> Sample:
        """The submission."""
        headers = {
            "assignment": self.assignment,
            "about": self.about,
            "loses": self.loses,
            "mistake": self.mistake,
            "may_lose": self.may_lose,
        }
        cell = ("", self.cell, self.source) if self.cell else ("after", "setup", self.source)
        return Sample(f"{self.group}: {self.about}", headers, (cell,))


def _compiled(optimizer: str, options: str = "", fit: str = "", before: str = "") -> str:
    """Return a training for SGD's notebook with an optimizer, and options of compile and fit."""
    return (
        "def train_with_sgd(model, images, labels, epochs=20):\n"
        f"{before}"
        f"    model.compile(optimizer={optimizer}, loss='sparse_categorical_crossentropy', "
        f"metrics=['accuracy']{options})\n"
        f"    return model.fit(images, labels, epochs=epochs, verbose=0{fit})\n"
    )


def _adam(optimizer: str, fit: str = "") -> str:
    return (
        "def train_with_adam(model, images, labels, epochs=25):\n"
        f"    model.compile({optimizer}, 'sparse_categorical_crossentropy', metrics=['accuracy'])\n"
        "    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0"
        f"{fit})\n"
    )


def _model(layers: str, after: str = "") -> str:
    return (
        f"def build_model():\n    model = keras.Sequential([{layers}])\n{after}    return model\n"
    )


_FIRST = "keras.Input((28, 28)), keras.layers.Flatten(), "
_REST = (
    "keras.layers.Dense(300, activation='relu'), keras.layers.Dense(100, activation='relu'), "
    "keras.layers.Dense(10, activation='softmax')"
)
_TF = "import tensorflow as tf\n"
_COARSE = {"loses": "build_model", "mistake": "coarse_numbers", "may_lose": "test_accuracy"}
_TRAIN: dict[str, str] = {"cell": "train_with_sgd"}
_TRAIN_ADAM: dict[str, str] = {"cell": "train_with_adam", "assignment": ADAM}

KERAS = [
    Row("Keras", "floatx is float64", "keras.config.set_floatx('float64')"),
    Row("Keras", "floatx is float64, by way of tf.keras",
        _TF + "tf.keras.backend.set_floatx('float64')", ADAM),
    Row("Keras", "floatx is float16", "keras.config.set_floatx('float16')", **_COARSE),
    Row("Keras", "policy mixed_float16",
        "keras.mixed_precision.set_global_policy('mixed_float16')", **_COARSE),
    Row("Keras", "policy mixed_float16, with Adam",
        "keras.config.set_dtype_policy('mixed_float16')", ADAM, **_COARSE),
    Row("Keras", "policy mixed_bfloat16",
        "keras.config.set_dtype_policy('mixed_bfloat16')", **_COARSE),
    Row("Keras", "policy float64", "keras.config.set_dtype_policy('float64')"),
    Row("Keras", "epsilon is 1e-5", "keras.config.set_epsilon(1e-5)"),
    Row("Keras", "channels come first", "keras.config.set_image_data_format('channels_first')"),
    Row("Keras", "whole tracebacks", "keras.config.disable_traceback_filtering()"),
    Row("Keras", "no interactive logging", "keras.config.disable_interactive_logging()"),
    Row("Keras", "unsafe deserialization", "keras.config.enable_unsafe_deserialization()"),
    Row("Keras", "no flash attention", "keras.config.disable_flash_attention()"),
    Row("Keras", "another random seed", "keras.utils.set_random_seed(1)"),
    Row("Keras", "the session is cleared", "keras.backend.clear_session()"),
    Row("Keras", "at most two epochs, for debugging", "keras.config.set_max_epochs(2)",
        loses="train_with_sgd", mistake="limited_epochs", may_lose="test_accuracy"),
]  # fmt: skip
TENSORFLOW = [
    Row("TensorFlow", "functions run eagerly", _TF + "tf.config.run_functions_eagerly(True)"),
    Row("TensorFlow", "deterministic operations",
        _TF + "tf.keras.utils.set_random_seed(3)\ntf.config.experimental.enable_op_determinism()"),
    Row("TensorFlow", "numbers are checked", _TF + "tf.debugging.enable_check_numerics()"),
    Row("TensorFlow", "operations of NumPy",
        _TF + "tf.experimental.numpy.experimental_enable_numpy_behavior()"),
    Row("TensorFlow", "operations of NumPy, float32 first",
        _TF + "tf.experimental.numpy.experimental_enable_numpy_behavior(prefer_float32=True)", ADAM),
    Row("TensorFlow", "no soft placement", _TF + "tf.config.set_soft_device_placement(False)"),
    Row("TensorFlow", "no graphics cards are visible",
        _TF + "tf.config.set_visible_devices([], 'GPU')"),
    Row("TensorFlow", "compiled by XLA", _TF + "tf.config.optimizer.set_jit(True)"),
    Row("TensorFlow", "pipelines in debug mode", _TF + "tf.data.experimental.enable_debug_mode()"),
    Row("TensorFlow", "memory grows",
        _TF + "for card in tf.config.list_physical_devices('GPU'):\n"
        "    tf.config.experimental.set_memory_growth(card, True)"),
    Row("TensorFlow", "training on a device that is named",
        _TF + _compiled("'sgd'").replace(
            "    return model.fit", "    with tf.device('/GPU:0'):\n        return model.fit"
        ), **_TRAIN),
    Row("TensorFlow", "model and training under a strategy",
        _TF + "strategy = tf.distribute.OneDeviceStrategy('/cpu:0')\n"
        + _model(_FIRST + _REST).replace("    model =", "    with strategy.scope():\n        model ="),
        cell="build_model"),
    Row("TensorFlow", "only errors are logged",
        _TF + "import logging\ntf.get_logger().setLevel(logging.ERROR)\ntf.autograph.set_verbosity(0)"),
]  # fmt: skip
NUMPY = [
    Row("NumPy", "errors are raised", "np.seterr(all='raise')"),
    Row("NumPy", "errors are raised, and warnings are errors",
        "import warnings\nnp.seterr(all='raise')\nwarnings.simplefilter('error')", ADAM),
    Row("NumPy", "few digits are printed",
        "np.set_printoptions(precision=2, suppress=True, threshold=5)"),
    Row("NumPy", "printing of old versions", "np.set_printoptions(legacy='1.13')"),
    Row("NumPy", "a global seed", "np.random.seed(0)"),
]  # fmt: skip
MATPLOTLIB = [
    Row("Matplotlib", "LaTeX sets the text", "plt.rcParams['text.usetex'] = True"),
    Row("Matplotlib", "LaTeX sets the text, with Adam", "plt.rc('text', usetex=True)", ADAM),
    Row("Matplotlib", "style sheet ggplot", "plt.style.use('ggplot')", ADAM),
    Row("Matplotlib", "style sheet dark_background", "plt.style.use('dark_background')"),
    Row("Matplotlib", "drawn as in a comic", "plt.xkcd()", ADAM),
    Row("Matplotlib", "theme of seaborn",
        "import seaborn as sns\nsns.set_theme(style='darkgrid')", ADAM),
    Row("Matplotlib", "layout by itself", "plt.rcParams['figure.autolayout'] = True"),
    Row("Matplotlib", "constrained layout",
        "plt.rcParams['figure.constrained_layout.use'] = True", ADAM),
    Row("Matplotlib", "images in blue and yellow", "plt.rcParams['image.cmap'] = 'viridis'"),
    Row("Matplotlib", "images from below", "plt.rcParams['image.origin'] = 'lower'",
        loses="show_digits", mistake="upside_down"),
    Row("Matplotlib", "a font that is not there", "plt.rcParams['font.family'] = 'Comic Sans MS'"),
    Row("Matplotlib", "small and without ticks",
        "plt.rcParams.update({'figure.figsize': (2, 1), 'xtick.bottom': False, 'axes.grid': True})"),
    Row("Matplotlib", "backend TkAgg", "import matplotlib\nmatplotlib.use('TkAgg')"),
    Row("Matplotlib", "backend Qt5Agg, by way of pyplot", "plt.switch_backend('Qt5Agg')", ADAM),
    Row("Matplotlib", "backend Agg", "import matplotlib\nmatplotlib.use('Agg')", ADAM),
    Row("Matplotlib", "interactive mode", "plt.ion()"),
    Row("Matplotlib", "magic notebook", "%matplotlib notebook"),
    Row("Matplotlib", "magic widget", "%matplotlib widget", ADAM),
    Row("Matplotlib", "magic qt", "%matplotlib qt"),
    Row("Matplotlib", "sharper pictures", "%config InlineBackend.figure_format = 'retina'"),
    Row("Matplotlib", "figures stay open", "%config InlineBackend.close_figures = False", ADAM),
]  # fmt: skip
PYTHON = [
    Row("Python", "warnings are errors", "import warnings\nwarnings.simplefilter('error')"),
    Row("Python", "no warnings", "import warnings\nwarnings.filterwarnings('ignore')"),
    Row("Python", "numbers as in Germany",
        "import locale\ntry:\n    locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')\n"
        "except locale.Error:\n    pass"),
    Row("Python", "decimals of three digits", "import decimal\ndecimal.getcontext().prec = 3"),
    Row("Python", "no collection of garbage", "import gc\ngc.disable()"),
    Row("Python", "no logging at all", "import logging\nlogging.disable(logging.CRITICAL)"),
    Row("Python", "everything is logged", "import logging\nlogging.basicConfig(level=logging.DEBUG)"),
    Row("Python", "modules are loaded again", "%load_ext autoreload\n%autoreload 2", ADAM),
    Row("Python", "environment variables of Keras",
        "os.environ['KERAS_BACKEND'] = 'jax'\nos.environ['KERAS_HOME'] = '/nowhere'"),
    Row("Python", "another folder to work in",
        "import tempfile\nos.chdir(tempfile.mkdtemp())"),
]  # fmt: skip
OPTIMIZERS = [
    Row("optimizer", "SGD with a moving mean of the weights",
        _compiled("keras.optimizers.SGD(use_ema=True)"), **_TRAIN),
    Row("optimizer", "Adam with a moving mean of the weights",
        _adam("keras.optimizers.Adam(use_ema=True)"), **_TRAIN_ADAM),
    Row("optimizer", "Adam with a mean that takes the weights' place every five steps",
        _adam("keras.optimizers.Adam(use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=5)"),
        **_TRAIN_ADAM),
    Row("optimizer", "a moving mean, swapped in for validation",
        _adam("keras.optimizers.Adam(use_ema=True, ema_momentum=0.9)",
              ", callbacks=[keras.callbacks.SwapEMAWeights()]"), **_TRAIN_ADAM),
    Row("optimizer", "SGD with gradients of four batches a step",
        _compiled("keras.optimizers.SGD(0.04, gradient_accumulation_steps=4)"), **_TRAIN),
    Row("optimizer", "Adam with gradients of two batches a step",
        _adam("keras.optimizers.Adam(gradient_accumulation_steps=2)"), **_TRAIN_ADAM),
    Row("optimizer", "gradients of two batches a step, and a moving mean",
        _compiled("keras.optimizers.SGD(0.05, gradient_accumulation_steps=2, use_ema=True, "
                  "ema_momentum=0.8)"), **_TRAIN),
    Row("optimizer", "clipped by the norm", _compiled("keras.optimizers.SGD(clipnorm=1.0)"), **_TRAIN),
    Row("optimizer", "clipped by the norm of all",
        _adam("keras.optimizers.Adam(global_clipnorm=1.0)"), **_TRAIN_ADAM),
    Row("optimizer", "clipped by value", _compiled("keras.optimizers.SGD(clipvalue=0.1)"), **_TRAIN),
    Row("optimizer", "weight decay", _adam("keras.optimizers.Adam(weight_decay=1e-3)"), **_TRAIN_ADAM),
    Row("optimizer", "weight decay, not of the biases",
        _compiled("optimizer", before="    optimizer = keras.optimizers.SGD(weight_decay=1e-3)\n"
                  "    optimizer.exclude_from_weight_decay(var_names=['bias'])\n"), **_TRAIN),
    Row("optimizer", "the loss is scaled", _compiled("keras.optimizers.SGD(loss_scale_factor=128)"),
        **_TRAIN),
    Row("optimizer", "in a LossScaleOptimizer",
        _adam("keras.mixed_precision.LossScaleOptimizer(keras.optimizers.Adam())"), **_TRAIN_ADAM),
    Row("optimizer", "an own name", _compiled("keras.optimizers.SGD(name='descent')"), **_TRAIN),
    Row("optimizer", "from its configuration",
        _compiled("keras.optimizers.get({'class_name': 'SGD', 'config': {'nesterov': True, "
                  "'momentum': 0.9}})"), **_TRAIN),
]  # fmt: skip
TRAINING = [
    Row("training", "compiled by XLA", _compiled("'sgd'", ", jit_compile=True"), **_TRAIN),
    Row("training", "not compiled by XLA", _compiled("'sgd'", ", jit_compile=False"), **_TRAIN),
    Row("training", "eagerly", _compiled("'sgd'", ", run_eagerly=True"), **_TRAIN),
    Row("training", "eight steps at a time", _compiled("'sgd'", ", steps_per_execution=8"), **_TRAIN),
    Row("training", "no scaling of the loss", _compiled("'sgd'", ", auto_scale_loss=False"), **_TRAIN),
    Row("training", "metrics with weights",
        _compiled("'sgd'", ", weighted_metrics=['sparse_categorical_crossentropy']"), **_TRAIN),
    Row("training", "one weight for one loss", _compiled("'sgd'", ", loss_weights=[1.0]"), **_TRAIN),
    Row("training", "TensorBoard",
        _compiled("'sgd'", fit=", callbacks=[keras.callbacks.TensorBoard('logs')]"), **_TRAIN),
    Row("training", "a log in a file",
        _compiled("'sgd'", fit=", callbacks=[keras.callbacks.CSVLogger('log.csv')]"), **_TRAIN),
    Row("training", "a copy of each epoch",
        _compiled("'sgd'", fit=", callbacks=[keras.callbacks.ModelCheckpoint('best.keras', "
                  "monitor='loss', save_best_only=True)]"), **_TRAIN),
    Row("training", "a backup",
        _compiled("'sgd'", fit=", callbacks=[keras.callbacks.BackupAndRestore('backup')]"), **_TRAIN),
    Row("training", "a rate for each epoch",
        _compiled("'sgd'", fit=", callbacks=[keras.callbacks.LearningRateScheduler("
                  "lambda epoch, rate: 0.02 if epoch < 2 else 0.01)]"), **_TRAIN),
    Row("training", "the best weights at the end",
        _compiled("'sgd'", fit=", callbacks=[keras.callbacks.EarlyStopping(monitor='loss', "
                  "patience=1000, restore_best_weights=True)]"), **_TRAIN),
    Row("training", "a bar of tqdm",
        "from tqdm.auto import tqdm\n" + _compiled("'sgd'").replace(
            "    return model.fit(",
            "    bar = tqdm(total=epochs)\n    tick = keras.callbacks.LambdaCallback("
            "on_epoch_end=lambda epoch, logs: bar.update())\n    return model.fit("
        ).replace("verbose=0)", "verbose=0, callbacks=[tick])"), **_TRAIN),
    Row("training", "labels as a column",
        _compiled("'sgd'", before="    labels = labels.reshape(-1, 1)\n"), **_TRAIN),
    Row("training", "labels as fractions",
        _compiled("'sgd'", before="    labels = labels.astype('float32')\n"), **_TRAIN),
    Row("training", "tensors in place of arrays",
        _TF + _compiled("'sgd'", before="    images = tf.constant(images)\n"
                        "    labels = tf.constant(labels)\n"), **_TRAIN),
    Row("training", "images in double precision",
        _compiled("'sgd'", before="    images = images.astype('float64')\n"), **_TRAIN),
    Row("training", "a weight of 1 for each image",
        _compiled("'sgd'", fit=", sample_weight=np.ones(len(labels))"), **_TRAIN),
    Row("training", "pandas draws the history",
        "import pandas as pd\n\n\ndef plot_history(history):\n"
        "    axes = pd.DataFrame(history.history).plot(xlabel='epoch', subplots=False)\n"
        "    return axes.figure\n", ADAM, "plot_history"),
]  # fmt: skip
MODELS = [
    Row("model", "policy mixed_float16 for the hidden layers",
        _model(_FIRST + _REST.replace("'relu'", "'relu', dtype='mixed_float16'")), cell="build_model"),
    Row("model", "policy mixed_float16, the last layer in float32",
        "keras.config.set_dtype_policy('mixed_float16')\n"
        + _model(_FIRST + _REST.replace("'softmax'", "'softmax', dtype='float32'")),
        cell="build_model"),
    Row("model", "policy mixed_bfloat16, the last layer in float32",
        "keras.config.set_dtype_policy('mixed_bfloat16')\n"
        + _model(_FIRST + _REST.replace("'softmax'", "'softmax', dtype='float32'")),
        cell="build_model"),
    Row("model", "layers are worked out again for gradients",
        "def build_model():\n    with keras.RematScope(mode='full'):\n"
        # Keras itself says that it cannot be trained so, as of 3.15.
        f"        return keras.Sequential([{_FIRST + _REST}])\n", cell="build_model",
        loses="test_accuracy"),
    Row("model", "low-rank adaptation of a layer",
        _model(_FIRST + _REST, "    model.layers[1].enable_lora(4)\n"), cell="build_model",
        loses="build_model", may_lose="test_accuracy"),
    Row("model", "quantized to eight bits",
        _model(_FIRST + _REST, "    model.quantize('int8')\n"), cell="build_model",
        loses="build_model", may_lose="test_accuracy"),
    Row("model", "compiled before it is trained",
        _model(_FIRST + _REST, "    model.compile('rmsprop', 'mse', run_eagerly=True)\n"),
        cell="build_model"),
    Row("model", "a flattening layer that takes channels first",
        _model(f"keras.Input((28, 28)), keras.layers.Flatten(data_format='channels_first'), {_REST}"),
        cell="build_model"),
]  # fmt: skip
ROWS = [*KERAS, *TENSORFLOW, *NUMPY, *MATPLOTLIB, *PYTHON, *OPTIMIZERS, *TRAINING, *MODELS]
