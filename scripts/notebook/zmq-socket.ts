import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A ZeroMQ socket that is connected to one peer. */
export interface ZmqSocket {
  send(parts: readonly (string | Uint8Array)[]): void;
  /** The next message; it ends with the connection. */
  readonly messages: AsyncIterator<readonly Buffer[], undefined>;
  close(): void;
}

const isMore = 1;
const isLong = 2;
const isCommand = 4;
const greetingBytes = 64;

/**
 * Connects over TCP: as much of ZMTP 3.0 as whole messages without security need. A `SUB` socket subscribes to everything.
 * @see https://rfc.zeromq.org/spec/23/
 */
export async function connectZmq(port: number, type: 'DEALER' | 'SUB'): Promise<ZmqSocket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const greeting = Buffer.alloc(greetingBytes);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  greeting.write('NULL', 12);
  socket.write(greeting);
  const name = `\x05READY\x0bSocket-Type\0\0\0${String.fromCharCode(type.length)}${type}`;
  socket.write(frame(Buffer.from(name), isCommand));
  if (type === 'SUB') socket.write(frame(Uint8Array.of(1), 0));
  return {
    send(parts) {
      for (const [index, part] of parts.entries())
        socket.write(frame(Buffer.from(part), index < parts.length - 1 ? isMore : 0));
    },
    messages: messagesOf(socket),
    close: () => socket.destroy(),
  };
}

function frame(body: Uint8Array, flags: number): Buffer {
  const isShort = body.byteLength < 256;
  const head = Buffer.alloc(isShort ? 2 : 9);
  head[0] = isShort ? flags : flags | isLong;
  if (isShort) head[1] = body.byteLength;
  else head.writeBigUInt64BE(BigInt(body.byteLength), 1);
  return Buffer.concat([head, body]);
}

async function* messagesOf(socket: Socket): AsyncGenerator<readonly Buffer[], undefined> {
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let pending = Buffer.alloc(0);
  let ended = false;
  const read = async (length: number): Promise<Buffer> => {
    while (pending.length < length && !ended) {
      const { value, done } = await chunks.next();
      if (done) ended = true;
      else pending = Buffer.concat([pending, value]);
    }
    const taken = pending.subarray(0, length);
    pending = pending.subarray(length);
    return taken;
  };
  await read(greetingBytes);
  let parts: Buffer[] = [];
  while (true) {
    const flags = (await read(1))[0];
    if (flags === undefined) return undefined;
    const length = flags & isLong ? Number((await read(8)).readBigUInt64BE()) : (await read(1)).readUInt8();
    const body = await read(length);
    if (flags & isCommand) continue;
    parts.push(body);
    if (flags & isMore) continue;
    yield parts;
    parts = [];
  }
}
