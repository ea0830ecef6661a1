import { describe, expect, test } from 'vitest';
import { tensor } from '../../authoring/onnx/writer.ts';
import { createJsSession } from './create-js-session.ts';
import { runJs } from './testing/differential.ts';
import { model, node, pair, refusal, x, y } from './testing/small-model.ts';

describe('the plan', () => {
  test('takes nodes in any order', async () => {
    const bytes = model({
      nodes: [node('Mul', ['sum', 'sum'], ['y']), node('Add', ['x', 'one'], ['sum'])],
      initializers: { one: tensor('float32', [1], []) },
    });
    expect((await runJs(bytes, { x: pair })).y).toEqual(tensor('float32', [4, 9], [1, 2]));
  });

  test('feeds each input its own, though another is declared twice', async () => {
    const bytes = model({ nodes: [node('Sub', ['x', 'z'], ['y'])], inputs: [x, x, { ...x, name: 'z' }] });
    const z = tensor('float32', [5, 7], [1, 2]);
    expect((await runJs(bytes, { x: pair, z })).y).toEqual(tensor('float32', [-4, -5], [1, 2]));
  });

  test('leaves out what no output needs, even operators that it has not', async () => {
    const bytes = model({ nodes: [node('Conv', ['x', 'x'], ['unused']), node('Neg', ['x'], ['y'])] });
    expect((await runJs(bytes, { x: pair })).y).toEqual(tensor('float32', [-1, -2], [1, 2]));
  });

  test('computes constants once, and fails on them before any run', async () => {
    const initializers = { a: tensor('int32', [6]), zero: tensor('int32', [0]) };
    const bytes = model({ nodes: [node('Div', ['a', 'zero'], ['y'])], initializers });
    expect(await refusal(bytes)).toBe("model-invalid: Node 'y' (Div): an integer is divided by zero.");
  });

  test('holds all that it computes to the limit of work together', async () => {
    const sums = Array.from({ length: 20 }, (_, i) => node('ReduceSum', ['w'], [`s${i}`]));
    const bytes = model({
      nodes: [...sums, node('Sum', ['x', ...sums.flatMap(({ outputs }) => outputs)], ['y'])],
      initializers: { w: tensor('float32', new Float32Array(1000)) },
    });
    expect(await refusal(bytes, { limits: { work: 10_000 } })).toMatch(/^model-invalid: .*limits\.work \(10000\)/);
    expect(await refusal(bytes)).toBe('accepted');
  });

  test('refuses cycles, names that nothing gives and names given twice, naming the node', async () => {
    expect(
      await refusal(
        model({ nodes: [node('Add', ['x', 'b'], ['a']), node('Neg', ['a'], ['b']), node('Neg', ['b'], ['y'])] }),
      ),
    ).toMatch(/^model-invalid: Node '[ab]' \((Add|Neg)\) is part of a cycle/);
    expect(await refusal(model({ nodes: [node('Neg', ['nowhere'], ['y'])] }))).toBe(
      "model-invalid: Node 'y' (Neg) reads 'nowhere', which nothing in the model gives.",
    );
    expect(await refusal(model({ nodes: [node('Neg', ['x'], ['y']), node('Abs', ['x'], ['y'])] }))).toBe(
      "model-invalid: Node 'y' (Abs) gives 'y', which another node gives too.",
    );
    expect(await refusal(model({}))).toBe("model-invalid: The graph's output 'y' is given by no node.");
  });

  test('refuses operators, versions and operator sets that it has not', async () => {
    const conv = model({ nodes: [node('Conv', ['x', 'x'], ['y'])] });
    expect(await refusal(conv)).toBe(
      "model-unsupported: Node 'y' (Conv): the js provider has no such operator in version 17 of 'ai.onnx'.",
    );
    const future = model({ nodes: [node('Neg', ['x'], ['y'])] }, { opsets: { '': 99 } });
    expect(await refusal(future)).toBe(
      "model-unsupported: Node 'y' (Neg): the js provider has no such operator in version 99 of 'ai.onnx', which it knows up to 25.",
    );
    const foreign = model({ nodes: [node('Neg', ['x'], ['y'], { domain: 'com.example' })] });
    expect(await refusal(foreign)).toMatch(/^model-invalid: .*does not import the operator set 'com.example'/);
  });

  test('runs a chain of 50,000 nodes', async () => {
    const nodes = Array.from({ length: 50_000 }, (_, i) =>
      node('Neg', [i === 0 ? 'x' : `n${i}`], [i === 49_999 ? 'y' : `n${i + 1}`]),
    );
    expect((await runJs(model({ nodes: nodes.reverse() }), { x: pair })).y).toEqual(pair);
  });
});

test('a node that names an output which its operator does not give is refused, folded or not', async () => {
  const twice = { outputs: [y, { name: 'z', type: 'float32' }] } as const;
  const message = "model-invalid: Node 'y' (Neg) gives no output 1: leave its name out.";
  const folded = model({ ...twice, nodes: [node('Neg', ['c'], ['y', 'z'])], initializers: { c: pair } });
  expect(await refusal(folded)).toBe(message);
  const session = await createJsSession(model({ ...twice, nodes: [node('Neg', ['x'], ['y', 'z'])] }));
  await expect(session.run({ x: pair })).rejects.toMatchObject({ code: 'model-invalid' });
});
