import { describe, expect, test } from 'vitest';
import { frameOf } from '../../../pipeline/testing/fixtures.ts';
import { fuseGraph } from './fuse-graph.ts';
import { authored, chain, expectFused, samples } from './testing/fusible-graphs.ts';

describe('each operator with an ONNX form gives what the graph gave', () => {
  const all = { type: 'float32' };
  const numbers = { columns: ['age', 'spend', 'visits'] };
  const filled = ['fillna', { value: { age: 40, spend: 10 } }] as const;
  const ends = [filled, ['array', { columns: ['age', 'spend', 'visits', 'member'], ...all }]] as const;
  const words = {
    columns: ['city', 'visits'],
    categories: [['Rome', 'Lima', 'Oslo'], Array.from({ length: 31 }, (_, i) => i)],
  };

  test.each<[string, number, ...(readonly [string, Readonly<Record<string, unknown>>])[]]>([
    ['array', 1, ['select', { columns: ['visits'] }], ['array', all]],
    ['fillna, for named columns', 4, ...ends],
    [
      'fillna, for all that are given',
      2,
      ['fillna', { value: 1.1, columns: ['spend', 'age'] }],
      ['array', { columns: ['age', 'spend'] }],
    ],
    [
      'standard-scaler',
      3,
      filled,
      ['standard-scaler', { ...numbers, mean: [44.3, 20.1, 15], scale: [12.5, 3.7, 9] }],
      ['array', numbers],
    ],
    [
      'standard-scaler without mean',
      3,
      filled,
      ['standard-scaler', { ...numbers, scale: [12.5, 3.7, 9] }],
      ['array', numbers],
    ],
    [
      'robust-scaler',
      3,
      filled,
      ['robust-scaler', { ...numbers, center: [44.3, 20.1, 15], scale: [12.5, 3.7, 9] }],
      ['array', numbers],
    ],
    [
      'min-max-scaler',
      3,
      filled,
      ['min-max-scaler', { ...numbers, scale: [0.013, 0.021, 0.033], min: [-0.4, 0.1, 0] }],
      ['array', numbers],
    ],
    [
      'min-max-scaler that clips',
      3,
      filled,
      [
        'min-max-scaler',
        { ...numbers, scale: [0.03, 0.021, 0.033], min: [-0.4, 0.1, 0], clip: true, featureRange: [0.1, 0.8] },
      ],
      ['array', numbers],
    ],
    [
      'imputer with indicators',
      4,
      ['imputer', { columns: ['age', 'spend'], statistics: [44, 12.5], addIndicator: true }],
      ['array', { columns: ['age', 'spend', 'missingindicator_age', 'missingindicator_spend'] }],
    ],
    [
      'isna',
      2,
      ['isna', { columns: ['age'], suffix: '_missing' }],
      ['fillna', { value: { age: 1 } }],
      ['array', { columns: ['age', 'age_missing'] }],
    ],
    [
      'clip',
      2,
      filled,
      ['clip', { columns: ['age', 'spend'], lower: 20, upper: 50.3 }],
      ['array', { columns: ['age', 'spend'] }],
    ],
    ['log1p', 2, filled, ['log1p', { columns: ['spend', 'visits'] }], ['array', { columns: ['spend', 'visits'] }]],
    [
      'abs',
      2,
      filled,
      ['standard-scaler', { columns: ['age'], mean: [50] }],
      ['abs', { columns: ['age', 'visits'] }],
      ['array', { columns: ['age', 'visits'] }],
    ],
    [
      'cast',
      2,
      filled,
      ['cast', { type: { age: 'float32', member: 'float64' } }],
      ['array', { columns: ['member', 'age'] }],
    ],
    [
      'select, rename and drop',
      2,
      ['select', { columns: ['visits', 'member', 'city'] }],
      ['rename', { columns: { visits: 'v' } }],
      ['drop', { columns: ['city'] }],
      ['array', all],
    ],
    [
      'one-hot-encoder of text and integers',
      34,
      ['one-hot-encoder', words],
      ['drop', { columns: ['plan', 'age', 'spend', 'member'] }],
      ['array', all],
    ],
    [
      'one-hot-encoder that drops and ignores',
      4,
      [
        'one-hot-encoder',
        {
          columns: ['city', 'plan', 'member'],
          categories: [
            ['Rome', 'Lima'],
            ['free', 'paid', 'x'],
            [false, true],
          ],
          handleUnknown: 'ignore',
          drop: ['Lima', 'x', false],
        },
      ],
      ['select', { columns: ['plan_free', 'city_Rome', 'plan_paid', 'member_True'] }],
      ['array', all],
    ],
    [
      'one-hot-encoder of floats',
      2,
      ['one-hot-encoder', { columns: ['age'], categories: [[18.5, 44]], handleUnknown: 'ignore' }],
      ['array', { columns: ['age_18.5', 'age_44.0'] }],
    ],
    [
      'get-dummies',
      3,
      [
        'get-dummies',
        { columns: ['city', 'age'], categories: [['Rome', 'Nowhere'], [44]], dtype: 'int64', prefix: { age: '' } },
      ],
      ['array', { columns: ['city_Rome', 'city_Nowhere', '44.0'] }],
    ],
    [
      'get-dummies, without the first',
      1,
      ['get-dummies', { columns: ['plan'], categories: [['free', 'paid']], dropFirst: true }],
      ['array', { columns: ['plan_paid'] }],
    ],
    [
      'ordinal-encoder',
      2,
      [
        'ordinal-encoder',
        {
          columns: ['city', 'visits'],
          categories: [
            ['Lima', 'Oslo'],
            [3, 5, 7],
          ],
          handleUnknown: 'use_encoded_value',
          unknownValue: -1,
        },
      ],
      ['array', { columns: ['city', 'visits'] }],
    ],
    [
      'target-encoder',
      1,
      [
        'target-encoder',
        { columns: ['city'], categories: [['Lima', 'Oslo']], encodings: [[0.125, 0.7]], targetMean: 0.31 },
      ],
      ['array', { columns: ['city'] }],
    ],
    [
      'map to numbers',
      2,
      ['map', { column: 'plan', mapping: { free: 0.5, paid: 1 }, name: 'value' }],
      ['fillna', { value: { value: -1 } }],
      ['array', { columns: ['value', 'visits'] }],
    ],
    [
      'map to text and integers',
      2,
      ['map', { column: 'plan', mapping: { free: 'a', paid: 'b' }, default: 'c' }],
      ['map', { column: 'plan', mapping: { a: 3, c: 4 }, default: 9, type: 'int64' }],
      ['array', { columns: ['plan', 'visits'] }],
    ],
    [
      'map of integers',
      1,
      ['map', { column: 'visits', mapping: { 1: 0.5, 2: 1 }, default: 7 }],
      ['array', { columns: ['visits'] }],
    ],
  ])('%s', async (_, width, ...steps) => {
    const definition = chain(...steps);
    const { fused, left } = await expectFused(definition, width);
    // Nothing is left but the model.
    expect(left.nodes.map(({ id }) => id)).toEqual(['model']);
    expect(fused).toEqual(steps.map((_, i) => `n${i}`));
  });
});

test('whole numbers beyond 2^53 are looked up exactly', async () => {
  const mapping = { '9007199254740993': 1, '9007199254740992': 2 };
  const original = authored(
    chain(
      ['map', { column: 'id', mapping, default: 0, type: 'float32' }],
      ['array', { columns: ['id'], type: 'float32' }],
    ),
    1,
  );
  const frame = frameOf({ id: ['int64', [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n]] });
  const { graph: whole, fused } = await fuseGraph(original, { samples: [frame] });
  expect(fused).toEqual(['n0', 'n1']);
  expect((await whole.run(frame)).scores).toEqual((await original.run(frame)).scores);
});

describe('null where no tensor holds it', () => {
  const steps = (op: string, params: Readonly<Record<string, unknown>>) =>
    [
      [op, params],
      ['array', { columns: ['visits'] }],
    ] as const;
  test.each([
    ['fillna', { value: { visits: 0 } }],
    ['imputer', { columns: ['visits'], statistics: [3] }],
    ['isna', { columns: ['visits'], suffix: '_missing' }],
  ])('keeps %s of integers in the graph', async (op, params) => {
    const { fused } = await fuseGraph(authored(chain(...steps(op, params)), 1), { samples });
    expect(fused).toEqual(['n1']);
  });
});
