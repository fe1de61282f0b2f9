"""JSON schemas as vendors take them in strict mode: closed objects, every property required, few keywords."""

from typing import Any

_KEPT = {
    *("type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf"),
    *("$ref", "$defs", "description"),
}
_BOUNDS = {"minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum"}


def strict_schema(schema: dict[str, Any], *, bounded: bool) -> dict[str, Any]:
    """A copy of `schema` in the strict subset, in the same order of keys.

    Titles, defaults and patterns go, and bounds too unless `bounded`: what they ask for is checked when
    the answer is read. An object of free keys becomes one without keys, for the subset has no other.
    """
    node = {key: value for key, value in schema.items() if key in _KEPT or (bounded and key in _BOUNDS)}
    if "oneOf" in schema:
        node["anyOf"] = schema["oneOf"]
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    for key in ("properties", "$defs"):
        if key in node:
            node[key] = {name: strict_schema(child, bounded=bounded) for name, child in node[key].items()}
    if "anyOf" in node:
        node["anyOf"] = [strict_schema(child, bounded=bounded) for child in node["anyOf"]]
    if isinstance(node.get("items"), dict):
        node["items"] = strict_schema(node["items"], bounded=bounded)
    if node.get("type") == "object":
        node.setdefault("properties", {})
        node["required"] = list(node["properties"])
        node["additionalProperties"] = False
    return node
