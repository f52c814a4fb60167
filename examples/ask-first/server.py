"""A chat backend that replies at once, and names the channel to which the answer goes. No packages."""

import json
import os
import threading
import uuid
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

OPENAI_BASE_URL = os.environ["OPENAI_BASE_URL"]
CENTRIFUGO_API_URL = urlsplit(os.environ["CENTRIFUGO_API_URL"])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.reply(200 if self.path == "/health" else 404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        user = self.headers.get("X-User", "")
        try:
            asked = json.loads(body)
            question, conversation = str(asked["q"]), str(asked["conversation"])
        except (ValueError, KeyError, TypeError):
            return self.reply(400, {"error": "The body must be JSON with the fields q and conversation"})
        if self.path != "/ask" or not user:
            return self.reply(404 if user else 401, {})
        # After "#" the user: Centrifugo lets nobody else subscribe.
        channel, message_id = f"chat:{conversation}#{user}", str(uuid.uuid4())
        self.reply(202, {"channel": channel, "message_id": message_id})
        threading.Thread(target=answer, args=(channel, message_id, question), daemon=True).start()

    def reply(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *_):
        pass


class Server(ThreadingHTTPServer):
    # Python's default of 5 would let connections of a burst wait for a second.
    request_queue_size = 1024
    daemon_threads = True


def answer(channel, message_id, question):
    """Publishes an answer. All answers of a conversation are in one channel, and told apart by the message's id."""
    centrifugo = HTTPConnection(CENTRIFUGO_API_URL.hostname, CENTRIFUGO_API_URL.port, timeout=30)

    def publish(event, **fields):
        data = {"message_id": message_id, "event": event, **fields}
        centrifugo.request(
            "POST",
            CENTRIFUGO_API_URL.path + "/publish",
            json.dumps({"channel": channel, "data": data}),
            {"Content-Type": "application/json", "X-API-Key": os.environ["CENTRIFUGO_HTTP_API_KEY"]},
        )
        response = centrifugo.getresponse()
        content = response.read()
        if response.status != 200 or b'"error"' in content:
            raise HTTPException(f"Centrifugo replied {response.status} {content[:200]}")

    try:
        count = 0
        for delta in deltas(question):
            publish("text", n=count, chunk=delta)
            count += 1
        publish("end", count=count)
    except (OSError, HTTPException, ValueError) as error:
        print(f"The answer broke off. [message_id={message_id}, cause={error!r}]", flush=True)
        publish("failed", reason=str(error))
    finally:
        centrifugo.close()


def deltas(question):
    """The pieces of the LLM's answer, as it streams them: lines "data: {…}" and, at the end, "data: [DONE]"."""
    body = {
        "model": os.environ["OPENAI_MODEL"],
        "messages": [{"role": "user", "content": question}],
        "stream": True,
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    request = Request(OPENAI_BASE_URL + "/chat/completions", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=600) as response:
        for line in response:
            if line.startswith(b"data: "):
                data = line[6:].strip()
                if data == b"[DONE]":
                    return
                choices = json.loads(data)["choices"]
                delta = choices[0]["delta"].get("content") if choices else None
                if delta:
                    yield delta
    raise ValueError("The LLM's stream ended without [DONE]")


if __name__ == "__main__":
    Server((os.environ.get("HOST", "127.0.0.1"), int(os.environ["PORT"])), Handler).serve_forever()
