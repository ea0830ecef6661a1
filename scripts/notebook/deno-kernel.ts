import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connectZmq, type ZmqSocket } from './zmq-socket.ts';

/** What a cell gave. */
export interface CellResult {
  /** What it wrote to the console. */
  readonly printed: string;
  /** What it showed, its value last: texts by media type. */
  readonly shown: readonly Readonly<Record<string, string>>[];
}

/** Deno as Jupyter runs it. */
export interface DenoKernel {
  /**
   * Runs a cell after those before it.
   * @throws Error with the kernel's traceback when the cell fails.
   */
  execute(code: string): Promise<CellResult>;
  close(): Promise<void>;
}

/** The program that the npm package `deno` has for this platform; what is missing, where it has none. */
export function findDeno(): { readonly path: string } | { readonly missing: string } {
  try {
    return { path: createRequire(import.meta.url)('deno/install_api.cjs').runInstall() };
  } catch (error) {
    return { missing: `there is no deno for this platform: ${error instanceof Error ? error.message : error}` };
  }
}

/**
 * Starts a kernel in a folder, as a notebook in it would have it.
 * @param temporary the folder for what it, and its cells, need for a while.
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
export async function startDenoKernel(deno: string, folder: string, temporary = tmpdir()): Promise<DenoKernel> {
  const own = await mkdtemp(join(temporary, 'edgewise-kernel-'));
  const key = randomUUID();
  const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = await findPorts(5);
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  const connection = { transport: 'tcp', ip: '127.0.0.1', key, signature_scheme: 'hmac-sha256', ...ports };
  await writeFile(join(own, 'connection.json'), JSON.stringify(connection));
  const kernel = spawn(deno, ['jupyter', '--kernel', '--conn', join(own, 'connection.json')], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, DENO_DIR: join(own, 'deno'), DENO_NO_UPDATE_CHECK: '1', TMPDIR: temporary },
  });
  const ended = once(kernel, 'exit');
  const connectWhenOpen = async (port: number, type: 'DEALER' | 'SUB'): Promise<ZmqSocket> => {
    for (;;) {
      if (kernel.exitCode !== null) throw new Error(`deno jupyter ended with ${kernel.exitCode}`);
      try {
        return await connectZmq(port, type);
      } catch {
        // Nothing tells that the kernel listens, but that it does.
        await setTimeout(20);
      }
    }
  };
  const shell = await connectWhenOpen(shell_port, 'DEALER');
  const published = await connectWhenOpen(iopub_port, 'SUB');
  const session = randomUUID();
  const sign = (parts: readonly string[]) => createHmac('sha256', key).update(parts.join('')).digest('hex');
  const request = (type: string, content: object): void => {
    const header = {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: '',
      date: new Date().toISOString(),
      version: '5.3',
    };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    shell.send(['<IDS|MSG>', sign(parts), ...parts]);
  };
  const next = async ({ messages }: ZmqSocket): Promise<Message> => {
    const { value } = await messages.next();
    if (!value) throw new Error('deno jupyter has hung up');
    const start = value.findIndex((part) => part.toString() === '<IDS|MSG>') + 2;
    const [header, , , content] = value.slice(start).map((part) => JSON.parse(part.toString()));
    return { type: header.msg_type, content };
  };

  // What is published before the kernel has heard of the subscription is lost: it answers until that has come.
  let isHeard = false;
  const firstPublished = next(published).then(() => {
    isHeard = true;
  });
  while (!isHeard) {
    request('kernel_info_request', {});
    await next(shell);
  }
  await firstPublished;

  return {
    async execute(code) {
      // What a cell gives may come after it is said to have ended, but not after the same of a cell behind it.
      const fence = randomUUID();
      for (const cell of [code, `console.log('${fence}'); Deno.jupyter.md\`${fence}\``])
        request('execute_request', { code: cell, silent: false, store_history: false, allow_stdin: false });
      let printed = '';
      const shown: Record<string, string>[] = [];
      while (!printed.includes(fence) || shown.at(-1)?.['text/markdown'] !== fence) {
        const { type, content } = await next(published);
        if (type === 'error') throw new Error(content.traceback?.join('\n'));
        if (type === 'stream') printed += content.text;
        if (type === 'display_data' || type === 'execute_result') shown.push(content.data ?? {});
      }
      return { printed: printed.slice(0, printed.indexOf(fence)), shown: shown.slice(0, -1) };
    },
    async close() {
      for (const socket of [shell, published]) socket.close();
      kernel.kill();
      await ended;
      await rm(own, { recursive: true });
    },
  };
}

/** As much of a message as is read here. */
interface Message {
  readonly type: string;
  readonly content: {
    readonly text?: string;
    readonly data?: Record<string, string>;
    readonly traceback?: readonly string[];
  };
}

async function findPorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => Object(server.address()).port as number);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
