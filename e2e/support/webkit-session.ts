import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import type { FreshBrowser } from './browser-session.ts';
import { type StartedProcess, startProcess } from './child-process.ts';

/**
 * What keeps WebKitGTK from having the processor play a GPU, which takes both cores while a page starts. With it 2.50 never finishes a
 * screenshot under Xvfb.
 */
const withoutGpu = { WEBKIT_DISABLE_DMABUF_RENDERER: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' };

/** Drives WebKitGTK's MiniBrowser over WebDriver, on a display of its own where there is none. */
export async function startWebKit(driverPath: string): Promise<FreshBrowser> {
  const started: StartedProcess[] = [];
  const stop = (): void => {
    for (const process of started.splice(0).reverse()) process.stop();
  };
  try {
    const environment = {
      ...process.env,
      ...withoutGpu,
      DISPLAY: process.env.DISPLAY || (await startDisplay(started)),
    };
    const driverProcess = startProcess(driverPath, ['--port=0'], { env: environment });
    started.push(driverProcess);
    const port = await portOf(driverProcess);
    return sessionOf(await connectDriver(port), () => connectDriver(port), stop);
  } catch (error) {
    stop();
    throw error;
  }
}

async function connectDriver(port: number): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: miniBrowserPath(), args: ['--automation'] },
  });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  await driver.manage().setTimeouts({ script: 60_000, pageLoad: 60_000 });
  return driver;
}

function sessionOf(first: WebDriver, connect: () => Promise<WebDriver>, stop: () => void): FreshBrowser {
  let driver = first;
  return {
    open: (url) => driver.get(url),
    async evaluate(body) {
      const result = await driver.executeAsyncScript<{ value?: never; error?: string }>(
        `const done = arguments[arguments.length - 1];
        (async () => {${body}})().then((value) => done({ value }), (error) => done({ error: String(error) }));`,
      );
      if (result.error !== undefined) throw new Error(result.error);
      return result.value as never;
    },
    async startOver() {
      // Each session has a MiniBrowser of its own, which keeps nothing.
      await driver.quit();
      driver = await connect();
    },
    async close() {
      // A driver that lost its browser cannot quit it; stopping ends both.
      await driver.quit().catch(() => {});
      stop();
    },
  };
}

/** Debian keeps MiniBrowser outside of PATH, in a folder named by machine and version. */
function miniBrowserPath(): string {
  for (const folder of ['/usr/lib', '/usr/libexec', '/usr/local/libexec']) {
    if (!existsSync(folder)) continue;
    for (const machine of ['', ...readdirSync(folder)]) {
      for (const version of ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0']) {
        const path = join(folder, machine, version, 'MiniBrowser');
        if (existsSync(path)) return path;
      }
    }
  }
  throw new Error(
    "WebKit's MiniBrowser was not found beside WebKitWebDriver; install it (on Debian: libwebkit2gtk-4.1-0)",
  );
}

/**
 * Starts Xvfb on a number of its own choice, and gives the display's name. Without `-noreset` it begins anew whenever its last client leaves,
 * and drops who comes in that moment: a browser that ended so left the driver waiting for it forever.
 */
async function startDisplay(started: StartedProcess[]): Promise<string> {
  const server = startProcess(
    'Xvfb',
    ['-noreset', '-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  started.push(server);
  const number = await new Promise<string>((resolve, reject) => {
    server.child.once('error', reject);
    server.child.once('exit', () => reject(new Error('Xvfb ended before it gave a display')));
    server.child.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return `:${number}`;
}

/** Waits until the program listens. It takes any port that is free, and says nothing of its own accord. */
async function portOf({ child }: StartedProcess): Promise<number> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (child.exitCode !== null || child.pid === undefined)
      throw new Error(`${child.spawnfile} ended before it listened`);
    const port = await listeningPort(child.pid);
    if (port !== undefined) return port;
    await setTimeout(50);
  }
  throw new Error(`${child.spawnfile} does not listen after twenty seconds`);
}

/** As Linux, which WebKitGTK runs on, tells of a process's open files and of all TCP sockets. */
async function listeningPort(pid: number): Promise<number | undefined> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const opened = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  for (const line of (await readFile('/proc/net/tcp', 'utf8')).split('\n')) {
    const [, address = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state === listens && opened.includes(`socket:[${inode}]`))
      return Number.parseInt(address.split(':')[1] ?? '', 16);
  }
  return undefined;
}

/** The state of a socket in `/proc/net/tcp`. */
const listens = '0A';
