"""Drives the official OpenAI client for Python, unmodified, against the emulator. Exits with 0 if all was well.

The client takes OPENAI_BASE_URL and OPENAI_API_KEY from the environment.
"""

import asyncio
import json

import openai

WORDS = 12
ASK = f"Why? [[words={WORDS} delay=0.002 seed=42]]"

client = openai.OpenAI(max_retries=0, timeout=30)


def user(text):
    return [{"role": "user", "content": text}]


def fails(kind, ask, *, status=None):
    try:
        result = ask()
        # A stream fails when it is read.
        if hasattr(result, "__iter__"):
            list(result)
    except kind as error:
        assert status is None or error.status_code == status, error
        return error
    raise AssertionError(f"No {kind.__name__}")


def models():
    ids = [model.id for model in client.models.list()]
    assert ids, "no models"
    assert client.models.retrieve(ids[0]).id == ids[0]


def chat():
    whole = client.chat.completions.create(model="gpt-x", messages=user(ASK))
    text = whole.choices[0].message.content
    assert whole.object == "chat.completion" and whole.choices[0].finish_reason == "stop", whole
    assert len(text.split()) == WORDS, text
    assert whole.usage.completion_tokens == WORDS, whole.usage
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + WORDS, whole.usage

    chunks = list(
        client.chat.completions.create(
            model="gpt-x", messages=user(ASK), stream=True, stream_options={"include_usage": True}
        )
    )
    assert chunks[0].choices[0].delta.role == "assistant", chunks[0]
    assert len({chunk.id for chunk in chunks}) == 1
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == text
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].choices == [] and chunks[-1].usage == whole.usage, chunks[-1]

    cut = client.chat.completions.create(model="gpt-x", messages=user(ASK), max_completion_tokens=5)
    assert cut.choices[0].finish_reason == "length" and cut.usage.completion_tokens == 5, cut
    assert text.startswith(cut.choices[0].message.content)


def chat_helper():
    with client.chat.completions.stream(model="gpt-x", messages=user(ASK)) as stream:
        for _ in stream:
            pass
        assert len(stream.get_final_completion().choices[0].message.content.split()) == WORDS


def responses():
    whole = client.responses.create(model="gpt-x", input=ASK)
    assert whole.status == "completed" and len(whole.output_text.split()) == WORDS, whole
    assert whole.usage.output_tokens == WORDS, whole.usage

    events = list(client.responses.create(model="gpt-x", input=ASK, stream=True))
    assert events[0].type == "response.created" and events[-1].type == "response.completed", events
    assert "".join(each.delta for each in events if each.type == "response.output_text.delta") == whole.output_text
    assert events[-1].response.output_text == whole.output_text
    assert [each.sequence_number for each in events] == list(range(len(events)))

    with client.responses.stream(model="gpt-x", input=ASK) as stream:
        assert stream.get_final_response().output_text == whole.output_text


def completions():
    whole = client.completions.create(model="gpt-x", prompt=ASK, max_tokens=1000)
    assert whole.object == "text_completion" and len(whole.choices[0].text.split()) == WORDS, whole
    chunks = client.completions.create(model="gpt-x", prompt=ASK, max_tokens=1000, stream=True)
    assert "".join(chunk.choices[0].text for chunk in chunks if chunk.choices) == whole.choices[0].text


def errors():
    def ask(text, **fields):
        return lambda: client.chat.completions.create(model="gpt-x", messages=user(text), **fields)

    limited = fails(openai.RateLimitError, ask("[[status=429 retry_after=2]]"), status=429)
    assert limited.response.headers["retry-after"] == "2", limited.response.headers
    fails(openai.InternalServerError, ask("[[status=503]]", stream=True), status=503)
    malformed = fails(openai.BadRequestError, ask("[[words=none]]"), status=400)
    assert malformed.type == "invalid_request_error" and "words" in malformed.message, malformed
    assert fails(openai.BadRequestError, ask(ASK, n=2), status=400).param == "n"
    fails(openai.BadRequestError, lambda: client.responses.create(model="gpt-x", input="[[words=0]]"), status=400)
    fails(openai.NotFoundError, lambda: client.embeddings.create(model="gpt-x", input="a"), status=404)

    def broken(fault):
        return ask(f"[[words={WORDS} delay=0.002 {fault}]]", stream=True)

    fails(openai.APIConnectionError, broken("break=5"))
    fails(json.JSONDecodeError, broken("malformed=5"))
    assert len(list(broken("stall=0.1s@5")())) > WORDS


def async_client():
    async def ask_many():
        asker = openai.AsyncOpenAI(max_retries=0, timeout=30)

        async def ask():
            stream = await asker.chat.completions.create(model="gpt-x", messages=user(ASK), stream=True)
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

        return await asyncio.gather(*[ask() for _ in range(20)])

    texts = asyncio.run(ask_many())
    assert len(set(texts)) == 1 and len(texts[0].split()) == WORDS, texts


for check in (models, chat, chat_helper, responses, completions, errors, async_client):
    check()
    print(f"{check.__name__}: ok")
