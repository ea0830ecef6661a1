import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, runJson } from './testing/run-program.ts';

let folder: string;
let at: (name: string) => string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
  at = (name) => join(folder, name);
  await writeFile(at('operators.js'), squares);
  await writeFile(at('graph.json'), JSON.stringify(graph));
  await writeFile(at('visits.csv'), csv);
});
afterEach(() => rm(folder, { recursive: true }));

const squares = `export const operators = {
  squares: ([frame]) => ({
    ...frame,
    names: ['squared'],
    columns: [{ type: 'float64', data: frame.columns[0].data.map((value) => value * value) }],
  }),
};`;
const graph = {
  nodes: [
    { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns: [{ name: 'offset', default: 0 }] } },
    {
      id: 'squared',
      op: 'custom',
      inputs: ['visit'],
      params: { name: 'squares', module: '/operators.js', output: { columns: { squared: 'float64' } } },
    },
    { id: 'row', op: 'array', inputs: ['squared'], params: { type: 'float32' } },
    { id: 'model', op: 'logistic-regression', inputs: ['row'] },
  ],
  outputs: { probability: 'model.probabilities[:,1]' },
};
/** Far from zero on either side is one class, which no line through the offset itself tells from the other. */
const offsets = Array.from({ length: 80 }, (_, row) => (row % 21) - 10);
const csv = `offset,far\n${offsets.map((offset) => `${offset},${Math.abs(offset) > 5 ? 1 : 0}`).join('\n')}\n`;

const training = () => ['train', at('graph.json'), '--data', at('visits.csv'), '--label', 'far'];
const operators = () => ['--operators', at('operators.js')];

it('run in training, scoring, publishing and verifying as on the page', async () => {
  const service = at('far');
  const trained = await runJson(...training(), '--out', service, ...operators());
  expect(trained).toMatchObject({ metrics: { auc: 1 } });
  const scoring = ['score', service, '--data', at('visits.csv'), '--label', 'far'];
  const { scores } = (await runJson(...scoring, ...operators())) as { scores: { probability: number[] } };
  expect(scores.probability[0]).toBeGreaterThan(0.9);
  expect(scores.probability[10]).toBeLessThan(0.1);
  const publishing = ['publish', service, '--out', at('public'), '--unsigned'];
  expect(await runJson(...publishing, ...operators())).toMatchObject({
    published: { far: { checkedOn: ['js', 'wasm'] } },
  });
  expect(await runJson('verify', at('public'), ...operators())).toMatchObject({ services: ['far'] });

  for (const [words, subject] of [
    [training(), `${at('graph.json')}:1:120: `],
    [scoring, `${join(service, 'graph.json')}:18:5: `],
    [publishing, `${join(service, 'graph.json')}:18:5: `],
    [['verify', at('public')], 'Service "far": '],
  ] as const)
    expect(await run(...words), `${words[0]} without --operators`).toMatchObject({
      code: 1,
      out: '',
      err: `edgewise ${words[0]}: ${subject}Graph node 'squared' calls the operator "squares", which was not given; give it as one of customOperators (by command: --operators MODULE)`,
    });
});

describe('are refused in one sentence', () => {
  it.each([
    ['a module that is not there', undefined, 'other.js does not exist'],
    ['a module that is no JavaScript', 'export const operators = {', 'other.js could not be imported: '],
    ['a module that throws', 'throw new Error("no network")', 'other.js could not be imported: no network'],
    [
      'another export',
      'export default {}; export const operator = {};',
      'other.js must export "operators", an object of functions by name; it exports default, operator',
    ],
    [
      'what is no function',
      'export const operators = { squares: 2 };',
      'other.js exports operators.squares, which is no function; write one',
    ],
    [
      'a function of another name',
      'export const operators = { square() {} };',
      `Graph node 'squared' calls the operator "squares", which was not given; did you mean 'square'?`,
    ],
  ])('%s', async (_, module, sentence) => {
    if (module !== undefined) await writeFile(at('other.js'), module);
    const { code, out, err } = await run(...training(), '--operators', at('other.js'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(sentence);
    expect(err.split('\n')).toHaveLength(1);
  });
});
