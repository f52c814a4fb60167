"""Reads dashboards into the types of Grafana's SDK and writes them again. What these do not know gets lost, and is told."""

import json
import sys

from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

# Grafana's Prometheus plugin has these for itself.
OF_PLUGINS = {"step", "titleFormat", "useValueForTime"}


def lost(path, ours, theirs):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() - OF_PLUGINS:
            if key in theirs:
                yield from lost(f"{path}.{key}", ours[key], theirs[key])
            else:
                yield f"{path}.{key}"
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, pair in enumerate(zip(ours, theirs)):
            yield from lost(f"{path}[{i}]", *pair)
    elif ours != theirs:
        yield f"{path}: {ours!r} became {theirs!r}"


plugins.register_default_plugins()
wrong = []
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        dashboard = json.load(file)
    wrong += lost(name, dashboard, json.loads(JSONEncoder().encode(Dashboard.from_json(dashboard))))
print(*wrong, f"{len(sys.argv) - 1} dashboards read", sep="\n")
sys.exit(bool(wrong))
