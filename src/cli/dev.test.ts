import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './testing/run-program.ts';
import { writeTinyService } from './testing/tiny-service.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** How many servers of this test's process hold a port. */
const portsHeld = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

describe('dev', () => {
  it('asks for a project, and for a port that there is', async () => {
    expect(await run('dev', folder)).toMatchObject({ code: 1, err: expect.stringContaining('edgewise init') });
    expect(await run('dev', '--port', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--port is x') });
  });

  it('publishes nothing where its port is taken', async () => {
    await writeTinyService(join(folder, 'services'));
    await mkdir(join(folder, 'public'));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await run('dev', folder, '--port', `${port}`)).toEqual({
      code: 1,
      out: '',
      err: `edgewise dev: Port ${port} is taken; choose another by --port`,
    });
    expect(await readdir(join(folder, 'public'))).toEqual([]);
    await once(server.close(), 'close');
  });

  it('gives its port up where it cannot publish', async () => {
    await writeTinyService(join(folder, 'services'));
    await mkdir(join(folder, 'public'));
    expect(await run('dev', folder, '--port', '0')).toMatchObject({
      code: 1,
      err: expect.stringContaining('key.json does not exist'),
    });
    await expect.poll(portsHeld).toBe(0);
  });
});
