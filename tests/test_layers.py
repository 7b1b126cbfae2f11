"""The layers: who may import whom, and the budgets that keep a file and a function readable."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GROUND = {"kb.types", "kb.errors", "kb.config"}
KB_BELOW_WEB = {*GROUND, "kb.lang", "kb.lexicon", "kb.store", "kb.ask", "kb.answer"}
# Each room and the rooms it may import, itself apart. The table of docs/architecture.md is checked against this one.
MAY_IMPORT = {
    "kb.types": set(),
    "kb.errors": set(),
    "kb.config": {"kb.errors"},
    "kb.lang": GROUND,
    "kb.lexicon": {*GROUND, "kb.lang"},
    "kb.store": {*GROUND, "kb.lang", "kb.lexicon"},
    "indexer": {*GROUND, "kb.lang", "kb.lexicon", "kb.store"},
    "kb.ask": {*GROUND, "kb.lang", "kb.lexicon"},
    "kb.answer": {*GROUND, "kb.lang", "kb.lexicon", "kb.store", "kb.ask"},
    "kb.web": KB_BELOW_WEB,
    "app": {*KB_BELOW_WEB, "kb.web"},
}
WEB_LIBRARIES = {"flask", "flask_limiter", "werkzeug", "jinja2", "waitress"}
MAY_IMPORT_LATE = {
    "kb/store/registry.py",
    "kb/store/shelves.py",  # the client of a cluster
    "indexer/readers/__init__.py",
    "app.py",
    "kb/lang/tokens.py",  # jieba and its dictionary, where rjieba is not installed
}
MAY_CATCH_ALL = {"kb/web/errors.py", "indexer/reading.py"}
MOST_LINES, MOST_FUNCTION_LINES = 300, 60
WHOLE_CONTRACTS = {"kb/types.py"}  # the records between rooms are one contract, read as one page
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

FILES = sorted(
    str(p.relative_to(ROOT)) for p in [ROOT / "app.py", *ROOT.glob("kb/**/*.py"), *ROOT.glob("indexer/**/*.py")]
)


@cache
def parsed(file):
    return ast.parse((ROOT / file).read_text("utf-8"))


def module_of(file):
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(file) for file in FILES}


def room_of(module):
    """The room a module stands in: kb.lang.units → kb.lang; "" for a module from elsewhere."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "kb" else parts[0] if parts[0] in MAY_IMPORT else ""


def imported(tree):
    """Names of all modules that a tree imports, wherever in it; `from a import b` is a.b where that is a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield ("." * node.level) + (full if full in MODULES else base)


def wrong_imports(room, tree):
    """What a module of `room` imports but may not: another room's, the tests', a web library."""
    for name in imported(tree):
        top, other = name.split(".")[0], room_of(name)
        hidden = name.startswith(".") or name == "kb" or top in {"tests", "bench", "scripts"}
        upward = bool(other) and other not in {room, *MAY_IMPORT[room]}
        if hidden or upward or (top in WEB_LIBRARIES and room not in {"kb.web", "app"}):
            yield name


def late_imports(tree):
    """Lines of imports within functions."""
    functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    return sorted(
        {n.lineno for function in functions for n in ast.walk(function) if isinstance(n, (ast.Import, ast.ImportFrom))}
    )


def catches_all(tree):
    """Lines where everything is caught for good: a bare except, or Exception or BaseException in one or in suppress().

    A handler that ends by raising again only cleans up.
    """
    for node in ast.walk(tree):
        caught = []
        if isinstance(node, ast.ExceptHandler):
            caught = [] if ast.unparse(node.body[-1]) == "raise" else [node.type]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = node.args
        kinds = [kind for one in caught for kind in (one.elts if isinstance(one, ast.Tuple) else [one])]
        if any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds):
            yield node.lineno


def long_functions(tree):
    """Functions over the budget, decorators and docstring included, with their length."""
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if (lines := node.end_lineno - first + 1) > MOST_FUNCTION_LINES:
                yield f"{node.name}: {lines}"


def is_record(node):
    """Whether a class is no more than named values, or an error that only builds its message."""
    values = [item for item in node.body if not (isinstance(item, FUNCTIONS) and item.name == "__init__")]
    return all(isinstance(item, (ast.AnnAssign, ast.Assign)) for item in values)


@cache
def promised():
    """Names of methods that a protocol documents: an implementation need not say it again."""
    classes = [node for file in FILES for node in ast.walk(parsed(file)) if isinstance(node, ast.ClassDef)]
    protocols = [node for node in classes if any(ast.unparse(base) == "Protocol" for base in node.bases)]
    return frozenset(item.name for node in protocols for item in node.body if isinstance(item, FUNCTIONS))


def undocumented(tree, known=frozenset()):
    """Public functions and classes of a module, and their methods, that lack a docstring or a type.

    Records without methods say it by their fields; a method of one statement, one of Python's own (__init__) and one
    whose name is `known` need no docstring.
    """
    for node in tree.body:
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield f"{node.name}: docstring"
            yield from untyped(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            if not (ast.get_docstring(node) or is_record(node)):
                yield f"{node.name}: docstring"
            for method in (item for item in node.body if isinstance(item, FUNCTIONS)):
                short = len(method.body) == 1 or method.name in known
                if not (method.name.startswith("_") or short or ast.get_docstring(method)):
                    yield f"{node.name}.{method.name}: docstring"
                yield from untyped(method)


def untyped(function):
    """The function where it leaves out the type of its result or of an argument."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    bare = [
        argument.arg for argument in arguments if argument.annotation is None and argument.arg not in {"self", "cls"}
    ]
    if bare or function.returns is None:
        yield f"{function.name}: types of {', '.join(bare) or 'its result'}"


# --- the project -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_imports_run_one_way(file):
    if file == "kb/__init__.py":
        assert not list(imported(parsed(file)))
    else:
        assert not list(wrong_imports(room_of(module_of(file)), parsed(file)))


def test_every_folder_is_a_room_of_the_table():
    assert {room_of(module_of(file)) for file in FILES} == {*MAY_IMPORT, "kb"}


def test_no_modules_import_each_other():
    TopologicalSorter(
        {module_of(file): {name for name in imported(parsed(file)) if name in MODULES} for file in FILES}
    ).prepare()


@pytest.mark.parametrize("file", sorted(set(FILES) - MAY_IMPORT_LATE))
def test_imports_stand_at_the_top(file):
    assert not late_imports(parsed(file))


@pytest.mark.parametrize("file", sorted(set(FILES) - MAY_CATCH_ALL))
def test_errors_are_caught_by_name(file):
    assert not list(catches_all(parsed(file)))


@pytest.mark.parametrize("file", sorted(set(FILES) - WHOLE_CONTRACTS))
def test_a_file_has_one_subject_and_room_for_it(file):
    assert len((ROOT / file).read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("file", FILES)
def test_a_function_fits_a_screen(file):
    assert not list(long_functions(parsed(file)))


@pytest.mark.parametrize("file", FILES)
def test_what_is_public_is_documented_and_typed(file):
    assert not list(undocumented(parsed(file), promised()))


@pytest.mark.parametrize("file", [file for file in FILES if (ROOT / file).stat().st_size])
def test_every_module_says_what_it_is_for(file):
    assert ast.get_docstring(parsed(file))


def test_the_server_never_loads_the_readers_of_files():
    told = subprocess.run(
        [sys.executable, "-c", "import app, sys; print([name for name in sys.modules if name.startswith('indexer')])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


# --- the checks themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "source", "wrong"),
    [
        ("kb.lang", "from kb.types import Span", []),
        ("kb.lang", "from kb.lexicon import places", ["kb.lexicon.places"]),
        ("kb.lang", "import kb.store.files", ["kb.store.files"]),
        ("kb.ask", "from kb.store.contracts import TextQuery", ["kb.store.contracts"]),
        ("kb.store", "def f():\n    from kb.answer.draft import Draft", ["kb.answer.draft"]),
        ("kb.answer", "import indexer.pipeline", ["indexer.pipeline"]),
        ("indexer", "from kb.ask.understand import understand", ["kb.ask.understand"]),
        ("indexer", "from . import clues", ["."]),
        ("kb.answer", "from flask import request", ["flask"]),
        ("kb.web", "from flask import request\nfrom kb.answer.service import KnowledgeBase", []),
        ("app", "from tests.web_fixtures import small_index", ["tests.web_fixtures"]),
        ("app", "from kb.web import register", []),
    ],
)
def test_a_wrong_arrow_is_seen(room, source, wrong):
    assert list(wrong_imports(room, ast.parse(source))) == wrong


@pytest.mark.parametrize("caught", ["except:", "except Exception:", "except (ValueError, BaseException) as error:"])
def test_a_handler_for_everything_is_seen(caught):
    assert list(catches_all(ast.parse(f"try:\n    f()\n{caught}\n    pass"))) == [3]


def test_handlers_by_name_are_none_for_everything():
    assert not list(
        catches_all(ast.parse("try:\n    f()\nexcept (ValueError, OSError):\n    pass\nwith suppress(OSError): f()"))
    )
    assert not list(catches_all(ast.parse("try:\n    f()\nexcept BaseException:\n    g()\n    raise")))
    assert list(catches_all(ast.parse("with contextlib.suppress(Exception): f()"))) == [1]


def test_an_import_within_a_function_is_seen():
    assert late_imports(ast.parse("import re\ndef f():\n    if True:\n        import os\n")) == [4]


def test_a_long_function_is_seen():
    body = "\n".join(["    pass"] * MOST_FUNCTION_LINES)
    assert list(long_functions(ast.parse(f"def f():\n{body}"))) == [f"f: {MOST_FUNCTION_LINES + 1}"]


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ('def f(a: int) -> int:\n    """It."""', []),
        ("def f(a: int) -> int:\n    return a", ["f: docstring"]),
        ('def f(a) -> int:\n    """It."""', ["f: types of a"]),
        ('def f():\n    """It."""', ["f: types of its result"]),
        ("def _f(): pass", []),
        ("class A:\n    x: int = 0", []),
        ("class A(E):\n    code = 1\n    def __init__(self) -> None:\n        super().__init__(1)", []),
        ("class A:\n    def f(self) -> int:\n        return 1", ["A: docstring"]),
        ('class A:\n    """It."""\n    def f(self) -> int:\n        x = 1\n        return x', ["A.f: docstring"]),
        ('class A:\n    """It."""\n    def known(self) -> int:\n        x = 1\n        return x', []),
    ],
)
def test_what_lacks_words_or_types_is_seen(source, missing):
    assert list(undocumented(ast.parse(source), frozenset({"known"}))) == missing
