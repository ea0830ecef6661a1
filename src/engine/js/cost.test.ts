import { expect, test } from 'vitest';
import { encodeModel, type NodeDefinition, tensor } from '../../authoring/onnx/writer.ts';
import { costPerRow } from './cost.ts';
import { decodeModel } from './decode.ts';
import { listOperators, unsupportedOperators } from './operators.ts';

function decoded(nodes: readonly NodeDefinition[], weights = 0) {
  return decodeModel(
    encodeModel({
      opsets: { '': 17, 'ai.onnx.ml': 3, 'com.example': 1 },
      graph: { nodes, inputs: [], outputs: [], initializers: { w: tensor('float32', new Float32Array(weights)) } },
    }),
  );
}

// One split whose true side splits again: leaves at depths 1, 2 and 2.
const tree = (id: number) => ({
  nodes_treeids: [id, id, id, id, id],
  nodes_nodeids: [0, 1, 2, 3, 4],
  nodes_truenodeids: [1, 3, 0, 0, 0],
  nodes_falsenodeids: [2, 4, 0, 0, 0],
});

test('counts the mean and the greatest depth of each tree', () => {
  const [a, b] = [tree(0), tree(7)];
  const attributes = {
    nodes_treeids: { ints: [...a.nodes_treeids, ...b.nodes_treeids] },
    nodes_nodeids: { ints: [...a.nodes_nodeids, ...b.nodes_nodeids] },
    nodes_truenodeids: { ints: [...a.nodes_truenodeids, ...b.nodes_truenodeids] },
    nodes_falsenodeids: { ints: [...a.nodes_falsenodeids, ...b.nodes_falsenodeids] },
    nodes_modes: {
      strings: ['BRANCH_LT', 'BRANCH_LT', 'LEAF', 'LEAF', 'LEAF', 'BRANCH_LT', 'BRANCH_LT', 'LEAF', 'LEAF', 'LEAF'],
    },
  };
  const node = { opType: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'], attributes };
  const cost = costPerRow(decoded([node]));
  expect(cost.multiplyAdds).toBe(0);
  expect(cost.treeNodesOnAverage).toBeCloseTo(2 * (5 / 3), 12);
  expect(cost.treeNodesAtMost).toBe(4);
});

test('counts the weights that a row is multiplied by', () => {
  const nodes = [
    { opType: 'Gemm', inputs: ['x', 'w'], outputs: ['h'] },
    { opType: 'MatMul', inputs: ['h', 'w'], outputs: ['y'] },
    {
      opType: 'LinearRegressor',
      domain: 'ai.onnx.ml',
      inputs: ['y'],
      outputs: ['z'],
      attributes: { coefficients: { floats: [1, 2, 3] } },
    },
  ];
  expect(costPerRow(decoded(nodes, 12)).multiplyAdds).toBe(27);
});

test('counts weights that are unpacked or turned before they are used', () => {
  const nodes = [
    { opType: 'DequantizeLinear', inputs: ['w', 'scale'], outputs: ['unpacked'] },
    { opType: 'Transpose', inputs: ['unpacked'], outputs: ['turned'] },
    { opType: 'MatMul', inputs: ['x', 'turned'], outputs: ['y'] },
  ];
  expect(costPerRow(decoded(nodes, 12)).multiplyAdds).toBe(12);
});

test('a damaged tree that points to itself has a cost all the same', () => {
  const attributes = {
    nodes_treeids: { ints: [0] },
    nodes_nodeids: { ints: [0] },
    nodes_truenodeids: { ints: [0] },
    nodes_falsenodeids: { ints: [0] },
    nodes_modes: { strings: ['BRANCH_LT'] },
  };
  const node = { opType: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'], attributes };
  expect(costPerRow(decoded([node])).treeNodesAtMost).toBe(0);
});

test('lists each operator once, and tells those without a kernel', () => {
  const body = { nodes: [{ opType: 'Conv', inputs: ['x'], outputs: ['b'] }], inputs: [], outputs: [] };
  const operators = listOperators(
    decoded([
      { opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] },
      { opType: 'Add', inputs: ['y', 'x'], outputs: ['z'] },
      {
        opType: 'If',
        inputs: ['z'],
        outputs: ['i'],
        attributes: { then_branch: { graph: body }, else_branch: { graph: body } },
      },
      { opType: 'ZipMap', domain: 'ai.onnx.ml', inputs: ['z'], outputs: ['m'] },
      { opType: 'Add', domain: 'com.example', inputs: ['z', 'z'], outputs: ['e'] },
    ]),
  );
  expect(operators).toEqual([
    { domain: '', opType: 'Add', opset: 17 },
    { domain: 'com.example', opType: 'Add', opset: 1 },
    { domain: '', opType: 'Conv', opset: 17 },
    { domain: '', opType: 'If', opset: 17 },
    { domain: 'ai.onnx.ml', opType: 'ZipMap', opset: 3 },
  ]);
  expect(unsupportedOperators(operators).map(({ domain, opType }) => `${domain}.${opType}`)).toEqual([
    'com.example.Add',
    '.Conv',
  ]);
  expect(unsupportedOperators([{ domain: '', opType: 'Add', opset: 99 }])).toHaveLength(1);
});
