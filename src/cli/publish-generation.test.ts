import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyPublication } from '../authoring/publish/verify-publication.ts';
import { run } from './testing/run-program.ts';
import { makeTinySite } from './testing/tiny-site.ts';

let folder: string;
let out: string;
let key: string;
let publicKey: string;
let service: string;
beforeEach(async () => {
  ({ folder, out, key, publicKey, service } = await makeTinySite());
});
afterEach(() => rm(folder, { recursive: true }));

const publish = (...args: string[]) => run('publish', service, ...args, '--out', out, '--key', key);
const generation = async () => (await verifyPublication(out, { publicKey })).generation;

describe('the generation of publish', () => {
  it('is the one that is given, for a folder that is made anew each time', async () => {
    for (const seconds of ['1795902627', '1795902727']) {
      await rm(out, { recursive: true, force: true });
      expect(await publish('--generation', seconds)).toMatchObject({ code: 0 });
      expect(await generation()).toBe(Number(seconds));
    }
  });

  it('goes on from there where none is given', async () => {
    await publish('--generation', '1795902627');
    await publish();
    expect(await generation()).toBe(1795902628);
  });

  it('is not one that the folder has gone beyond', async () => {
    await publish('--generation', '7');
    expect(await publish('--generation', '7')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`Generation 7 is not above 7, which ${out} holds`),
    });
    expect(await generation()).toBe(7);
  });

  it.each(['0', '-1', '1.5', '1e3', 'v7', '9007199254740993', '1795902627000000000'])('is not %j', async (text) => {
    const { code, err } = await publish(`--generation=${text}`);
    expect(code).toBe(2);
    expect(err).toContain(`--generation is ${text}; give a whole number`);
  });
});
