"""Record a matplotlib figure as plain data: its axes, images, lines, titles, labels and legends.

What is there but hidden, such as a label of an axis that is turned off, is recorded as if it were not.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgba, to_rgba_array
from matplotlib.figure import Figure, SubFigure
from matplotlib.legend import Legend
from matplotlib.patches import StepPatch

from autograder.probe.sight import hide_unseen
from autograder.probe.value_recorder import Recorder, shorten

MAX_AXES = 64
MAX_ARTISTS = 24
MAX_TICKS = 64
MAX_LEGENDS = 4
MAX_PARTS = 4
MAX_POINTS = 10_000
# Of the figure; nobody sees what is in axes that are smaller.
LEAST_SIDE = 0.005
# Of an image at least so much is within its axes, and its colors differ by as much, of 1.
LEAST_WITHIN, LEAST_CONTRAST = 0.5, 0.02
# In points: nobody reads what is smaller. And by how much a word differs from an opaque ground, of 1.
LEAST_FONT_SIZE, LEAST_TEXT_CONTRAST, OPAQUE = 2, 0.05, 0.5


def record_figure(recorder: Recorder, value: Any) -> dict[str, Any]:
    """Record a figure; anything else is recorded as the value that it is."""
    if not isinstance(value, Figure):
        is_axes = (
            isinstance(value, Axes)
            or (
                isinstance(value, np.ndarray) and value.size > 0 and isinstance(value.flat[0], Axes)
            )
            or (isinstance(value, (list, tuple)) and bool(value) and isinstance(value[0], Axes))
        )
        return {"kind": "axes", "type": type(value).__name__} if is_axes else recorder.value(value)
    hide_unseen(value)
    axes = [_record_axes(recorder, value, one) for one in value.axes[:MAX_AXES]]
    return {
        "kind": "figure",
        "type": "Figure",
        **_words_of_figure(value),
        "axes": axes,
    }


def axes_elsewhere(figure: Any, numbers: Iterable[int]) -> int:
    """Return how many axes of pyplot's figures with these numbers, but for one, have something."""
    others = [one for one in map(plt.figure, numbers) if one is not figure]
    return sum(axes.has_data() for one in others for axes in one.axes)


def _words_of_figure(figure: Any) -> dict[str, Any]:
    """Record what stands beside all axes of a figure or of a part of it."""
    texts = [getattr(figure, name, None) for name in ("_suptitle", "_supxlabel", "_supylabel")]
    title, xlabel, ylabel = (_shown_on(figure.get_facecolor(), text) for text in texts)
    others = [_shown(text) for text in figure.texts[:MAX_ARTISTS] if text not in texts]
    legends = _record_legends(figure.legends[:MAX_LEGENDS])
    words = {
        "title": title,
        "xlabel": xlabel,
        "ylabel": ylabel,
        "words": list(filter(None, others)),
    }
    return {**words, "legends": legends}


def _parts_around(axes: Axes) -> list[SubFigure]:
    """Return the parts of a figure that axes lie in, the innermost first."""
    parts: list[SubFigure] = []
    part: Any = axes.figure
    while isinstance(part, SubFigure):
        parts.append(part)
        part = getattr(part, "_parent", None)
    return parts


def _shown(text: Any) -> str:
    """Return what a text says, or nothing where it cannot be seen."""
    seen = text is not None and text.get_visible() and text.get_fontsize() >= LEAST_FONT_SIZE
    seen = seen and text.get_alpha() != 0 and _has_color(text.get_color())
    return shorten(text.get_text()) if seen else ""


def _shown_on(behind: Any, text: Any) -> str:
    """Return what a text says, or nothing where it has the colour of what it stands on.

    Args:
        behind: The color of that; what is transparent has that of the page, which may be any.
        text: The text.
    """
    words = _shown(text)
    if not words or _fades(text.get_color(), behind):
        return ""
    return words


def _fades(color: Any, behind: Any) -> bool:
    try:
        above, below = to_rgba(color), to_rgba(behind)
    except ValueError:
        return False
    if below[3] < OPAQUE:
        return False
    difference = max(abs(one - other) for one, other in zip(above[:3], below[:3]))
    return bool(above[3] * difference < LEAST_TEXT_CONTRAST)


def _has_color(color: Any) -> bool:
    """Whether what is drawn in a color can be seen: that color is not transparent."""
    try:
        return to_rgba(color)[3] > 0
    except ValueError:
        # Such as "auto", for which Matplotlib takes another one.
        return True


def _record_axes(recorder: Recorder, figure: Figure, axes: Axes) -> dict[str, Any]:
    names = ("_left_title", "title", "_right_title")
    titles = [_shown_on(_behind(axes), getattr(axes, name)) for name in names]
    # Where the axes lie in the whole figure, also if they are those of a part of it.
    bounds = axes.bbox.transformed(figure.transFigure.inverted()).bounds
    xlabel, ylabel = (
        _shown_on(_behind(axes), axis.label) if axes.axison and axis.get_visible() else ""
        for axis in (axes.xaxis, axes.yaxis)
    )
    legends = [one for one in axes.get_children() if isinstance(one, Legend)]
    curves = [_record_line(recorder, axes, line) for line in axes.lines[:MAX_ARTISTS]]
    curves += _other_curves(recorder, axes)
    texts = [text for text in axes.texts[:MAX_ARTISTS] if _shown(text)]
    _give_notes(axes, texts, curves)
    images = [
        {
            "pixels": recorder.array(np.ma.getdata(np.ma.asarray(image.get_array()))),
            "in_sight": _image_in_sight(axes, image, image.get_extent()),
            **_orientation(axes, image),
        }
        for image in axes.images[:MAX_ARTISTS]
        if image.get_array() is not None
    ]
    for mesh in axes.collections[:MAX_ARTISTS]:
        levels: Any = np.ma.getdata(np.ma.asarray(mesh.get_array()))
        if isinstance(mesh, QuadMesh) and levels.ndim == 2:
            corners = np.asarray(mesh.get_coordinates(), "float64").reshape(-1, 2)
            extent = np.stack([corners.min(axis=0), corners.max(axis=0)], axis=-1).reshape(-1)
            images.append(
                {
                    "pixels": recorder.array(levels),
                    "in_sight": _image_in_sight(axes, mesh, extent),
                    **_mesh_orientation(axes, mesh),
                }
            )
    return {
        "visible": _can_be_seen(figure, axes) and min(map(float, bounds[2:])) > LEAST_SIDE,
        "position": [round(float(bound), 4) for bound in bounds],
        "zorder": float(axes.get_zorder()),
        "opaque": _is_opaque(axes),
        "title": shorten(" ".join(title for title in titles if title)),
        "xlabel": xlabel,
        "ylabel": ylabel,
        "words": [_shown(text) for text in texts],
        "parts": [_words_of_figure(part) for part in _parts_around(axes)[:MAX_PARTS]],
        "percent": any("%" in label.get_text() for label in axes.get_yticklabels()[:MAX_TICKS]),
        "images": images,
        "lines": curves[:MAX_ARTISTS],
        "legends": _record_legends(legends[:MAX_LEGENDS]),
    }


def _behind(axes: Axes) -> Any:
    """Return the color on which titles and labels of axes stand, or one that may be any."""
    around = axes.figure
    if around is None or not around.patch.get_visible():
        return "none"
    return around.get_facecolor()


def _can_be_seen(figure: Figure, axes: Axes) -> bool:
    """Whether neither axes nor what they lie in were taken out of sight."""
    return all(bool(one.get_visible()) for one in (axes, figure, *_parts_around(axes)))


def _is_opaque(axes: Axes) -> bool:
    """Whether the background of axes hides what lies under them."""
    patch = axes.patch
    drawn = axes.axison and axes.get_frame_on() and patch.get_visible()
    return bool(drawn and patch.get_facecolor()[3] > 0.5 and patch.get_alpha() != 0)


def _image_in_sight(axes: Axes, image: Any, extent: Any) -> bool:
    """Whether an image is drawn, most of it within its axes, and in colors that differ.

    Args:
        axes: The axes.
        image: What draws the image.
        extent: Its left, right, bottom and top end, in any order of either two.
    """
    left, right, bottom, top = extent
    within = 1.0
    for (start, end), limits in (
        ((left, right), axes.get_xlim()),
        ((bottom, top), axes.get_ylim()),
    ):
        low, high = max(min(start, end), min(limits)), min(max(start, end), max(limits))
        within *= max(high - low, 0.0) / max(abs(end - start), 1e-9)
    contrast = 1.0
    # What Matplotlib has drawn but does not turn into colors here is taken for seen.
    with contextlib.suppress(ValueError, TypeError):
        colors = image.to_rgba(image.get_array()).reshape(-1, 4)
        contrast = float(np.ptp(colors, axis=0).max(initial=0))
    seen = image.get_visible() and np.any(1.0 if image.get_alpha() is None else image.get_alpha())
    return bool(seen and within >= LEAST_WITHIN and contrast >= LEAST_CONTRAST)


def _orientation(axes: Axes, image: Any) -> dict[str, bool]:
    """Return whether the first row of pixels lies at the bottom, and the first column at the right."""
    left, right, bottom, top = image.get_extent()
    first_row = bottom if getattr(image, "origin", "upper") == "lower" else top
    last_row = top if first_row == bottom else bottom
    low, high = axes.get_ylim()
    start, end = axes.get_xlim()
    return {
        "upside_down": bool((last_row - first_row) * (high - low) > 0),
        "mirrored": bool((right - left) * (end - start) < 0),
    }


def _mesh_orientation(axes: Axes, mesh: Any) -> dict[str, bool]:
    """Return the same of what `pcolormesh` draws."""
    corners = mesh.get_coordinates()
    (start, end), (low, high) = axes.get_xlim(), axes.get_ylim()
    return {
        "upside_down": bool((corners[-1, 0, 1] - corners[0, 0, 1]) * (high - low) > 0),
        "mirrored": bool((corners[0, -1, 0] - corners[0, 0, 0]) * (end - start) < 0),
    }


def _record_line(recorder: Recorder, axes: Axes, line: Any) -> dict[str, Any]:
    points = np.stack([line.get_xdata(orig=False), line.get_ydata(orig=False)], axis=-1)
    parts = (
        (line.get_linestyle(), line.get_linewidth(), (line.get_color(),)),
        (
            line.get_marker(),
            line.get_markersize(),
            (line.get_markerfacecolor(), line.get_markeredgecolor()),
        ),
    )
    drawn = any(
        str(style).strip().lower() not in ("", "none") and size > 0 and any(map(_has_color, colors))
        for style, size, colors in parts
    )
    seen = drawn and _in_sight(axes, line, line.get_transform().transform(line.get_xydata()))
    return _record_curve(recorder, line, points, seen)


def _other_curves(recorder: Recorder, axes: Axes) -> list[dict[str, Any]]:
    """Record the curves that are drawn as steps, or as collections of line segments or of points."""
    curves = []
    for steps in [one for one in axes.patches if isinstance(one, StepPatch)][:MAX_ARTISTS]:
        values, edges, _ = steps.get_data()
        middles = (edges[1:] + edges[:-1]) / 2
        # Each value stands over a whole number, or begins there.
        whole = np.allclose(middles, np.round(middles))
        points = np.column_stack([middles if whole else edges[:-1], values])
        if 1 < len(points) <= MAX_POINTS:
            seen = _in_sight(axes, steps, axes.transData.transform(points))
            curves.append(_record_curve(recorder, steps, points, seen))
    for one in axes.collections[:MAX_ARTISTS]:
        if isinstance(one, LineCollection):
            segments = [np.asarray(segment, "float64") for segment in one.get_segments()]
            points = _joined(segments)
            places = one.get_transform().transform(points)
        elif isinstance(one, PathCollection):
            points = np.ma.getdata(np.ma.asarray(one.get_offsets())).astype("float64")
            places = one.get_offset_transform().transform(points)
        else:
            continue
        if 1 < len(points) <= MAX_POINTS:
            curves.append(_record_curve(recorder, one, points, _in_sight(axes, one, places)))
    return curves


def _give_notes(axes: Axes, texts: list[Any], curves: list[dict[str, Any]]) -> None:
    """Give each curve the texts that stand nearer to it than to the others, such as at its end."""
    places = [axes.transData.transform(_dense(curve.pop("points"))) for curve in curves]
    for curve in curves:
        curve["notes"] = []
    for text in texts:
        box = text.get_window_extent()
        points = [
            np.array([[box.x0, box.y0], [box.x1, box.y1], [box.x0, box.y1], [box.x1, box.y0]])
        ]
        if getattr(text, "xycoords", None) == "data":
            points.append(axes.transData.transform([text.xy]))
        distances = [
            np.min(np.linalg.norm(place[:, None] - np.concatenate(points), axis=-1), initial=np.inf)
            for place in places
        ]
        if distances and np.isfinite(min(distances)):
            curves[int(np.argmin(distances))]["notes"].append(_shown(text))


def _dense(points: np.ndarray) -> np.ndarray:
    """Return points along the way between the finite ones of a curve."""
    finite = points[np.isfinite(points).all(axis=1)][:MAX_POINTS]
    if len(finite) < 2:
        return finite
    steps = np.linspace(0, len(finite) - 1, min(20 * len(finite), MAX_POINTS))
    return np.stack([np.interp(steps, range(len(finite)), one) for one in finite.T], axis=-1)


def _joined(segments: list[np.ndarray]) -> np.ndarray:
    """Return the points of line segments, where each begins at the end of the one before, once."""
    if not segments:
        return np.zeros((0, 2))
    follows = all(np.array_equal(one[-1], two[0]) for one, two in itertools.pairwise(segments))
    rest = [segment[1:] if follows else segment for segment in segments[1:]]
    return np.concatenate([segments[0], *rest])


def _record_curve(recorder: Recorder, artist: Any, points: Any, seen: bool) -> dict[str, Any]:
    points = np.asarray(points, "float64")
    x, y = points.T
    return {
        # Not written: what stands beside the curve is found by it.
        "points": points,
        "in_sight": seen,
        "x": recorder.array(x),
        "y": recorder.array(y),
        "label": shorten(artist.get_label(), 80),
        "look": _look(artist),
    }


def _in_sight(axes: Axes, artist: Any, points: np.ndarray) -> bool:
    """Whether an artist is drawn, and any of its points on the canvas is within its axes."""
    limits = np.array([axes.get_xlim(), axes.get_ylim()]).T
    corners = axes.transData.transform(limits)
    # A curve may lie on the frame itself.
    within = (points > corners.min(axis=0) - 1) & (points < corners.max(axis=0) + 1)
    return bool(artist.get_visible() and artist.get_alpha() != 0 and within.all(axis=1).any())


def _record_legends(legends: list[Legend]) -> list[dict[str, Any]]:
    return [
        {
            "title": _shown(legend.get_title()),
            "entries": [
                {"text": shorten(_shown(text), 80), "look": _look(handle)}
                for handle, text in zip(legend.legend_handles[:MAX_ARTISTS], legend.get_texts())
            ],
        }
        for legend in legends
        if legend.get_visible()
    ]


def _look(artist: Any) -> dict[str, str]:
    """Return what tells one curve from another at a glance, to match legend entries to curves."""
    look = {"color": "", "linestyle": "", "marker": "", "strength": ""}
    for name in ("get_color", "get_facecolor", "get_edgecolor"):
        colors = getattr(artist, name, lambda: ())()
        color = colors if isinstance(colors, str) or np.ndim(colors) == 1 else colors[:1]
        rows = to_rgba_array(color)
        if len(rows) and rows[0, 3] > 0:
            look["color"] = to_hex(rows[0])
            break
    for name in ("linestyle", "marker"):
        getter = getattr(artist, f"get_{name}", None)
        look[name] = shorten(getter(), 60) if getter else ""
    look["strength"] = shorten(_strength_of(artist), 60)
    return look


def _strength_of(artist: Any) -> str:
    """Return how opaque and how wide a line is."""
    opaque = artist.get_alpha()
    if opaque is None:
        colors = to_rgba_array(getattr(artist, "get_color", lambda: "black")())
        opaque = colors[0, 3] if len(colors) else 0
    widths = np.ravel(getattr(artist, "get_linewidth", lambda: 0)())
    return f"{float(np.ravel(opaque)[0]):g} {float(widths[0]) if widths.size else 0:g}"
