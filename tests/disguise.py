"""Copies of code in disguise: renamed, put in another order, commented and formatted anew.

Functions keep their names, since the tasks ask for them. Code that Python cannot read, such as a cell
with magics, keeps its text and gets comments.
"""

from __future__ import annotations

import ast
import builtins
import io
import random
import tokenize

REMARKS = ("# next step", "# see the lecture", "# important", "# could be nicer")


class _Names(ast.NodeVisitor):
    """Collects the names that code binds itself, but for functions and imports."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.found.add(node.id)

    def visit_arg(self, node: ast.arg) -> None:
        self.found.add(node.arg)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Store):
            self.found.add(node.attr)
        self.generic_visit(node)


class _Disguise(ast.NodeTransformer):
    """Renames, shuffles keyword arguments, and takes docstrings out."""

    def __init__(self, names: dict[str, str], chance: random.Random) -> None:
        self.names, self.chance = names, chance

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self.names.get(node.arg, node.arg)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        node.attr = self.names.get(node.attr, node.attr)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.chance.shuffle(node.keywords)
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = "Another text."
            return node
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 1:
            node.value += self.chance.randrange(3)
        return node


def disguise(sources: tuple[str, ...], seed: int) -> tuple[str, ...]:
    """Return the cells of a submission in disguise."""
    chance = random.Random(seed)
    trees = [_parsed(source) for source in sources]
    names = _Names()
    for tree in trees:
        if tree is not None:
            names.visit(tree)
    wanted = sorted(names.found - set(dir(builtins)) - {"self"})
    new = {name: f"{chance.choice(('my', 'tmp', 'das', 'v'))}_{number}"
           for number, name in enumerate(wanted)}  # fmt: skip
    return tuple(
        _commented(source if tree is None else _wide(_unparsed(tree, new, chance)), chance)
        for source, tree in zip(sources, trees)
    )


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _unparsed(tree: ast.Module, names: dict[str, str], chance: random.Random) -> str:
    return ast.unparse(ast.fix_missing_locations(_Disguise(names, chance).visit(tree)))


def _wide(source: str) -> str:
    """Put every argument on a line of its own, as a formatter does where there are many."""
    lines = source.split("\n")
    places = []
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if token.string in ("(", ",") and depth:
            places.append(token.end)
    for row, column in reversed(places):
        line = lines[row - 1]
        if line[column:].strip():
            lines[row - 1] = f"{line[:column]}\n        {line[column:].lstrip()}"
    text = "\n".join(lines)
    return text if _parsed(text) is not None else source


def _commented(source: str, chance: random.Random) -> str:
    """Put remarks between lines where one begins anew, and blank lines."""
    found: list[str] = []
    for line in source.split("\n"):
        if line.startswith(("def ", "import ", "from ", "class ")) and chance.random() < 0.7:
            found += ["", chance.choice(REMARKS)]
        found.append(line + ("  # so" if line.endswith(":") and chance.random() < 0.5 else ""))
    return "\n".join(found)
