"""Reads YAML texts (a JSON list on standard input) the way the trainer does and prints what came of each.

The loader is PyYAML's SafeLoader with one more float pattern, as toolkit/config.py of AI Toolkit sets it up;
the values then pass through JSON, where `[name]` is replaced. Dates stay text, because JSON has none.
"""

import json
import math
import re
import sys

import yaml


class TrainerLoader(yaml.SafeLoader):
    pass


TrainerLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"""^(?:
         [-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?
        |[-+]?(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)
        |\.[0-9_]+(?:[eE][-+][0-9]+)?
        |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*
        |[-+]?\.(?:inf|Inf|INF)
        |\.(?:nan|NaN|NAN))$""",
        re.X,
    ),
    list("-+0123456789."),
)


def construct_date_as_text(loader, node):
    loader.construct_yaml_timestamp(node)
    return node.value


TrainerLoader.add_constructor("tag:yaml.org,2002:timestamp", construct_date_as_text)


def replace_name(value):
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return value
    name = value["config"].get("name")
    return json.loads(json.dumps(value).replace("[name]", name)) if isinstance(name, str) else value


def mark_infinite(value):
    if isinstance(value, float) and not math.isfinite(value):
        return {"@float": str(value)}
    if isinstance(value, dict):
        return {key: mark_infinite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mark_infinite(item) for item in value]
    return value


def read(text):
    try:
        value = yaml.load(text, Loader=TrainerLoader)
        return {"value": mark_infinite(replace_name(json.loads(json.dumps(value))))}
    except Exception as error:  # every way to fail is an answer here
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
