import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './testing/run-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('dev', () => {
  it('asks for a project, and for a port that there is', async () => {
    expect(await run('dev', folder)).toMatchObject({ code: 1, err: expect.stringContaining('edgewise init') });
    expect(await run('dev', '--port', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--port is x') });
  });
});
