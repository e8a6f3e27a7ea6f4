"""The openai SDK, loaded in about half the time that ``import openai`` takes.

The SDK's package reads every type of every API at import, some hundreds of modules, of which this program
uses a handful. ``load`` puts the big type packages in place with their ``__init__`` unread: it is read when
somebody asks one of them for a name, so that all of the SDK still works for everybody in the process. Where
the SDK is not laid out as expected, it is imported as usual.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

_SLOW: Final = ("openai.types", "openai.types.chat", "openai.types.responses")
_UNUSED: Final = "openai._vendor.httpx_aiohttp"
"""The SDK's optional transport; it imports aiohttp wherever that happens to be installed."""


def load() -> ModuleType:
    """Import the SDK, once and quickly, and give it. Safe to call from several threads."""
    with _LOADING:
        if "openai" not in sys.modules:
            try:
                _load_deferred()
            except Exception:
                # An SDK laid out in another way: forget what was half done and import it whole.
                for name in [name for name in sys.modules if name == "openai" or name.startswith("openai.")]:
                    del sys.modules[name]
        return importlib.import_module("openai")


def preload() -> threading.Thread:
    """Begin to load the SDK in a thread, while the program reads its sources; ``open_model`` waits for it."""
    thread = threading.Thread(target=_load_what_a_request_needs, name="onrecord-preload", daemon=True)
    thread.start()
    return thread


_LOADING: Final = threading.RLock()


def _load_what_a_request_needs() -> None:
    load()
    importlib.import_module("openai.resources.chat.completions")


def _load_deferred() -> None:
    spec = importlib.util.find_spec("openai")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("openai")
    root = Path(spec.submodule_search_locations[0])
    for name in _SLOW:
        _defer(name, root.joinpath(*name.split(".")[1:]))
    sys.modules.setdefault(_UNUSED, None)  # type: ignore[arg-type]  # None is the import system's "there is none"
    try:
        importlib.import_module("openai")
    finally:
        if sys.modules.get(_UNUSED, _UNUSED) is None:
            del sys.modules[_UNUSED]


def _defer(name: str, folder: Path) -> None:
    """Put a package in place whose submodules can be imported and whose ``__init__`` is read when needed."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not (folder / "__init__.py").is_file():
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    reading = threading.RLock()
    read = False

    def read_and_get(attribute: str) -> Any:
        nonlocal read
        if attribute.startswith("__") and attribute != "__all__":
            raise AttributeError(attribute)
        with reading:
            if not read:
                read = True  # before, not after: what __init__ imports may ask this very package for a name
                _execute(spec, module)
        try:
            return module.__dict__[attribute]
        except KeyError:
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}") from None

    module.__dict__["__getattr__"] = read_and_get
    sys.modules[name] = module
    parent, _, last = name.rpartition(".")
    if parent in _SLOW:
        setattr(sys.modules[parent], last, module)


def _execute(spec: ModuleSpec, module: ModuleType) -> None:
    if spec.loader is not None:
        spec.loader.exec_module(module)
