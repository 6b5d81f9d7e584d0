// A chat in rooms: a message is stored before it is passed on, and acknowledged after that. Receipts likewise.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import pg from "pg";
import { createClient } from "redis";
import { Server } from "socket.io";
import { oneByOne, together } from "./storing.mjs";

const { DATABASE, REDIS, SECRET, GROUPED } = process.env;

function known({ name, signature }) {
  const expected = createHmac("sha256", SECRET).update(String(name)).digest();
  const given = Buffer.from(String(signature), "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function serve(socket, store) {
  const { name } = socket.handshake.auth;
  socket.on("enter", async (room) => {
    await socket.join(room);
    socket.emit("entered", room);
  });
  socket.on("message", async (message, acknowledge) => {
    await store("message", [message.room, name, message.mark, message.text]);
    socket.to(message.room).emit("message", message);
    acknowledge?.({ mark: message.mark });
  });
  for (const kind of ["delivered", "read"]) {
    socket.on(kind, async (receipt) => {
      await store("receipt", [receipt.room, receipt.mark, name, kind]);
      socket.to(receipt.room).emit(kind, receipt);
    });
  }
}

const mouth = createClient({ socket: { path: REDIS } });
const ear = mouth.duplicate();
await Promise.all([mouth.connect(), ear.connect()]);
const pool = new pg.Pool({ connectionString: DATABASE, max: 10 });
const store = GROUPED ? together(pool) : oneByOne(pool);
const http = createServer();
const io = new Server(http, { adapter: createAdapter(mouth, ear), transports: ["websocket"] });
io.use((socket, next) => next(known(socket.handshake.auth) ? undefined : new Error("who are you?")));
io.on("connection", (socket) => serve(socket, store));
http.listen(Number(process.argv[2]), "127.0.0.1", 4096);
