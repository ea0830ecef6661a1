import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EdgewiseError } from '../../errors.ts';
import { isRunning } from './is-running.ts';
import { asideOf } from './write-whole.ts';

/** Writing takes seconds: an older lock was left by a process that has ended, whatever runs elsewhere or by its number today. */
const longestMs = 3_600_000;

/** By name, the locks of this process: one that bears its number and is none of these is of an earlier process. */
const ours = new Set<string>();

/**
 * Does `work` while no other process, and nothing else in this one, writes into `folder`. The lock is a folder that holds one file, named
 * by its holder. It is moved into place, which only one process can do, and a lock that was left behind is emptied by the name of
 * its holder, so that nobody takes away a lock but the one that they looked at.
 * @throws EdgewiseError `storage-unavailable` while another writes; what the file system refuses.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, '.publishing');
  const holder = [process.pid, randomUUID(), hostname()].join(' ');
  await take(lock, holder);
  try {
    return await work();
  } finally {
    ours.delete(holder);
    await remove(lock, holder);
  }
}

async function take(lock: string, holder: string): Promise<void> {
  const prepared = asideOf(join(lock, '..', holder));
  try {
    // What is refused is the folder: nobody knows the lock's name.
    await mkdir(prepared).catch((error) => {
      throw Object.assign(error, { path: join(lock, '..') });
    });
    await writeFile(join(prepared, holder), '');
    ours.add(holder);
    if (await moved(prepared, lock)) return;
    for (const other of await readdir(lock).catch(() => [])) await removeLeftBehind(lock, other);
    if (await moved(prepared, lock)) return;
    throw busy(lock, (await readdir(lock).catch(() => [])).at(0));
  } catch (error) {
    ours.delete(holder);
    throw error;
  } finally {
    await rm(prepared, { recursive: true, force: true });
  }
}

/** Whether the lock was free. */
async function moved(prepared: string, lock: string): Promise<boolean> {
  try {
    await rename(prepared, lock);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // Windows calls it EPERM.
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) return false;
    throw error;
  }
}

async function removeLeftBehind(lock: string, holder: string): Promise<void> {
  const [pid, , host] = holder.split(' ');
  const since = await stat(join(lock, holder)).catch(() => undefined);
  if (since && Date.now() - since.mtimeMs < longestMs) {
    if (host !== hostname()) throw busy(lock, holder);
    if (Number(pid) === process.pid ? ours.has(holder) : isRunning(Number(pid))) throw busy(lock, holder);
  }
  await remove(lock, holder);
}

async function remove(lock: string, holder: string): Promise<void> {
  await rm(join(lock, holder), { force: true });
  // Whoever has come since keeps it.
  await rmdir(lock).catch(() => {});
}

function busy(lock: string, holder = ''): EdgewiseError {
  const [pid = '', , host = ''] = holder.split(' ');
  const who = pid && host ? `by process ${pid} on ${host}` : 'by another process';
  const message = `${join(lock, '..')} is being published into ${who}; try again when that has ended, or delete ${lock} if it has`;
  return new EdgewiseError('storage-unavailable', message);
}
