"""Values of msgspec's types, drawn by hypothesis from what the types say; and what spoils them."""

import json
from typing import Any

import msgspec
from hypothesis import strategies as some
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec import inspect

MOST = 2**53 - 1
ONE_OF = {"Selection": ("filter", "only")}  # what its type cannot say: one of these, and one only
STORABLE = some.characters(exclude_characters="\0", exclude_categories=["Cs"])
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


Known = dict[str, list[int]]


def of(type: Any, known: Known) -> SearchStrategy[Any]:
    """What JSON has for a value of this type; for the id in a field, mostly one that is `known` there."""
    return _of(inspect.type_info(type), known, "")


def _of(info: inspect.Type, known: Known, field: str) -> SearchStrategy[Any]:
    match info:
        case inspect.IntType():
            any_ = some.integers(info.ge or 0, info.le or MOST)
            there = some.sampled_from(known[field]) if info.ge == 1 and field in known else any_
            return some.one_of(there, there, any_)
        case inspect.StrType():
            if info.pattern:
                return some.from_regex(info.pattern, fullmatch=True, alphabet=STORABLE)
            return some.text(STORABLE, min_size=info.min_length or 0, max_size=min(info.max_length or 40, 40))
        case inspect.BoolType():
            return some.booleans()
        case inspect.DateType():
            return some.dates().map(str)
        case inspect.NoneType():
            return some.none()
        case inspect.LiteralType():
            return some.sampled_from(info.values)
        case inspect.UnionType():
            return some.one_of([_of(one, known, field) for one in info.types])
        case inspect.ListType():
            least = info.min_length or 0
            return some.lists(_of(info.item_type, known, field), min_size=least, max_size=max(4, least))
        case inspect.TupleType():
            return some.tuples(*(_of(one, known, field) for one in info.item_types))
        case inspect.DictType():
            return some.dictionaries(
                _of(info.key_type, known, ""), _of(info.value_type, known, ""), max_size=3
            )
        case inspect.StructType():
            fields = {
                one.encode_name: (_of(one.type, known, one.encode_name), one.required) for one in info.fields
            }
            either = [name for name in ONE_OF.get(info.cls.__name__, ()) if name in fields]
            if either:  # the others stay out
                return some.sampled_from(either).flatmap(
                    lambda name: some.fixed_dictionaries(
                        {name: fields[name][0].filter(lambda v: v is not None)}
                    )
                )
            return some.fixed_dictionaries(
                {name: drawn for name, (drawn, required) in fields.items() if required},
                optional={name: drawn for name, (drawn, required) in fields.items() if not required},
            )
    raise TypeError(f"nobody said how to draw {info}")


@some.composite
def spoilt(draw: DrawFn, values: SearchStrategy[Any]) -> Any:
    """A field gone, one too many, or something else in its place."""
    value = draw(values)
    if not value or draw(some.booleans()):
        return {**value, draw(some.text(max_size=8)): draw(ANYTHING)}
    name = draw(some.sampled_from(sorted(value)))
    if draw(some.booleans()):
        return {**value, name: draw(ANYTHING)}
    return {other: kept for other, kept in value.items() if other != name}


@some.composite
def scratched(draw: DrawFn, texts: SearchStrategy[bytes]) -> bytes:
    """Text with bytes gone, doubled or replaced."""
    text = draw(texts)
    begin = draw(some.integers(0, len(text)))
    end = min(len(text), begin + draw(some.integers(0, 12)))
    middle = draw(some.sampled_from([b"", text[begin:end] * 2]) | some.binary(max_size=8))
    return text[:begin] + middle + text[end:]


def texts(values: SearchStrategy[Any]) -> SearchStrategy[bytes]:
    return values.map(lambda value: json.dumps(value).encode())


def frame(t: str, id: str, d: bytes) -> bytes:
    return b'{"t":%b,"id":"%b","d":%b}' % (msgspec.json.encode(t), id.encode(), d)
