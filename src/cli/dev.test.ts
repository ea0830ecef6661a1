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

/** Takes a port, any that is free unless it is given. */
async function takePort(port = 0) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: () => once(server.close(), 'close') };
}

describe('dev', () => {
  it('asks for a project, and for a port that there is', async () => {
    expect(await run('dev', folder)).toMatchObject({ code: 1, err: expect.stringContaining('edgewise init') });
    expect(await run('dev', '--port', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--port is x') });
  });

  it('publishes nothing where its port is taken', async () => {
    await writeTinyService(join(folder, 'services'));
    await mkdir(join(folder, 'public'));
    const { port, free } = await takePort();
    expect(await run('dev', folder, '--port', `${port}`)).toEqual({
      code: 1,
      out: '',
      err: `edgewise dev: Port ${port} is taken; choose another by --port`,
    });
    expect(await readdir(join(folder, 'public'))).toEqual([]);
    await free();
  });

  it('gives its port up where it cannot publish', async () => {
    await writeTinyService(join(folder, 'services'));
    await mkdir(join(folder, 'public'));
    const { port, free } = await takePort();
    await free();
    expect(await run('dev', folder, '--port', `${port}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('key.json does not exist'),
    });
    await (await takePort(port)).free();
  });
});
