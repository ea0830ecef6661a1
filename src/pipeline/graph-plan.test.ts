import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGraph } from './graph.ts';
import type { GraphOptions } from './operator.ts';
import { fakeClassifier } from './testing/fixtures.ts';

const options = (): GraphOptions => ({ sessions: { intent: fakeClassifier() } });

const twoColumns: GraphOptions['frame'] = { a: 'float64', b: 'string' };
const compileNodes = (nodes: unknown, outputs: unknown = {}) =>
  compileGraph({ nodes, outputs }, { ...options(), frame: twoColumns, serviceId: 's' });

describe('compileGraph', () => {
  const array = { id: 'x', op: 'array', inputs: ['frame.a'] };
  const onnx = (params: object, inputs: string[] = []) => [array, { id: 'm', op: 'onnx', inputs, params }];

  it.each<[string, unknown, Record<string, string>, RegExp]>([
    [
      'an unknown operator',
      [{ id: 'x', op: 'constructor' }],
      {},
      /^Graph node 'x', op: operator 'constructor' is unknown/,
    ],
    [
      'an unknown node',
      [{ ...array, inputs: ['nope'] }],
      {},
      /^Graph node 'x' \(array\), inputs: 'nope' names an unknown node/,
    ],
    [
      'an unknown node in params',
      onnx({ model: 'intent', feeds: { X: 'nope' } }),
      {},
      /'m' \(onnx\), params.feeds.X: 'nope' names an unknown/,
    ],
    ['a malformed reference', [{ ...array, inputs: ['frame['] }], {}, /'frame\[' is no reference/],
    [
      'an unknown column',
      [{ ...array, params: { columns: ['z'] } }],
      {},
      /'x' \(array\), params.columns: 'z' is no column; there is a\./,
    ],
    [
      'an unknown column referred to',
      [{ ...array, inputs: ['frame.z'] }],
      {},
      /inputs: 'frame.z' is unknown; there is a, b/,
    ],
    ['text in a float tensor', [{ ...array, inputs: ['frame'] }], {}, /params.columns: column 'b' is string/],
    ['an unknown param', [{ ...array, params: { colums: ['a'] } }], {}, /'x' \(array\), params.colums: /],
    ['a param of a wrong type', [{ ...array, params: { columns: 'a' } }], {}, /params.columns: Invalid type/],
    ['params that are no object', [{ ...array, params: 5 }], {}, /'x' \(array\), params: Invalid type/],
    [
      'a wrong kind of input',
      [{ ...array, inputs: ['profile'] }],
      {},
      /inputs: it takes 1 or more of kind frame, not 'profile', which is profile/,
    ],
    ['too few inputs', [{ ...array, inputs: [] }], {}, /inputs: it takes 1 or more of kind frame, not 0/],
    [
      'too many inputs',
      [{ id: 'x', op: 'xdm-to-frame', inputs: ['events', 'events'], params: { columns: [{ name: 'a', path: 'a' }] } }],
      {},
      /inputs: it takes 1 of kind events, not 2/,
    ],
    ['a column twice', [{ ...array, inputs: ['frame.a', 'frame.a'] }], {}, /inputs: there are two columns 'a'/],
    [
      'a node that needs itself',
      [{ id: 'x', op: 'clip', inputs: ['x'] }],
      {},
      /Graph node 'x' \(clip\), inputs: .*\(x -> x\)/,
    ],
    [
      'an unknown model',
      onnx({ model: 'toString', feeds: {} }),
      {},
      /'m' \(onnx\), params.model: 'toString' is unknown; .* intent/,
    ],
    [
      'an input of the model not fed',
      onnx({ model: 'intent' }),
      {},
      /inputs: model 'intent' takes X; feed each of them/,
    ],
    [
      'too many inputs for the model',
      onnx({ model: 'intent' }, ['x', 'x']),
      {},
      /inputs: model 'intent' takes X; .* no more/,
    ],
    [
      'an input that the model lacks',
      onnx({ model: 'intent', feeds: { X: 'frame', Y: 'x' } }),
      {},
      /params.feeds: model 'intent' takes X; .* no more/,
    ],
    [
      'a shape that the model does not take',
      onnx({ model: 'intent', feeds: { X: 'x' } }),
      {},
      /params.feeds.X: the model takes shape \[N, 2\], not \[\?, 1\]/,
    ],
    [
      'a type that the model does not take',
      onnx({ model: 'intent', feeds: { X: 'frame' } }),
      {},
      /params.feeds.X: column 'b' is string/,
    ],
    [
      'an output that is no column',
      [array],
      { s: 'frame' },
      /^Graph output 's': 'frame' is frame of \d parts; name one/,
    ],
    [
      'an output outside of its tensor',
      [array],
      { s: 'x[:,1]' },
      /^Graph output 's': 'x\[:,1\]' lies outside of its value, of shape \[\?,1\]/,
    ],
    ['an index with too many places', [array], { s: 'x[0,0,0]' }, /'x\[0,0,0\]' lies outside of its value/],
    ['a part of what has none', [array], { s: 'x.column' }, /'x.column' is unknown; there is none/],
    ['events as an output', [], { s: 'events' }, /'events' is events of \d parts; name one/],
    ['two nodes of one id', [array, array], {}, /^Graph, nodes.1.id: 'x' is taken/],
    ["a source's name as id", [{ ...array, id: 'events' }], {}, /^Graph, nodes.0.id: /],
    ['a prototype as id', [{ ...array, id: '__proto__' }], {}, /^Graph, nodes.0.id: /],
    ['a dot in an id', [{ ...array, id: 'a.b' }], {}, /^Graph, nodes.0.id: /],
    ['an unknown field', [{ ...array, input: 'frame' }], {}, /^Graph, nodes.0.input: /],
    [
      '10,001 nodes',
      Array.from({ length: 10_001 }, (_, index) => ({ id: `n${index}`, op: 'x' })),
      {},
      /^Graph, nodes: /,
    ],
  ])('refuses %s', (_, nodes, outputs, message) => {
    expect(() => compileNodes(nodes, outputs)).toThrow(
      expect.objectContaining({ code: 'graph-invalid', message: expect.stringMatching(message) }),
    );
  });

  it('names the way of a cycle', () => {
    const node = (id: string, input: string) => ({ id, op: 'clip', inputs: [input] });
    const nodes = [node('start', 'frame.a'), node('a', 'c'), node('b', 'a'), node('c', 'b'), node('after', 'c')];
    expect(() => compileNodes(nodes)).toThrow(/(a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)/);
  });

  it('refuses a cycle of 10,000 nodes in a short sentence', () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => ({
      id: `n${index}`,
      op: 'clip',
      inputs: [`n${(index + 1) % 10_000}`],
    }));
    expect(() => compileNodes(nodes)).toThrow(/^.{50,300}$/);
  });

  it("refuses the source 'frame' when no columns are declared for it", () => {
    expect(() => compileGraph({ nodes: [], outputs: { a: 'frame.a' } }, { sessions: {} })).toThrow(
      /a page has no frame; take events or profile/,
    );
  });

  it.each([
    undefined,
    null,
    5,
    'graph',
    [],
    {},
    { nodes: {} },
    { nodes: [], outputs: [1] },
    { nodes: [null], outputs: {} },
    JSON.parse('{"__proto__":{"nodes":[],"outputs":{}}}'),
  ])('refuses %j as a definition', (definition) => {
    expect(() => compileGraph(definition, options())).toThrow(expect.objectContaining({ code: 'graph-invalid' }));
  });

  it('throws nothing but graph-invalid, whatever the definition', () => {
    const operator = fc.constantFrom(
      'array',
      'clip',
      'map',
      'cast',
      'fillna',
      'xdm-to-frame',
      'onnx',
      'one-hot-encoder',
      'custom',
      'profile-writer',
      'datetime-part',
    );
    const text = fc.constantFrom(
      'a',
      'b',
      'frame',
      'events',
      'profile',
      'n0',
      'n1',
      'n0.a',
      'frame.a[0]',
      '__proto__',
      'intent',
      'X',
      'hour',
    );
    const value = fc.oneof(
      text,
      fc.array(text, { maxLength: 3 }),
      fc.jsonValue({ maxDepth: 2 }),
      fc.dictionary(text, text),
    );
    const param = fc.constantFrom(
      'columns',
      'column',
      'value',
      'type',
      'part',
      'model',
      'feeds',
      'mapping',
      'categories',
      'scores',
      'name',
      'output',
      'segments',
      'upper',
    );
    const node = fc.record(
      { op: operator, inputs: fc.array(text, { maxLength: 2 }), params: fc.dictionary(param, value, { maxKeys: 4 }) },
      { requiredKeys: ['op'] },
    );
    fc.assert(
      fc.property(fc.array(node, { maxLength: 3 }), fc.dictionary(text, text), (nodes, outputs) => {
        try {
          compileNodes(
            nodes.map((each, index) => ({ id: `n${index}`, ...each })),
            outputs,
          );
        } catch (error) {
          expect(error).toMatchObject({ name: 'EdgewiseError', code: 'graph-invalid' });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses deep JSON Logic instead of overflowing the stack', () => {
    let where: unknown = true;
    for (let depth = 0; depth < 20_000; depth++) where = { '!': [where] };
    const nodes = [
      {
        id: 'x',
        op: 'xdm-to-frame',
        inputs: ['events'],
        params: { columns: [{ name: 'n', aggregate: 'count', where }] },
      },
    ];
    expect(() => compileNodes(nodes)).toThrow(
      /'x' \(xdm-to-frame\), params.columns.0.where: it is nested deeper than 100 levels/,
    );
  });
});
