/**
 * Loaded into the program before it starts: the file operation number `EDGEWISE_FAULT_AT` ends as a `kill -9` would end it, or as a full
 * disk (`EDGEWISE_FAULT`), a file half written. Says by its exit whether it came to that: an operation that never comes is no fault.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { EDGEWISE_FAULT: fault, EDGEWISE_FAULT_AT: at } = process.env;
let operations = 0;

async function fail(path: unknown, content: unknown): Promise<void> {
  const half = content instanceof Uint8Array || typeof content === 'string' ? content.slice(0, content.length / 2) : '';
  if (content !== undefined) await writeFile(String(path), half);
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
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
