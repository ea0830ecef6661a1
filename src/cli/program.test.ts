import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '../authoring/onnx/writer.ts';
import { readPreviewLink, verifyPreviewLink } from '../registry/preview-link.ts';
import { run } from './testing/run-program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('edgewise', () => {
  it('lists its commands', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain('edgewise inspect MODEL');
  });

  it('tells of one command, and its version', async () => {
    for (const args of [
      ['inspect', '--help'],
      ['help', 'inspect'],
      ['inspect', '-h'],
    ])
      expect(await run(...args)).toMatchObject({ code: 0, out: expect.stringMatching(/^edgewise inspect MODEL/) });
    expect(await run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });

  it('tells what each option of each command does', async () => {
    const { out } = await run('--help');
    const commands = [...out.matchAll(/^ {2}edgewise (\S+)/gm)].map(([, name = '']) => name);
    expect(commands).not.toEqual([]);
    for (const name of commands) {
      const [usage = '', ...lines] = (await run(name, '--help')).out.split('\n');
      const explained = lines.map((line) => /^ {2}(--[\w-]+)(?: \S+)? {2,}\S/.exec(line)?.[1]).filter(Boolean);
      expect([...explained].sort(), name).toEqual((usage.match(/--[\w-]+/g) ?? []).sort());
    }
  });

  it.each([
    [['fly'], 2, 'there is no command "fly"; see edgewise --help'],
    [['inspekt'], 2, 'there is no command "inspekt"; did you mean \'inspect\'?'],
    [['inspect'], 2, 'inspect needs MODEL; usage: edgewise inspect MODEL'],
    [['inspect', 'a.onnx', 'b.onnx'], 2, 'inspect does not know what to do with "b.onnx"'],
    [['inspect', '--loud', 'x'], 2, 'there is no option --loud; usage'],
    [['inspect', '--jsn', 'x'], 2, "there is no option --jsn; did you mean '--json'?; usage"],
    [['publish', 'x', '--out'], 2, '--out needs a value; usage'],
    [['verify', 'x', '--key', '-k'], 2, '--key needs a value; one that begins with a dash is written --key=-…; usage'],
    [['inspect', 'x', '--json=yes'], 2, '--json takes no value; usage'],
    [['inspect', '/nowhere/model.onnx'], 1, '/nowhere/model.onnx does not exist'],
    [['inspect', 'src'], 1, 'src is a folder; name a file'],
    [['validate', 'src'], 1, 'src is a folder; name a file'],
    [['preview-link', 'https://shop.example/', '--key', 'src'], 1, 'src is a folder; name a file'],
    [['init', 'package.json'], 1, 'package.json is no folder; name another'],
    [
      ['validate', 'package.json/activities.json'],
      1,
      'package.json/activities.json lies in what is no folder; name another',
    ],
    [['list', 'package.json'], 1, 'package.json/manifest.json lies in what is no folder; name another'],
    [
      ['publish', 'package.json', '--out', 'x', '--unsigned'],
      2,
      'package.json is a file; name the folder of a service, and a file of activities by --activities; usage',
    ],
  ])('answers %j with code %i and a sentence', async (args, code, sentence) => {
    const result = await run(...args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(sentence);
    expect(result.out).toBe('');
  });

  it.each([
    [['train', 'g.json', '--data', 'd.csv', '--label', 'y', '--test-every', ''], '--test-every needs a value; usage: '],
    [['publish', '--out=', '--unsigned'], '--out needs a value; usage: '],
    [['init', ''], 'word 1 is empty; usage: '],
  ])('refuses a word that is empty, as a variable that was never set: %j', async (args, sentence) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(`edgewise ${args[0]}: ${sentence}`);
  });

  it('inspects a model', async () => {
    const path = join(folder, 'model.onnx');
    await writeFile(
      path,
      encodeModel({
        opsets: { '': 17 },
        graph: {
          nodes: [{ opType: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
          inputs: [{ name: 'x', type: 'float32', shape: ['rows', 3] }],
          outputs: [{ name: 'y', type: 'float32', shape: ['rows', 2] }],
          initializers: { w: { type: 'float32', dims: [3, 2], data: new Float32Array(6) } },
        },
      }),
    );
    const { out, err } = await run('inspect', path, '--json');
    expect(err).toBe('');
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      inputs: [{ name: 'x', type: 'float32', shape: '[rows, 3]' }],
      operators: [{ name: 'MatMul', opset: 17 }],
      costPerRow: { multiplyAdds: 6 },
      executionProviders: ['js', 'wasm'],
      unsupportedByJs: [],
    });
    expect((await run('inspect', path)).out).toContain('runs in: js, then wasm');
  });

  it('says what is wrong with a file that is no model', async () => {
    const path = join(folder, 'broken.onnx');
    await writeFile(path, 'hello');
    const { code, err } = await run('inspect', path);
    expect(code).toBe(1);
    expect(err).toContain(`edgewise inspect: ${path} is no ONNX model; `);
  });

  it('validates an activities file, with the line of each problem, and ends with 1 where there is an error', async () => {
    const path = join(folder, 'activities.json');
    const experiences = '[{ "id": "a", "items": [] }]';
    const activity = `"id": "offer", "scope": "hero", "priority": 1, "status": "live", "selection": { "type": "first" }, "experiences": ${experiences}`;
    await writeFile(
      path,
      `{\n  "segments": [],\n  "activities": [\n    { ${activity},\n      "audience": { "segments": ["keen"] } }\n  ]\n}`,
    );
    const { code, out, err } = await run('validate', path);
    expect(out).toBe(
      `${path}:5:34: error: there is no segment "keen"; there is none (activities.0.audience.segments.0)`,
    );
    expect([code, err]).toEqual([1, `edgewise validate: ${path} has an error; correct it before it is published`]);
    expect(JSON.parse((await run('validate', path, '--json')).out)).toMatchObject({
      valid: false,
      problems: [{ severity: 'error', line: 5, column: 34, path: 'activities.0.audience.segments.0' }],
    });
    await writeFile(path, `{ "activities": [{ ${activity} }] }`);
    expect(await run('validate', path)).toEqual({ code: 0, out: `${path} is valid`, err: '' });
  });

  it('makes a key pair, and never writes over a key', async () => {
    const path = join(folder, 'key.json');
    const { code, out } = await run('keygen', path);
    const key = JSON.parse(await readFile(path, 'utf8'));
    expect(code).toBe(0);
    expect(out).toContain(key.x);
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await run('keygen', path)).toMatchObject({
      code: 1,
      err: `edgewise keygen: ${path} holds a key already, whose public key is ${key.x}; name another`,
    });
    const other = join(folder, 'other.json');
    await writeFile(other, '{}');
    expect((await run('keygen', other)).err).toBe(`edgewise keygen: ${other} exists already; name another`);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(key);
  });

  it('signs a link that shows an experience on a page until it expires', async () => {
    const path = join(folder, 'link-key.json');
    const { publicKey } = JSON.parse((await run('keygen', path, '--json')).out);
    const page = 'https://shop.example/?code=1';
    const { code, out } = await run('preview-link', page, 'hero:today', '--key', path, '--days', '1', '--json');
    const { link, expiresAt } = JSON.parse(out);
    expect(code).toBe(0);
    const asked = readPreviewLink(new URL(link).search);
    expect(asked).toMatchObject({ debug: true, target: { activityId: 'hero', experienceId: 'today' } });
    const until = asked && (await verifyPreviewLink(asked, { publicKey, now: Date.now() }));
    expect(until).toBe(Math.floor(Date.parse(expiresAt) / 1000) * 1000);
    expect((await run('preview-link', page, '--key', path)).out).toContain('&edgewise-debug=&edgewise-signature=');
  });

  it.each([
    [['/cart', '--key', 'key.json'], 2, '"/cart" is no address of a page; write it whole, as in https://shop.example/'],
    [['localhost:4174/', 'a', '--key', 'key.json'], 2, '"localhost:4174/" is no address of a page; write it whole'],
    [['https://shop.example/', 'a', 'b', '--key', 'key.json'], 2, 'does not know what to do with "b"'],
    [['--key', 'key.json'], 2, 'preview-link needs PAGE'],
    [['https://shop.example/'], 2, '--key names the file'],
    [['https://shop.example/', 'a:b:c', '--key', 'key.json'], 2, '"a:b:c" is not ACTIVITY'],
    [
      ['https://shop.example/', 'a', '--key', 'key.json', '--days', 'never'],
      2,
      '--days is never; give a number up to 3650',
    ],
    [['https://shop.example/', 'a', '--key', '/nowhere/key.json'], 1, '/nowhere/key.json does not exist'],
    [['https://shop.example/', 'a', '--key', 'package.json'], 1, 'package.json holds no JSON Web Key'],
  ])('refuses to sign a link by %j', async (args, code, sentence) => {
    const result = await run('preview-link', ...args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(sentence);
  });
});
