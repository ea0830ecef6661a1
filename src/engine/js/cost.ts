import { decodeFunctions } from './functions.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { isGraph } from './node-label.ts';

/** What a model costs, as far as can be told without running it. */
export interface Cost {
  /** Multiplications by weights that scoring one row takes: those of MatMul, Gemm, linear models and support vectors. */
  readonly multiplyAdds: number;
  /** Nodes of decision trees visited for one row: over all trees, the mean depth of their leaves, as though all leaves were as likely. */
  readonly treeNodesOnAverage: number;
  /** The same at most: the sum of the trees' depths. */
  readonly treeNodesAtMost: number;
}

/**
 * The cost of scoring one row. Bodies of loops count once, and products of two computed matrices not at all, since their sizes show only in a run.
 */
export function costPerRow(model: OnnxModel): Cost {
  const total = { multiplyAdds: 0, treeNodesOnAverage: 0, treeNodesAtMost: 0 };
  const count = ({ nodes, initializers }: Pick<OnnxGraph, 'nodes' | 'initializers'>): void => {
    const sizes = weightSizes(nodes, initializers);
    for (const node of nodes) {
      const cost = costOf(node, sizes);
      total.multiplyAdds += cost.multiplyAdds ?? 0;
      total.treeNodesOnAverage += cost.treeNodesOnAverage ?? 0;
      total.treeNodesAtMost += cost.treeNodesAtMost ?? 0;
      for (const { value } of node.attributes.values()) if (isGraph(value)) count(value);
    }
  };
  count(model.graph);
  for (const { nodes } of decodeFunctions(model).values()) count({ nodes, initializers: new Map() });
  return total;
}

/** The elements of each weight, those too that a node unpacks or turns before they are used. */
function weightSizes(nodes: readonly OnnxNode[], initializers: OnnxGraph['initializers']): Map<string, number> {
  const sizes = new Map([...initializers].map(([name, { data }]) => [name, data.length]));
  for (const { opType, inputs, outputs } of nodes) {
    const size = sizes.get(inputs[0] ?? '');
    const [output] = outputs;
    if (size !== undefined && output && /^(Cast|DequantizeLinear|Identity|Transpose)$/.test(opType))
      sizes.set(output, size);
  }
  return sizes;
}

function costOf(node: OnnxNode, sizes: ReadonlyMap<string, number>): Partial<Cost> {
  const { opType, inputs } = node;
  if (opType === 'MatMul' || opType === 'Gemm') {
    const weights = inputs.slice(0, 2).map((name) => sizes.get(name) ?? 0);
    return { multiplyAdds: Math.max(...weights, 0) };
  }
  if (opType.startsWith('Linear')) return { multiplyAdds: numbers(node, 'coefficients').length };
  if (opType.startsWith('SVM')) {
    return { multiplyAdds: numbers(node, 'support_vectors').length + numbers(node, 'coefficients').length };
  }
  if (opType === 'TreeEnsemble') return treeEnsembleCost(node);
  return opType.startsWith('TreeEnsemble') ? forestCost(node) : {};
}

function numbers(node: OnnxNode, name: string): number[] {
  const value = node.attributes.get(name)?.value;
  return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from<unknown, number>(value, Number) : [];
}

/** Trees as nodes by tree and id (TreeEnsembleClassifier, TreeEnsembleRegressor). */
function forestCost(node: OnnxNode): Partial<Cost> {
  const trees = numbers(node, 'nodes_treeids');
  const ids = numbers(node, 'nodes_nodeids');
  const [whenTrue, whenFalse] = [numbers(node, 'nodes_truenodeids'), numbers(node, 'nodes_falsenodeids')];
  const modes = node.attributes.get('nodes_modes')?.value;
  const isLeaf = (position: number): boolean => Array.isArray(modes) && modes[position] === 'LEAF';
  const places = new Map(trees.map((tree, position) => [`${tree}:${ids[position]}`, position]));
  const place = (tree: number | undefined, id: number | undefined): number => places.get(`${tree}:${id}`) ?? -1;
  const firsts = new Map<number, number>();
  trees.forEach((tree, position) => {
    if (!firsts.has(tree)) firsts.set(tree, position);
  });
  return depths([...firsts.values()], (position) =>
    isLeaf(position) ? [] : [place(trees[position], whenTrue[position]), place(trees[position], whenFalse[position])],
  );
}

/** Trees as inner nodes that point to nodes or leaves (TreeEnsemble, since version 5). */
function treeEnsembleCost(node: OnnxNode): Partial<Cost> {
  const [whenTrue, whenFalse] = [numbers(node, 'nodes_truenodeids'), numbers(node, 'nodes_falsenodeids')];
  const [trueLeafs, falseLeafs] = [numbers(node, 'nodes_trueleafs'), numbers(node, 'nodes_falseleafs')];
  // Leaves get places of their own after the inner nodes.
  const leaf = whenTrue.length;
  return depths(numbers(node, 'tree_roots'), (position) =>
    position >= leaf
      ? []
      : [
          trueLeafs[position] ? leaf : (whenTrue[position] ?? leaf),
          falseLeafs[position] ? leaf : (whenFalse[position] ?? leaf),
        ],
  );
}

function depths(roots: readonly number[], children: (position: number) => readonly number[]): Partial<Cost> {
  let treeNodesOnAverage = 0;
  let treeNodesAtMost = 0;
  for (const root of roots) {
    let leaves = 0;
    let sum = 0;
    let deepest = 0;
    const seen = new Set<number>();
    const stack = [{ position: root, depth: 0 }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const { position, depth } = top;
      const next = position < 0 ? [] : children(position);
      // Leaves may be shared by many nodes; an inner node met twice would be a cycle.
      if (next.length > 0 && seen.has(position)) continue;
      if (next.length > 0) seen.add(position);
      else {
        leaves++;
        sum += depth;
        deepest = Math.max(deepest, depth);
      }
      for (const child of next) stack.push({ position: child, depth: depth + 1 });
    }
    treeNodesOnAverage += leaves > 0 ? sum / leaves : 0;
    treeNodesAtMost += deepest;
  }
  return { treeNodesOnAverage, treeNodesAtMost };
}
