"""A chat backend as many tutorials write it: the reply is streamed to Centrifugo, with a new HTTP client per token."""

import os

import httpx
from fastapi import FastAPI, HTTPException
from openai import AsyncOpenAI, OpenAIError
from pydantic import BaseModel

import broken

CENTRIFUGO_API_URL = os.environ["CENTRIFUGO_API_URL"]
CENTRIFUGO_HTTP_API_KEY = os.environ["CENTRIFUGO_HTTP_API_KEY"]
MODEL = os.environ["OPENAI_MODEL"]

app = FastAPI()
llm = AsyncOpenAI()
spoil = broken.named(os.environ.get("BREAK", ""))


class Question(BaseModel):
    chat_id: str
    message: str


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.post("/chat")
async def chat(question: Question):
    channel = f"chat:{question.chat_id}"
    text = ""
    try:
        async for delta in spoil(deltas(question.message)):
            text += delta
            await publish(channel, {"delta": delta})
    except OpenAIError as error:
        await publish(channel, {"error": str(error)})
        raise HTTPException(502, str(error)) from error
    await publish(channel, {"done": True})
    return {"text": text}


async def deltas(message: str):
    stream = await llm.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": message}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


async def publish(channel: str, data: dict):
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{CENTRIFUGO_API_URL}/publish",
            headers={"X-API-Key": CENTRIFUGO_HTTP_API_KEY},
            json={"channel": channel, "data": data},
        )
    response.raise_for_status()
    if "error" in response.json():
        raise HTTPException(502, f"Centrifugo: {response.json()['error']['message']}")
