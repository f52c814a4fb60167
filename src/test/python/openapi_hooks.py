"""What schemathesis sends, made such that its answers end soon and that JSON Schema and the emulator mean the same by it."""

import schemathesis

# The least, the most, and what is sent in place of more than that or of nothing. What is out of bounds stays so.
SOON = {"words": (1, 100_000, 20), "delay": (0, 60, 0), "ttft": (0, 600, 0)}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def whole(value):
    """For JSON Schema 7.0 is an integer. The emulator wants 7."""
    if isinstance(value, dict):
        return {key: whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@schemathesis.hook
def before_call(context, case, kwargs):
    if not isinstance(case.body, dict):
        return
    case.body = whole(case.body)
    if case.path == "/api/run":
        for field, (least, most, soon) in SOON.items():
            value = case.body.setdefault(field, soon)
            if is_number(value) and least <= value <= most:
                case.body[field] = min(value, soon)
