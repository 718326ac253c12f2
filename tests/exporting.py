"""What `coproclip.export` holds, found by looking: whoever adds to it is found without being told."""

import ast
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeGuard

import coproclip.export

TOOLS = {f"captioning.{name}" for name in ("breaks", "caption_check", "cues", "writing_systems")}
TOOLS |= {
    f"folders.{name}" for name in ("finished", "ledger", "left_behind", "manifest", "names", "workplace", "zipped")
}
TOOLS |= {"documents.html_page", "exchange.xml"}
"""They measure, name, hash and pack what was made; nothing comes into it through them."""
ASKS = ("verify(", "recheck(", "still_true(", "only_shareable(", "still_granted(", "title_of(", "use_of(")
"""By these a function makes sure that what it was given is a grant."""
_PLAIN = re.compile(r"\b(?:str|bytes|Any|object)\b|_empty")
_WRITING = re.compile(
    r"\.write_(?:text|bytes)$|^write_(?:text|sound|whole)$|^(?:whole_file|new_file|make_new|copy_new|open_or_make)$|^print_pdf$|\.(?:save|tofile|dump)$|^(?:soundfile|wave|shutil)\."
)
_OPENING = re.compile(r"^open$|\.open$|\.fdopen$|ZipFile$|TarFile$|NamedTemporaryFile$|mkstemp$")
_MODES = re.compile(r"^'[rbt]*[wax+][bt+]*'$|O_CREAT|O_WRONLY")


def modules() -> Iterator[tuple[str, ModuleType]]:
    """Each module of the exporters, also in packages inside, by its name in them."""
    for found in pkgutil.walk_packages(coproclip.export.__path__, "coproclip.export."):
        yield found.name.removeprefix("coproclip.export."), import_module(found.name)


def parsed(module: ModuleType) -> ast.Module:
    """What is written in a module."""
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def functions() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(module, name, function) of what others may call: functions, classes to be made, and their methods."""
    for module, loaded in modules():
        for name, made in vars(loaded).items():
            if name.startswith("_") or getattr(made, "__module__", "") != loaded.__name__:
                continue
            if isinstance(made, FunctionType | type):
                yield module, name, made
            if isinstance(made, type):
                for method, inside in vars(made).items():
                    if isinstance(inside, FunctionType) and not method.startswith("_"):
                        yield module, f"{name}.{method}", inside


def exporters() -> set[str]:
    """What makes files for others, by its name."""
    named = (f"{module}.{name}" for module, name, made in functions() if isinstance(made, FunctionType))
    return {place for place in named if place.rpartition(".")[2].startswith(("export_", "save_"))}


def bare_texts() -> set[tuple[str, str, str]]:
    """(module, function, parameter) where a text comes in that nobody granted."""
    found = set[tuple[str, str, str]]()
    for module, name, made in functions():
        if module in TOOLS or (isinstance(made, type) and issubclass(made, str | BaseException)):
            continue
        for parameter in inspect.signature(made).parameters.values():
            kind = str(parameter.annotation)
            if parameter.name not in ("self", "cls") and _PLAIN.search(kind) and "Callable" not in kind:
                found.add((module, name, parameter.name))
    return found


def not_asking() -> set[str]:
    """Functions that take an excerpt and do not look whether it was granted."""
    found = set[str]()
    for module, name, made in functions():
        kinds = [str(parameter.annotation) for parameter in inspect.signature(made).parameters.values()]
        takes = any("ShareableExcerpt" in kind for kind in kinds)
        if takes and not any(ask in inspect.getsource(made) for ask in ASKS):
            found.add(f"{module}.{name}")
    return found


def writers() -> set[str]:
    """Functions, also those for the module alone, that make or fill a file, or hand that to one that does."""
    found = set[str]()
    for module, loaded in modules():
        for made in (node for node in ast.walk(parsed(loaded)) if _is_function(node)):
            if any(_writes(call) for call in ast.walk(made) if isinstance(call, ast.Call)):
                found.add(f"{module}.{made.name}")
    return found


def _is_function(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _writes(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    given = [ast.unparse(one) for one in (*call.args, *(keyword.value for keyword in call.keywords))]
    return bool(_WRITING.search(name)) or bool(_OPENING.search(name) and any(map(_MODES.search, given)))
