import { describe, expect, test } from 'vitest';
import { type NodeDefinition, tensor } from '../../authoring/onnx/writer.ts';
import { createSession } from '../create-session.ts';
import { writeModel } from '../testing/write-model.ts';
import { runJs } from './testing/differential.ts';
import { model, node, refusal } from './testing/small-model.ts';

describe('functions', () => {
  const scaled = {
    domain: 'own',
    name: 'Scaled',
    inputs: ['a', 'bias'],
    outputs: ['out', 'spare'],
    attributes: ['alpha'],
    defaults: { shift: { float: 10 } },
    opsets: { '': 17 },
    nodes: [
      node('LeakyRelu', ['a'], ['bent'], { attributes: { alpha: { reference: 'alpha', kind: 'float' } } }),
      node('Constant', [], ['c'], { attributes: { value_float: { reference: 'shift', kind: 'float' } } }),
      node('Add', ['bent', 'c'], ['out']),
      node('Conv', ['a', 'bias'], ['spare']),
    ],
  } as const;
  const twice = {
    domain: 'own',
    name: 'Twice',
    inputs: ['a'],
    outputs: ['out'],
    opsets: { '': 17, own: 1 },
    nodes: [
      node('Scaled', ['a', ''], ['bent'], { domain: 'own', attributes: { alpha: { float: 2 } } }),
      node('Scaled', ['bent'], ['out'], { domain: 'own', attributes: { alpha: { float: 1 }, shift: { float: 0 } } }),
    ],
  } as const;

  test('stand for their nodes, with attributes by reference, defaults and nesting', async () => {
    const bytes = model(
      { nodes: [node('Twice', ['x'], ['bent'], { domain: 'own' }), node('Neg', ['bent'], ['y'])] },
      { opsets: { '': 17, own: 1 }, functions: [scaled, twice] },
    );
    const { y: result } = await runJs(bytes, { x: tensor('float32', [-3, 4], [1, 2]) });
    expect(result).toEqual(tensor('float32', [-4, -14], [1, 2]));
  });

  test.each(['js', 'wasm'] as const)('of one name are told apart by their overloads, on %s', async (provider) => {
    const call = (overload: string, input: string, output: string) =>
      ({ op: 'Bent', domain: 'own', overload, inputs: [input], outputs: [output] }) as const;
    const bent = (overload: string, op: string) =>
      ({
        domain: 'own',
        name: 'Bent',
        overload,
        inputs: ['a'],
        outputs: ['o'],
        nodes: [{ op, inputs: ['a'], outputs: ['o'] }],
      }) as const;
    const [x, y] = [
      { name: 'x', type: 'float', shape: [2] } as const,
      { name: 'y', type: 'float', shape: [2] } as const,
    ];
    const bytes = writeModel({
      nodes: [call('', 'x', 'kept'), call('less', 'kept', 'negative'), call('more', 'negative', 'y')],
      inputs: [x],
      outputs: [y],
      functions: [bent('more', 'Exp'), bent('less', 'Neg'), bent('', 'Relu')],
      opsets: { '': 20, own: 1 },
      irVersion: 10,
    });
    const session = await createSession(bytes, { executionProviders: [provider] });
    const { y: result } = await session.run({ x: tensor('float32', [-3, 0], [2]) });
    expect(result?.data).toEqual(Float32Array.of(1, 1));
    await session.release();
  });

  test('take a default that is a graph as their own: its names, operators and calls are theirs', async () => {
    const reference = { reference: 'branch', kind: 'graph' } as const;
    const branch = {
      nodes: [node('Twice', ['a'], ['r'], { domain: 'own' })],
      inputs: [],
      outputs: [{ name: 'r', type: 'float32' } as const],
    };
    const chosen = {
      domain: 'own',
      name: 'Chosen',
      inputs: ['a'],
      outputs: ['out'],
      defaults: { branch: { graph: branch } },
      opsets: { '': 17, own: 1 },
      nodes: [
        node('ReduceSum', ['a'], ['sum'], { attributes: { keepdims: { int: 0 } } }),
        node('Cast', ['sum'], ['c'], { attributes: { to: { int: 9 } } }),
        node('If', ['c'], ['out'], { attributes: { then_branch: reference, else_branch: reference } }),
      ],
    } as const;
    const bytes = model(
      {
        initializers: { a: tensor('float32', [100, 100], [1, 2]) },
        nodes: [node('Chosen', ['x'], ['bent'], { domain: 'own' }), node('Add', ['bent', 'a'], ['y'])],
      },
      { opsets: { '': 17, own: 1 }, functions: [scaled, twice, chosen] },
    );
    const { y: result } = await runJs(bytes, { x: tensor('float32', [-3, 4], [1, 2]) });
    expect(result).toEqual(tensor('float32', [104, 114], [1, 2]));
  });

  test('may not call themselves', async () => {
    const endless = { ...twice, nodes: [node('Twice', ['a'], ['out'], { domain: 'own' })] };
    const bytes = model(
      { nodes: [node('Twice', ['x'], ['y'], { domain: 'own' })] },
      { opsets: { '': 17, own: 1 }, functions: [endless] },
    );
    expect(await refusal(bytes)).toBe(
      "model-invalid: Node 'out' (Twice) calls the function 'Twice' from within itself.",
    );
  });

  test('whose call names more outputs than they give are refused', async () => {
    const bytes = model(
      { nodes: [node('Twice', ['x'], ['z', 'y'], { domain: 'own' })] },
      { opsets: { '': 17, own: 1 }, functions: [scaled, twice] },
    );
    expect(await refusal(bytes)).toBe("model-invalid: Node 'z' (Twice) gives no output 1: leave its name out.");
  });

  test('that pass a graph on to be used twice, over and over, are held to the limit of nodes at once', async () => {
    const given = { reference: 'g', kind: 'graph' } as const;
    const both = (output: string): NodeDefinition[] => [
      node('Constant', [], ['c'], { attributes: { value: { tensor: tensor('bool', [1], []) } } }),
      node('If', ['c'], [output], { attributes: { then_branch: given, else_branch: given } }),
    ];
    const graphOf = (nodes: NodeDefinition[]) => ({
      graph: { nodes, inputs: [], outputs: [{ name: 'r', type: 'float32' } as const] },
    });
    const call = (level: number, output: string, nodes: NodeDefinition[]) =>
      node(`F${level}`, ['x'], [output], { domain: 'own', attributes: { g: graphOf(nodes) } });
    const functions = Array.from({ length: 31 }, (_, level) => ({
      domain: 'own',
      name: `F${level}`,
      inputs: ['x'],
      outputs: ['out'],
      attributes: ['g'],
      opsets: { '': 17, own: 1 },
      nodes: level === 30 ? both('out') : [call(level + 1, 'out', both('r'))],
    }));
    const nodes = [call(0, 'y', [node('Neg', ['x'], ['r'])])];
    const bytes = model({ nodes }, { opsets: { '': 17, own: 1 }, functions });
    expect(await refusal(bytes)).toBe('model-unsupported: The model comes to more nodes than limits.nodes (100000).');
  });

  test('that multiply are held to the limit of nodes', async () => {
    const functions = Array.from({ length: 12 }, (_, level) => ({
      domain: 'own',
      name: `F${level}`,
      inputs: ['a'],
      outputs: ['out9'],
      opsets: { '': 17, own: 1 },
      nodes: Array.from({ length: 10 }, (_, i) =>
        level === 11
          ? node('Neg', [i === 0 ? 'a' : `out${i - 1}`], [`out${i}`])
          : node(`F${level + 1}`, [i === 0 ? 'a' : `out${i - 1}`], [`out${i}`], { domain: 'own' }),
      ),
    }));
    const bytes = model(
      { nodes: [node('F0', ['x'], ['y'], { domain: 'own' })] },
      { opsets: { '': 17, own: 1 }, functions },
    );
    expect(await refusal(bytes)).toBe('model-unsupported: The model comes to more nodes than limits.nodes (100000).');
  });
});
