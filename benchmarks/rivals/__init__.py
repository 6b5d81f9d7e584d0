"""The chat servers we compare. A new one is one file here with a class that has a `name`."""

from importlib import import_module
from pkgutil import iter_modules

from benchmarks.rivals.base import Rival


def all_rivals() -> dict[str, type[Rival]]:
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    found, todo = {}, [Rival]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if "name" in vars(kind):
            found[kind.name] = kind
    return dict(sorted(found.items(), key=lambda item: item[1].place))
