"""Draw a figure, and hide in it what cannot be seen on the picture.

In: a figure. Out: the same figure, in which curves, images and texts that leave no pixels of their own
are not visible any more: those under a sheet of whatever kind, in the colour of their ground, too thin,
or clipped away. What the pixels show is asked, not why.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import StepPatch
from matplotlib.text import Text

# The longer side of a picture, in pixels.
LONGEST, SHORTEST = 1000, 400
# Of a channel's 255 levels: less is no difference that anybody sees.
LEAST_DIFFERENCE = 6
# Of a curve's points on the picture, those where it makes a difference; between two of its own points
# there are so many more. With more curves, or points, all are taken out at once, or some are looked at.
LEAST_OF_CURVE, BETWEEN, MOST_CURVES, MOST_POINTS = 0.1, 10, 12, 2000
# In pixels, how far from its points a curve may be drawn, as by the edge of a marker.
AROUND = 8
# How like what should be drawn the picture of an image is, how many of its cells are looked at along a
# side, and what share of these must lie on the picture to tell anything.
LEAST_LIKENESS, CELLS, LEAST_ON_PICTURE = 0.5, 32, 0.25
# Of 255, the opacity of a cell through which the ground is seen; and how much the values of such cells
# may vary, in shares of all: what is taken out of an image is its background, not the image.
MOST_CLEAR, MOST_BELOW = 128, 0.5
MOST_ARTISTS = 200


def hide_unseen(figure: Figure) -> None:
    """Draw a figure, and make invisible what of it cannot be seen, as far as it lies on the picture.

    Afterwards its places and limits are those of the drawn one, whatever canvas it has. Each text keeps
    for itself whether LaTeX sets it, which may not be there, and which takes formulas that Matplotlib
    does not.
    """
    with _drawing(figure), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        texts = _drawn(figure, Text)
        for text in texts:
            text.set_usetex(False)
        try:
            whole = _picture(figure)
        except ValueError:
            for text in texts:
                text.set_parse_math(False)
            whole = _picture(figure)
        # Ticks may have become more, or others.
        texts = [
            one for one in _drawn(figure, Text) if one.get_visible() and one.get_text().strip()
        ]
        boxes = [one.get_window_extent() for one in texts]
        unseen = [one for one in _images_of(figure) if _is_hidden_image(one, whole)]
        # Without what takes most of the time; where it stands, it lies above whatever is there.
        ticks = [axis for axes in figure.axes for axis in axes._axis_map.values()]
        legends = _drawn(figure, Legend)
        with _layout_kept(figure), _taken_out([*texts, *ticks, *legends]):
            bare = _picture(figure)
            differs = _differs(whole, bare)
            unseen += [one for one, box in zip(texts, boxes) if _is_hidden_text(box, differs)]
            unseen += _hidden_curves(figure, bare, ~differs)
        for one in unseen:
            one.set_visible(False)


def _drawn(figure: Figure, kind: type) -> list[Any]:
    """Return a figure's artists of a kind, without ticks that are not drawn: asking makes them."""
    found, left = [], [figure]
    while left:
        artist: Any = left.pop()
        if isinstance(artist, kind):
            found.append(artist)
        if not isinstance(artist, Axis) or (artist.get_visible() and artist.axes.axison):
            left += reversed(artist.get_children())
    return found


@contextlib.contextmanager
def _drawing(figure: Figure) -> Iterator[None]:
    """Give a figure a canvas of a bounded size in the block."""
    canvas, dpi = figure.canvas, figure.dpi
    longest = max(*figure.get_size_inches(), 1e-3)
    figure.set_dpi(float(np.clip(dpi, SHORTEST / longest, LONGEST / longest)))
    FigureCanvasAgg(figure)
    try:
        yield
    finally:
        figure.set_canvas(canvas)
        figure.set_dpi(dpi)


@contextlib.contextmanager
def _layout_kept(figure: Any) -> Iterator[None]:
    """Draw without another look at where axes go, which depends on what is in them."""
    engine, figure._layout_engine = figure._layout_engine, None
    try:
        yield
    finally:
        figure._layout_engine = engine


@contextlib.contextmanager
def _taken_out(artists: Sequence[Any]) -> Iterator[None]:
    """Make artists invisible in the block."""
    before = [one.get_visible() for one in artists]
    for one in artists:
        one.set_visible(False)
    try:
        yield
    finally:
        for one, visible in zip(artists, before):
            one.set_visible(visible)


def _picture(figure: Any) -> np.ndarray:
    """Return red, green, blue and opacity of a figure's pixels, 0-255, the lowest row first."""
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba(), dtype="int16")[::-1]


def _differs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return which pixels of two pictures differ."""
    apart = np.abs(first - second)
    return np.asarray(np.maximum.reduce(np.moveaxis(apart, -1, 0)) > LEAST_DIFFERENCE)


def _is_hidden_text(box: Any, differs: np.ndarray) -> bool:
    """Whether a text that lies in a box on the picture makes no difference to it."""
    rows, columns = differs.shape
    if not (0 <= box.x0 <= box.x1 <= columns and 0 <= box.y0 <= box.y1 <= rows):
        # A notebook shows what lies beside the picture, too.
        return False
    part = differs[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1]
    return not part.any()


def _hidden_curves(figure: Figure, bare: np.ndarray, untouched: np.ndarray) -> list[Any]:
    """Return the curves that make no difference.

    Args:
        figure: The figure, without its texts, ticks and legends.
        bare: Its picture.
        untouched: Which pixels none of these has changed.
    """
    curves = [one for one in _curves_of(figure) if one.get_visible()]
    groups = [[one] for one in curves] if len(curves) <= MOST_CURVES else [curves]
    hidden = []
    for group in groups:
        with _taken_out(group):
            seen = _differs(bare, _picture(figure)) & untouched
        hidden += [one for one in group if _is_hidden_curve(one, seen)]
    return hidden


def _is_hidden_curve(curve: Any, seen: np.ndarray) -> bool:
    points = _points_of(curve)
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) > 1:
        points = points[:: max(1, len(points) // MOST_POINTS)]
        steps = np.linspace(0, len(points) - 1, BETWEEN * (len(points) - 1) + 1)
        between = [np.interp(steps, np.arange(len(points)), one) for one in points.T]
        points = np.concatenate([points, np.stack(between, axis=-1)])
    box = curve.axes.bbox
    within = (points >= (box.x0 - 1, box.y0 - 1)) & (points <= (box.x1 + 1, box.y1 + 1))
    places, on_picture = _pixels(points[within.all(axis=1)], seen.shape)
    if not len(places) or on_picture < LEAST_ON_PICTURE:
        # The axes' own limits tell, and a notebook shows what lies beside the picture, too.
        return False
    # How many pixels it changes in a square around each of them: a marker may be hollow.
    sums = np.pad(seen.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    ends = np.array(seen.shape)
    (below, left), (above, right) = (
        np.clip(places + step, 0, ends).T for step in (-AROUND, AROUND + 1)
    )
    changed = sums[above, right] - sums[below, right] - sums[above, left] + sums[below, left]
    return float((changed > 0).mean()) < LEAST_OF_CURVE


def _pixels(points: np.ndarray, shape: Sequence[int]) -> tuple[np.ndarray, float]:
    """Return rows and columns of those points that lie on a picture, and what share of all that is."""
    places = np.floor(points[:, ::-1])
    inside = ((places >= 0) & (places < np.array(shape[:2]))).all(axis=1)
    return places[inside].astype("int64"), float(inside.mean()) if len(inside) else 0.0


def _curves_of(figure: Figure) -> list[Any]:
    """Return what may draw a curve in a figure's axes."""
    kinds = (Line2D, LineCollection, PathCollection, StepPatch)
    found: list[Any] = []
    for axes in figure.axes:
        every: Iterable[Any] = (*axes.lines, *axes.collections, *axes.patches)
        found += [one for one in every if isinstance(one, kinds)]
    return found[:MOST_ARTISTS]


def _points_of(curve: Any) -> np.ndarray:
    """Return points along a curve on the canvas, shape (n, 2)."""
    if isinstance(curve, Line2D):
        points, transform = curve.get_xydata(), curve.get_transform()
    elif isinstance(curve, PathCollection):
        points, transform = curve.get_offsets(), curve.get_offset_transform()
    elif isinstance(curve, LineCollection):
        segments = [np.asarray(one, "float64").reshape(-1, 2) for one in curve.get_segments()]
        points, transform = np.concatenate([np.zeros((0, 2)), *segments]), curve.get_transform()
    else:
        points, transform = curve.get_path().vertices, curve.get_transform()
    points = np.ma.filled(np.ma.asarray(points, "float64"), np.nan).reshape(-1, 2)
    return np.asarray(transform.transform(points))


def _images_of(figure: Figure) -> list[Any]:
    """Return what draws images in a figure's axes."""
    found: list[Any] = []
    for axes in figure.axes:
        found += axes.images
        found += [one for one in axes.collections if isinstance(one, QuadMesh)]
    return [one for one in found if one.get_visible()][:MOST_ARTISTS]


def _is_hidden_image(image: Any, whole: np.ndarray) -> bool:
    """Whether the picture does not have an image's colors where the image should be."""
    values = image.get_array()
    if values is None or np.ndim(values) not in (2, 3) or min(np.shape(values)[:2]) < 2:
        return False
    # What Matplotlib has drawn but does not turn into colors here is taken for seen.
    try:
        colors = 255 * np.asarray(image.to_rgba(values), "float64")
    except (ValueError, TypeError):
        return False
    rows, columns = (
        np.unique(np.linspace(0, count - 1, CELLS).astype("int64")) for count in colors.shape[:2]
    )
    down, along = (one.reshape(-1) for one in np.meshgrid(rows, columns, indexing="ij"))
    middles = image.get_transform().transform(_middles(image, colors.shape, down, along))
    box = image.axes.bbox
    within = ((middles >= (box.x0, box.y0)) & (middles <= (box.x1, box.y1))).all(axis=1)
    places = np.floor(middles[:, ::-1])
    within &= ((places >= 0) & (places < whole.shape[:2])).all(axis=1)
    if within.mean() < LEAST_ON_PICTURE:
        return False
    row, column = places[within].astype("int64").T
    cells, found = (down[within], along[within]), _on_white(whole[row, column])
    own, levels = colors[cells], np.ma.getdata(values)[cells].reshape(len(row), -1)
    clear = own[:, 3] < MOST_CLEAR
    if clear.any() and levels[clear].std() > MOST_BELOW * levels.std():
        return True
    if found.std(axis=0).max() * 4 < LEAST_DIFFERENCE:
        # An image of one color has nothing to be told by.
        return bool(own[:, :3].std(axis=0).max() > 0)
    # Through what is clear the ground is seen, or whatever else lies below.
    ground = np.median(found[clear], axis=0) if clear.any() else np.full(3, 255)
    on_ground = _on(ground, own)
    if not np.ptp(on_ground, axis=0).any():
        return False
    return not (_is_like(on_ground, found) or _is_like(own[~clear, :3], found[~clear]))


def _is_like(wanted: np.ndarray, found: np.ndarray) -> bool:
    """Whether the colors of cells vary as they should; nothing is like one color."""
    if not len(wanted):
        return False
    wanted, found = wanted - wanted.mean(axis=0), found - found.mean(axis=0)
    sizes = float(np.linalg.norm(wanted)), float(np.linalg.norm(found))
    return float((wanted * found).sum()) >= LEAST_LIKENESS * sizes[0] * sizes[1] > 0


def _on_white(pixels: np.ndarray) -> np.ndarray:
    """Return the colors of pixels on a white ground."""
    return _on(np.full(3, 255), pixels)


def _on(ground: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """Return the colors of pixels on a ground."""
    opacity = pixels[:, 3:] / 255
    return np.asarray(pixels[:, :3] * opacity + ground * (1 - opacity))


def _middles(image: Any, shape: Sequence[int], down: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return the middles of cells of an image, in the coordinates of its own transform."""
    if isinstance(image, QuadMesh):
        corners = np.asarray(image.get_coordinates(), "float64")
        last = np.array(corners.shape[:2]) - 1
        below, beside = np.minimum(down + 1, last[0]), np.minimum(along + 1, last[1])
        return np.asarray((corners[down, along] + corners[below, beside]) / 2)
    left, right, bottom, top = image.get_extent()
    first, end = (bottom, top) if image.origin == "lower" else (top, bottom)
    x = left + (along + 0.5) / shape[1] * (right - left)
    y = first + (down + 0.5) / shape[0] * (end - first)
    return np.stack([x, y], axis=-1)
