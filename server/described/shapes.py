"""JSON schemas of our structs: what is taken is closed, what is answered may grow."""

from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from msgspec import inspect

REF = "#/components/schemas/{name}"
Schema = dict[str, Any]


def schemas_of(shapes: Iterable[Any]) -> tuple[dict[Any, Schema], dict[str, Schema]]:
    """A reference for each shape (unions become `anyOf`), and the components they refer to."""
    named = list({one: None for shape in shapes for one in members(shape)})
    references, components = msgspec.json.schema_components(named, ref_template=REF)
    for struct in structs_of(named):
        if not struct.cls.__struct_config__.forbid_unknown_fields:
            _as_answered(struct, components[struct.cls.__name__])
    return dict(zip(named, references, strict=True)), components


def members(shape: Any) -> tuple[Any, ...]:
    """More than one where staff and clients get different ones."""
    return () if shape is None else get_args(shape) or (shape,)


def either(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def structs_of(shapes: Iterable[Any]) -> list[inspect.StructType]:
    """These structs and those within them."""
    found: dict[type, inspect.StructType] = {}
    waiting: list[Any] = [inspect.type_info(shape) for shape in shapes]
    while waiting:
        info = waiting.pop()
        if isinstance(info, inspect.StructType):
            if info.cls not in found:
                found[info.cls] = info
                waiting += [field.type for field in info.fields]
        else:
            waiting += _within(info)
    return list(found.values())


def is_optional(struct: inspect.StructType, field: inspect.Field) -> bool:
    """Whether an answer may come without it."""
    left_out = struct.cls.__struct_config__.omit_defaults and not field.required
    return left_out or defaults_of(struct.cls).get(field.name) is msgspec.UNSET


def defaults_of(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Those of the fields that have one; they stand last."""
    names, defaults = reversed(shape.__struct_fields__), reversed(shape.__struct_defaults__)
    return dict(zip(names, defaults, strict=False))


def _within(info: Any) -> list[Any]:
    inner = [getattr(info, name, None) for name in ("type", "item_type", "key_type", "value_type")]
    several = (*getattr(info, "types", ()), *getattr(info, "item_types", ()))
    return [one for one in (*inner, *several) if isinstance(one, inspect.Type)]


def _as_answered(struct: inspect.StructType, schema: Schema) -> None:
    """A default is for whoever builds the answer: whoever reads it finds the field."""
    for property in schema["properties"].values():
        property.pop("default", None)
    schema["required"] = [field.encode_name for field in struct.fields if not is_optional(struct, field)]
