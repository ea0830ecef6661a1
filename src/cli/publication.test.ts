import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyPublication } from '../authoring/publish/verify-publication.ts';
import { run, runJson } from './testing/run-program.ts';
import { encodeUnary, tinyRules, writeTinyService } from './testing/tiny-service.ts';
import { makeTinySite } from './testing/tiny-site.ts';

let folder: string;
let out: string;
let key: string;
let publicKey: string;
let service: string;
let activities: string;
beforeEach(async () => {
  ({ folder, out, key, publicKey, service, activities } = await makeTinySite());
});
afterEach(() => rm(folder, { recursive: true }));

const publish = (...args: string[]) => run('publish', ...args, '--out', out, '--key', key);
const manifest = () => verifyPublication(out, { publicKey });

describe('verify', () => {
  it('tells what holds', async () => {
    await publish(service);
    expect(await runJson('verify', out, '--key', publicKey)).toEqual({
      generation: 1,
      signature: 'verified',
      services: ['interest'],
      artifacts: 1,
    });
    expect((await run('verify', out)).out).toContain('signature not verified');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'another key',
      () => run('publish', service, '--out', out, '--key', join(folder, 'foreign.json'), '--new-key'),
      'signature',
    ],
    [
      'an artifact that was changed',
      () => onlyArtifact((path) => writeFile(path, 'changed')),
      'is not what was published',
    ],
    ['an artifact that is missing', () => onlyArtifact((path) => rm(path)), 'is missing'],
  ])('refuses %s', async (_, spoil, sentence) => {
    await run('keygen', join(folder, 'foreign.json'));
    await publish(service);
    await spoil();
    const { code, err } = await run('verify', out, '--key', publicKey);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  async function onlyArtifact(spoil: (path: string) => Promise<void>) {
    const [name = ''] = await readdir(join(out, 'artifacts'));
    await spoil(join(out, 'artifacts', name));
  }
});

describe('list, diff, pause, resume, rollback and delete', () => {
  beforeEach(async () => {
    await publish(service, '--activities', activities);
    await writeTinyService(folder, { service: { version: '2' }, model: encodeUnary('Tanh') });
    await publish(service, await writeTinyService(folder, { id: 'other' }));
  });

  it('list what is served', async () => {
    expect(await runJson('list', out)).toMatchObject({
      generation: 2,
      signed: true,
      status: 'live',
      services: [
        { id: 'interest', version: '2', models: [{ name: 'model', executionProviders: ['js', 'wasm'] }] },
        { id: 'other', version: '1' },
      ],
      segments: 1,
      activities: 1,
      generations: [1, 2],
    });
    expect((await run('list', out)).out).toContain('kept generations: 1, 2');
  });

  it('tell what changed', async () => {
    expect((await run('diff', out)).out.split('\n')).toEqual([
      'From generation 1 to 2',
      '  + services other',
      '  ~ services interest: version, models, selfCheck',
    ]);
    expect(await runJson('diff', out, '2', '1')).toMatchObject({ from: 2, to: 1, services: { removed: ['other'] } });
    expect((await run('diff', out, '2', '2')).out).toBe('From generation 2 to 2: nothing changed');
    await run('pause', out, '--key', key);
    expect((await run('diff', out)).out).toBe('From generation 2 to 3\n  ~ site status');
    await run('resume', out, '--key', key);
    expect((await run('diff', out, '2')).out).toBe('From generation 2 to 4: nothing changed');
    expect((await run('diff', out, '7')).err).toContain('keeps no generation 7');
    expect(await run('diff', out, 'seven')).toMatchObject({ code: 2 });
  });

  it('know what is named as something that every object has', async () => {
    const named = join(folder, 'named.json');
    const publishSegments = async (...ids: string[]) => {
      await writeFile(named, JSON.stringify({ segments: ids.map((id) => ({ id, name: id, condition: true })) }));
      await publish('--activities', named);
    };
    await publishSegments('keen', 'toString');
    expect((await run('diff', out)).out).toContain('  + segments toString');
    await publishSegments('keen');
    expect((await run('diff', out)).out).toBe('From generation 3 to 4\n  - segments toString');
    expect(await publish(await writeTinyService(folder, { id: 'valueOf' }))).toMatchObject({ code: 0 });
    expect(await run('delete', 'toString', '--out', out, '--key', key)).toMatchObject({
      code: 1,
      err: `edgewise delete: ${out} has no service "toString"; it has interest, other, valueOf`,
    });
  });

  it('serve again what was served before, under a higher number', async () => {
    expect(await runJson('rollback', out, '--key', key)).toEqual({ generation: 3, restored: 1, status: 'live' });
    const restored = await manifest();
    expect(restored.generation).toBe(3);
    expect(Object.keys(restored.services)).toEqual(['interest']);
    expect(restored.services.interest?.version).toBe('1');
    expect(await runJson('rollback', out, '--key', key, '--to', '2')).toMatchObject({ generation: 4, restored: 2 });
    expect((await run('rollback', out, '--key', key, '--to', '9')).err).toContain('keeps no generation 9');
    expect(await run('rollback', out)).toMatchObject({ code: 2 });
  });

  it('go one further back with each rollback, past what serves the same', async () => {
    await publish(service);
    const rollBack = async () => (await run('rollback', out, '--key', key)).out;
    const served = async () => Object.keys((await manifest()).services);
    expect(await rollBack()).toMatch(
      new RegExp(
        `^Generation 4 is in ${out}, with everything as in generation 1 of [\\d-]+T[\\d:.]+Z: interest 1; 1 segment, 1 activity; live$`,
      ),
    );
    expect((await run('rollback', out, '--key', key)).err).toContain(
      'keeps nothing from before generation 1 that differs from what it serves, paused or not; see edgewise list',
    );
    await publish(service);
    await run('delete', 'interest', '--out', out, '--key', key);
    expect(await served()).toEqual([]);
    expect(await rollBack()).toContain('Generation 7 is in');
    expect((await manifest()).services.interest?.version).toBe('2');
    expect(await rollBack()).toContain('as in generation 4 ');
    expect((await manifest()).services.interest?.version).toBe('1');
    expect((await run('rollback', out, '--key', key)).err).toContain('before generation 1 that differs');
  });

  it('say of a site that is paused that it is', async () => {
    expect((await publishStatus('paused')).out).toMatch(/1 activity; paused$/);
    expect((await run('list', out)).out).toContain('  1 segment, 1 activity; paused\n');
    expect(await runJson('list', out)).toMatchObject({ status: 'paused' });
    await publish(service, '--activities', activities);
    expect((await run('rollback', out, '--key', key, '--to', '3')).out).toMatch(/1 activity; paused$/);
    expect((await run('rollback', out, '--key', key, '--to', '1')).out).toMatch(/1 activity; live$/);
  });

  it('pause and resume what is served, and leave the rest of it alone', async () => {
    const { generation, publishedAt, ...before } = await manifest();
    expect(await run('pause', out, '--key', key)).toEqual({
      code: 0,
      out: `Generation 3 is in ${out}: 1 segment, 1 activity; paused`,
      err: '',
    });
    expect(await manifest()).toMatchObject({ ...before, generation: 3, status: 'paused' });
    expect(await runJson('pause', out, '--key', key)).toEqual({ generation: 4, status: 'paused' });
    expect((await run('resume', out, '--key', key)).out).toBe(`Generation 5 is in ${out}: 1 segment, 1 activity; live`);
    expect(await manifest()).toMatchObject({ ...before, generation: 5, status: 'live' });
    expect(await runJson('resume', out, '--key', key)).toEqual({ generation: 6, status: 'live' });
    expect(await run('pause', out)).toMatchObject({ code: 2, err: expect.stringContaining('it needs --key KEY') });
    expect(await run('pause', folder, '--key', key)).toMatchObject({
      code: 1,
      err: `edgewise pause: ${folder} holds no manifest.json; publish into it`,
    });
  });

  describe('on a site that was paused', () => {
    const rollBack = () => run('rollback', out, '--key', key);
    const versions = async () => Object.values((await manifest()).services).map(({ version }) => version);

    it('go back past the pause to what was served before it, and leave the pause to whoever made it', async () => {
      await run('pause', out, '--key', key);
      expect(await rollBack()).toEqual({
        code: 0,
        out: expect.stringMatching(
          /^Generation 4 .* in generation 1 of .*: interest 1; 1 segment, 1 activity; paused$/,
        ),
        err: 'It is still paused; edgewise resume ends that',
      });
      expect(await manifest()).toMatchObject({ generation: 4, status: 'paused' });
      expect(await versions()).toEqual(['1']);
      await run('resume', out, '--key', key);
      expect(await versions()).toEqual(['1']);
    });

    it('go further back again after a rollback that was paused, or live again, and never to what it had undone', async () => {
      await publish(service, '--activities', activities);
      await writeTinyService(folder, { service: { version: '3' } });
      await publish(service);
      expect((await rollBack()).out).toContain('as in generation 3 ');
      await run('pause', out, '--key', key);
      await run('resume', out, '--key', key);
      expect((await rollBack()).out).toMatch(/as in generation 1 .*; live$/);
      await run('pause', out, '--key', key);
      expect((await rollBack()).err).toContain('keeps nothing from before generation 1 that differs');
    });

    it('stay live when it is live again', async () => {
      await run('pause', out, '--key', key);
      await run('resume', out, '--key', key);
      expect(await rollBack()).toMatchObject({ out: expect.stringMatching(/in generation 1 .*; live$/), err: '' });
    });

    it('do not set live what was taken off by a pause', async () => {
      await run('pause', out, '--key', key);
      await writeTinyService(folder, { service: { version: '3' } });
      await writeFile(activities, JSON.stringify({ ...tinyRules, status: 'live' }));
      await publish(service, '--activities', activities);
      expect(await rollBack()).toMatchObject({
        out: expect.stringMatching(/in generation 3 .*; paused$/),
        err: 'It is paused, as generation 3 was; edgewise resume ends that',
      });
      expect(await runJson('rollback', out, '--key', key, '--to', '2')).toEqual({
        generation: 6,
        restored: 2,
        status: 'live',
      });
    });

    it('say that a pause is all there is to undo', async () => {
      const site = join(folder, 'another');
      await run('publish', service, '--out', site, '--key', key);
      await run('pause', site, '--key', key);
      expect(await run('rollback', site, '--key', key)).toMatchObject({
        code: 1,
        err: expect.stringContaining(
          `${site} keeps nothing from before generation 1 that differs from what it serves, paused or not; see edgewise list`,
        ),
      });
      expect(await runJson('list', site)).toMatchObject({ generation: 2, status: 'paused' });
    });
  });

  async function publishStatus(status: string) {
    const file = join(folder, 'status.json');
    await writeFile(file, JSON.stringify({ status }));
    return publish('--activities', file);
  }

  it('do not roll back to artifacts that are gone', async () => {
    const { services } = await verifyPublication(out);
    const kept = Object.values(services).flatMap(({ models }) => Object.values(models).map(({ sha256 }) => sha256));
    const first = JSON.parse(await readFile(join(out, 'history', '1.json'), 'utf8'));
    const { model } = JSON.parse(Buffer.from(first.payload, 'base64url').toString()).services.interest.models;
    await writeTinyService(folder, { id: 'other', model: encodeUnary('Tanh') });
    await publish(join(folder, 'other'));
    await rm(join(out, 'artifacts', model.sha256));
    expect(kept).toContain(model.sha256);
    expect(await run('rollback', out, '--key', key, '--to', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is missing'),
    });
    expect((await manifest()).generation).toBe(3);
  });

  it('say of a kept generation that is damaged what to do, and do that', async () => {
    const damaged = join(out, 'history', '2.json');
    await writeTinyService(folder, { service: { version: '3' } });
    await publish(service);
    await writeFile(damaged, '{"gener');
    expect(await run('rollback', out, '--key', key)).toMatchObject({
      code: 1,
      err: `edgewise rollback: ${damaged}:1:8: it is not JSON: Unexpected end of input found; a " is missing; delete it, or name another generation`,
    });
    expect((await run('rollback', out, '--key', key, '--to', '1')).out).toContain('as in generation 1 ');
    await publish(service);
    await rm(damaged);
    expect((await run('rollback', out, '--key', key)).out).toContain('as in generation 4 ');
    expect((await run('rollback', out, '--key', key)).err).toContain('keeps nothing from before generation 1');
  });

  it('take a service away, and say what refers to it', async () => {
    expect(await run('delete', 'intrest', '--out', out, '--key', key)).toMatchObject({
      code: 1,
      err: `edgewise delete: ${out} has no service "intrest"; did you mean 'interest'?`,
    });
    expect(await run('delete', 'interest', '--out', out, '--key', key)).toEqual({
      code: 0,
      out: `Generation 3 is in ${out}, without interest`,
      err: 'In the manifest, segments.0.condition.>.0.var: there is no service "interest" to give a score; there is other',
    });
    expect(Object.keys((await manifest()).services)).toEqual(['other']);
    expect(await readdir(join(out, 'artifacts')), 'artifacts stay for rollback').toHaveLength(2);
  });

  it('say that there is nothing', async () => {
    for (const command of ['list', 'diff', 'verify']) {
      const { code, err } = await run(command, folder);
      expect(code).toBe(1);
      expect(err).toMatch(/holds no manifest\.json|manifest\.json does not exist/);
    }
  });
});
