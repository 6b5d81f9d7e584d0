"""A whole client of Vinkje in one file: `python talk.py https://vinkje.example els@example.test`.

It signs in, prints what is said in your conversations, says what you type in the latest one, ticks what it showed you,
and after a drop goes on where it was: nothing twice, nothing missed. It needs Python 3.11 and `websockets`.
"""

import asyncio
import contextlib
import getpass
import json
import os
import random
import sys
import urllib.request
import uuid

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

PROTOCOL = "vinkje.v1.json"
STAY_AWAY = {4000, 4001, 4003, 4004, 4005, 4006, 4007, 1002, 1007, 1009}


class Client:
    """`cursor` is how far each stream was applied; `outbox` what was typed and not yet answered."""

    def __init__(self, url, email, password):
        self.url, self.socket = url.rstrip("/"), None
        wish = {"email": email, "password": password, "bearer": True, "label": "talk.py"}
        answer = self.ask("POST", "/session", wish)
        self.me, self.token = answer["me"], answer["token"]
        known = self.ask("GET", "/conversations")
        self.cursor, self.epoch, self.room = known["cursor"], None, None
        self.outbox, self.asked, self.calls, self.greeted = {}, {}, 0, False
        if known["conversations"]:
            self.room = known["conversations"][0]["id"]
            print(f"# {known['conversations'][0]['subject']}")

    def ask(self, method, path, body=None):
        """HTTP: for signing in, and for what there is before the first news."""
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    async def stay(self):
        """Be connected, and come back as the close code says."""
        address, wait = self.url.replace("http", "ws", 1) + "/api/v1/live", 0.5
        headers = {"Authorization": f"Bearer {self.token}"}
        while True:
            try:
                async with connect(address, additional_headers=headers, subprotocols=[PROTOCOL]) as socket:
                    await self.talk(socket)
                code = socket.close_code
            except (OSError, InvalidHandshake):
                code = 1006
            self.socket = None
            if code in STAY_AWAY:
                sys.exit(f"# the server sent us away: {code}")
            wait = 0.5 if self.greeted else min(wait * 2, 30)
            await asyncio.sleep(random.random() * wait)

    async def talk(self, socket):
        self.greeted, self.asked = False, {}
        hello = {"cursor": self.cursor, **({"epoch": self.epoch} if self.epoch else {})}
        await socket.send(json.dumps({"t": "hello", "id": "hello", "d": hello}))
        with contextlib.suppress(ConnectionClosed):
            async for text in socket:
                await self.hear(json.loads(text), socket)

    async def hear(self, frame, socket):
        match frame["t"]:
            case "welcome":
                self.greeted, self.socket, self.epoch = True, socket, frame["d"]["epoch"]
                for stream, head in frame["d"]["streams"].items():
                    self.cursor.setdefault(stream, head)
                for cid, d in self.outbox.items():  # the same cid: the server knows it if it arrived
                    await self.call("message.send", {"cid": cid, **d}, cid)
            case "ok" | "error":
                cid = self.asked.pop(frame["id"], None)
                if frame["d"].get("temporary"):  # what was typed stays, and goes again after the next welcome
                    await socket.close()
                elif self.outbox.pop(cid, None) and frame["t"] == "error":
                    print(f"! {frame['d']['message']}")
            case "resync":  # too much was missed: load afresh
                self.cursor |= (await asyncio.to_thread(self.ask, "GET", "/conversations"))["cursor"]
                await self.call("resume", {"cursor": self.cursor})
            case "batch":
                for event in frame["d"]:
                    await self.apply(frame["s"], event)
            case _ if "q" in frame:
                await self.apply(frame["s"], frame)

    async def apply(self, stream, event):
        here = self.cursor.get(stream, event["p"])
        if event["q"] <= here:
            return
        if event["p"] != here:  # a hole: ask for everything after what we have
            await self.call("resume", {"cursor": {stream: here}})
            return
        self.cursor[stream] = event["q"]
        d = event["d"]
        if event["t"] in ("message.new", "conversation.started"):
            await self.show(d.get("message", d))
        elif event["t"] == "receipt" and d["person"] != self.me["person"]["id"]:
            print(f"# ✓ {d['delivered_upto']} delivered, {d['read_upto']} read")

    async def show(self, message):
        self.room = message["conversation"]
        print(f"{message['author']['name']}: {message['text']}")
        if message["author"]["id"] != self.me["person"]["id"]:
            await self.call("receipt", {"marks": [[self.room, message["seq"], message["seq"]]]})

    async def say(self, text):
        if self.room is None:
            print("! there is no conversation yet")
            return
        cid = str(uuid.uuid4())
        self.outbox[cid] = {"conversation": self.room, "text": text}
        if self.socket:
            await self.call("message.send", {"cid": cid, **self.outbox[cid]}, cid)

    async def call(self, t, d, cid=None):
        self.calls += 1
        self.asked[str(self.calls)] = cid
        with contextlib.suppress(ConnectionClosed, AttributeError):
            await self.socket.send(json.dumps({"t": t, "id": str(self.calls), "d": d}))


async def main(url, email):
    client = Client(url, email, os.environ.get("PASSWORD") or getpass.getpass())
    lines = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(lines)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    staying = asyncio.create_task(client.stay())
    async for line in lines:
        if text := line.decode().strip():
            await client.say(text)
    while client.outbox:
        await asyncio.sleep(0.05)
    staying.cancel()


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    asyncio.run(main(*sys.argv[1:3]))
