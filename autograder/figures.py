"""Figures for the notebooks' ungraded cells: what a trained model mixes up, and its surest mistakes.

In: images, labels, and the probabilities that a model gives. Out: a Matplotlib figure in one style:
digits in ink on white, one sequential colour scale, words beside every colour. The graded figures
are the student's own and are not made here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

# Text as large in every figure; nothing that only a colour says.
STYLE: dict[str, Any] = {
    "font.size": 10,
    "axes.titlesize": 10,
    "figure.titlesize": 11,
    "figure.constrained_layout.use": True,
}
INK = "gray_r"
# The colour of a title that tells of a mistake, dark enough to be read on white (5 to 1).
WRONG = "#b8500b"
# Light to dark in one hue: the order of its shades is the same for all eyes.
SHADES = "Blues"
# Mistakes are few beside what is right; this stretches the low end of the shades.
STRETCH = 0.4
# The shade from which on white is easier to read than black.
DARK = 0.72
COLUMNS = 5
CLASSES = 10


def show_confusions(labels: ArrayLike, probabilities: ArrayLike) -> Figure:
    """Draw the confusion matrix: how often each digit is read as each digit.

    Args:
        labels: integers (n,), the true digits 0 to 9.
        probabilities: floats (n, 10), what the model gives for each image.

    Returns:
        A figure with one axes: a row for each true digit, a column for each predicted one, and the
        number of images in every cell. Its title says how many are right and what is mixed up most.
    """
    from sklearn.metrics import ConfusionMatrixDisplay, confusion_matrix

    true = np.asarray(labels)
    counts = confusion_matrix(true, _most_probable(probabilities), labels=range(CLASSES))
    norm = PowerNorm(STRETCH, vmin=0, vmax=max(int(counts.max()), 1))
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(6.4, 6.2))
        display = ConfusionMatrixDisplay(counts, display_labels=range(CLASSES))
        display.plot(ax=axes, cmap=SHADES, colorbar=False, im_kw={"norm": norm})
        for place, text in np.ndenumerate(display.text_):
            # Black on light shades and white on dark ones, so that every number can be read.
            text.set_color("white" if norm(counts[place]) > DARK else "black")
        axes.set(xlabel="Predicted digit", ylabel="True digit", title=_in_words(counts))
    return figure


def show_surest_mistakes(
    images: ArrayLike, labels: ArrayLike, probabilities: ArrayLike, count: int = 10
) -> Figure:
    """Draw the wrongly read images for which the model is most confident.

    Args:
        images: (n, 28, 28), grey levels.
        labels: integers (n,), the true digits 0 to 9.
        probabilities: floats (n, 10), what the model gives for each image.
        count: how many images to draw, if there are as many mistakes.

    Returns:
        A figure with one axes for each image, the surest first. Each title says what the image was
        read as, what it is, and how sure the model is.
    """
    pixels, true = np.asarray(images), np.asarray(labels)
    read, sure = _most_probable(probabilities), np.asarray(probabilities).max(axis=1)
    wrong = np.flatnonzero(read != true)
    surest = wrong[np.argsort(-sure[wrong], kind="stable")][:count]
    rows = max(-(-count // COLUMNS), 1)
    with plt.rc_context(STYLE):
        figure, grid = plt.subplots(rows, COLUMNS, figsize=(9, 2.2 * rows), squeeze=False)
        figure.suptitle(f"{len(wrong):,} of {len(true):,} are read wrongly; the surest mistakes")
        for axes in grid.flat:
            axes.axis("off")
        for axes, place in zip(grid.flat, surest):
            axes.imshow(pixels[place], cmap=INK)
            axes.set_title(f"read as {read[place]}, is {true[place]}\n{sure[place]:.1%} sure")
    return figure


def _most_probable(probabilities: ArrayLike) -> np.ndarray:
    return np.asarray(np.argmax(np.asarray(probabilities), axis=1))


def _in_words(counts: np.ndarray) -> str:
    right, all_of_them = int(np.trace(counts)), int(counts.sum())
    mistakes = counts - np.diag(np.diag(counts))
    said = f"{right:,} of {all_of_them:,} are read rightly"
    if not mistakes.any():
        return said
    true, read = np.unravel_index(np.argmax(mistakes), mistakes.shape)
    times = int(mistakes[true, read])
    return f"{said}\nMixed up most: {true} read as {read}, {times:,} time{'s' * (times > 1)}"
