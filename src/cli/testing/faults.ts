/**
 * Loaded into the program before it starts: at the file operation number `EDGEWISE_FAULT_AT` the process is killed as by `kill -9`, or
 * stopped until its input ends, or the disk is full (`EDGEWISE_FAULT`: `kill`, `stop`, `full`), a file half written. Says by its exit
 * whether it came to that: an operation that never comes is no fault.
 */
import { readSync, writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { EDGEWISE_FAULT: fault, EDGEWISE_FAULT_AT: at } = process.env;
let operations = 0;

async function fail(path: unknown, content: unknown): Promise<void> {
  if (fault === 'stop') {
    writeSync(process.stderr.fd, 'stopped');
    // By its number: Node's stream for it would not wait.
    readSync(0, Buffer.alloc(1));
    return;
  }
  const half = content instanceof Uint8Array || typeof content === 'string' ? content.slice(0, content.length / 2) : '';
  if (content !== undefined) await writeFile(String(path), half);
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
  // The system names the file when it is made, not when it is written to.
  const named = half.length === 0 && { path: String(path) };
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', ...named });
}

const { mkdir, writeFile, rename } = fs;
const isFault = (): boolean => ++operations === Number(at);
Object.assign(fs, {
  async mkdir(...args: Parameters<typeof mkdir>) {
    if (isFault()) await fail(args[0], undefined);
    return mkdir(...args);
  },
  async writeFile(...args: Parameters<typeof writeFile>) {
    if (isFault()) await fail(args[0], args[1]);
    return writeFile(...args);
  },
  async rename(...args: Parameters<typeof rename>) {
    if (isFault()) await fail(args[0], undefined);
    return rename(...args);
  },
});
syncBuiltinESMExports();
