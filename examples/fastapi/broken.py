"""Mistakes that a backend can make with the tokens of an answer. The load test has to find and name each."""

previous_answer: list[str] = []


async def nothing(deltas):
    async for delta in deltas:
        yield delta


async def drop(deltas):
    """Loses the fifth token."""
    index = 0
    async for delta in deltas:
        index += 1
        if index != 5:
            yield delta


async def swap(deltas):
    """Sends the sixth token before the fifth."""
    index, held = 0, ""
    async for delta in deltas:
        index += 1
        if index == 5:
            held = delta
        elif index == 6:
            yield delta
            yield held
        else:
            yield delta


async def foreign(deltas):
    """Sends what the answer before this one said, whoever asked for it."""
    global previous_answer
    mine = [delta async for delta in deltas]
    previous, previous_answer = previous_answer, mine
    for delta in previous or mine:
        yield delta


async def trim(deltas):
    """Takes the white space off both ends of every token."""
    async for delta in deltas:
        yield delta.strip()


def named(name: str):
    mistakes = {"": nothing, "drop": drop, "swap": swap, "foreign": foreign, "trim": trim}
    if name not in mistakes:
        raise ValueError(f"BREAK is {name!r}, but must be one of {', '.join(filter(None, mistakes))}")
    return mistakes[name]
