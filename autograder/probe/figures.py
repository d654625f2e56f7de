"""Record a matplotlib figure as plain data: its axes, images, lines, titles, labels and legends."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from autograder.probe.recorder import Recorder, shorten

MAX_AXES = 64
MAX_ARTISTS = 24
MAX_TICKS = 64


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
    value.canvas.draw()
    texts = [getattr(value, name, None) for name in ("_suptitle", "_supxlabel", "_supylabel")]
    suptitle, supxlabel, supylabel = [text.get_text() if text else "" for text in texts]
    axes = [_record_axes(recorder, one) for one in value.axes[:MAX_AXES]]
    return {
        "kind": "figure",
        "type": "Figure",
        "title": shorten(suptitle),
        "xlabel": shorten(supxlabel),
        "ylabel": shorten(supylabel),
        "legends": [_record_legend(legend) for legend in value.legends[:4]],
        "axes": axes,
    }


def _record_axes(recorder: Recorder, axes: Axes) -> dict[str, Any]:
    titles = [axes.get_title(loc) for loc in ("left", "center", "right")]
    bounds = axes.get_position().bounds
    legend = axes.get_legend()
    images = [
        {
            "pixels": recorder.array(np.ma.getdata(np.ma.asarray(image.get_array()))),
            **_orientation(axes, image),
        }
        for image in axes.images[:MAX_ARTISTS]
        if image.get_array() is not None
    ]
    for mesh in axes.collections[:MAX_ARTISTS]:
        levels: Any = np.ma.getdata(np.ma.asarray(mesh.get_array()))
        if isinstance(mesh, QuadMesh) and levels.ndim == 2:
            images.append({"pixels": recorder.array(levels), **_mesh_orientation(axes, mesh)})
    return {
        "visible": bool(axes.get_visible()),
        "position": [round(float(bound), 4) for bound in bounds],
        "title": shorten(" ".join(title for title in titles if title)),
        "xlabel": shorten(axes.get_xlabel()),
        "ylabel": shorten(axes.get_ylabel()),
        "percent": any("%" in label.get_text() for label in axes.get_yticklabels()[:MAX_TICKS]),
        "images": images,
        "lines": [_record_line(recorder, axes, line) for line in axes.lines[:MAX_ARTISTS]],
        "legends": [_record_legend(legend)] if legend is not None else [],
    }


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
    return {
        "in_sight": _in_sight(axes, line),
        "x": recorder.array(np.asarray(line.get_xdata(orig=False), "float64")),
        "y": recorder.array(np.asarray(line.get_ydata(orig=False), "float64")),
        "label": shorten(line.get_label(), 80),
        "look": _look(line),
    }


def _in_sight(axes: Axes, line: Any) -> bool:
    """Whether any point of a line lies within the limits of its axes and is drawn."""
    limits = np.array([axes.get_xlim(), axes.get_ylim()]).T
    corners = axes.transData.transform(limits)
    points = line.get_transform().transform(np.asarray(line.get_xydata(), "float64"))
    # A curve may lie on the frame itself.
    within = (points > corners.min(axis=0) - 1) & (points < corners.max(axis=0) + 1)
    drawn = any(
        str(style).strip().lower() not in ("", "none")
        for style in (line.get_linestyle(), line.get_marker())
    )
    return bool(line.get_visible() and line.get_alpha() != 0 and drawn and within.all(axis=1).any())


def _record_legend(legend: Legend) -> list[dict[str, str]]:
    handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", [])
    return [
        {"text": shorten(text.get_text(), 80), "look": _look(handle)}
        for handle, text in zip(handles[:MAX_ARTISTS], legend.get_texts())
    ]


def _look(artist: Any) -> str:
    """Return what tells one line from another at a glance, to match legend entries to lines."""
    parts = []
    for name in ("get_color", "get_linestyle", "get_marker"):
        getter = getattr(artist, name, None)
        parts.append(shorten(getter(), 60) if getter else "")
    return "|".join(parts)
