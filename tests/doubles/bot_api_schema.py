"""The official parameters of every Bot API method, as aiogram's generated models have them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError


class UnknownMethodError(Exception):
    """The Bot API has no method of that name."""


class WrongParametersError(Exception):
    """The parameters are not those of the method; the text names them."""


@cache
def _models() -> Mapping[str, type[BaseModel]]:
    """Method name in lower case → its model. Takes seconds the first time."""
    from aiogram import methods

    classes = (value for value in vars(methods).values() if inspect.isclass(value))
    return {
        name.lower(): kind
        for kind in classes
        if issubclass(kind, BaseModel) and isinstance(name := getattr(kind, "__api_method__", None), str)
    }


def parameters(method: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The form fields of a call as values. Raises `UnknownMethodError`, or `WrongParametersError` for any field, at
    any depth, that is missing, wrong or not in the schema."""
    model = _models().get(method.lower())
    if model is None:
        raise UnknownMethodError(method)
    values = {name: _value(model, name, text) for name, text in form.items()}
    try:
        parsed = model.model_validate(values)
    except ValidationError as error:
        raise WrongParametersError(str(error)) from None
    if unknown := sorted(_unknown(parsed, method)):
        raise WrongParametersError(f"unknown fields: {', '.join(unknown)}")
    return values


def _value(model: type[BaseModel], name: str, text: str) -> Any:
    """Everything but text is sent as JSON."""
    field = model.model_fields.get(name)
    kinds = (field.annotation, *get_args(field.annotation)) if field else (str,)
    if str in kinds and int not in kinds:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _unknown(value: object, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or ())
        for name in value.model_fields_set & type(value).model_fields.keys():
            yield from _unknown(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unknown(item, f"{path}[{number}]")
