/**
 * Measures tree ensembles: the js provider against ONNX Runtime's wasm (one thread), in Node.
 * Run: npx tsx bench/engine/trees.bench.ts
 */
import { encodeModel } from '../../src/authoring/onnx/writer.ts';
import { createSession } from '../../src/engine/create-session.ts';
import { createJsSession } from '../../src/engine/js/create-js-session.ts';
import { createRandom } from '../../src/engine/js/testing/differential.ts';
import type { Session, Tensor } from '../../src/engine/session.ts';

const features = 30;

function forest(trees: number, depth: number, classes: number, isRagged: boolean): Uint8Array<ArrayBuffer> {
  const random = createRandom(trees + depth);
  const nodes = { tree: [0], node: [0], mode: [''], feature: [0], value: [0], yes: [0], no: [0] };
  const votes = { tree: [0], node: [0], id: [0], weight: [0] };
  for (const list of [...Object.values(nodes), ...Object.values(votes)]) list.length = 0;
  for (let tree = 0; tree < trees; tree++) {
    let next = 1;
    const level: [number, number][] = [[0, depth]];
    for (let at = 0; at < level.length; at++) {
      const [node, left] = level[at] as [number, number];
      const isLeaf = left === 0 || (isRagged && left < depth - 3 && random.next() < 0.3);
      nodes.tree.push(tree);
      nodes.node.push(node);
      nodes.mode.push(isLeaf ? 'LEAF' : 'BRANCH_LEQ');
      nodes.feature.push(isLeaf ? 0 : random.int(0, features - 1));
      nodes.value.push(isLeaf ? 0 : random.next() * 2 - 1);
      nodes.yes.push(isLeaf ? 0 : next);
      nodes.no.push(isLeaf ? 0 : next + 1);
      if (!isLeaf) {
        level.push([next, left - 1], [next + 1, left - 1]);
        next += 2;
      } else {
        for (let id = 0; id < classes; id++) {
          votes.tree.push(tree);
          votes.node.push(node);
          votes.id.push(id);
          votes.weight.push(random.next() - 0.5);
        }
      }
    }
  }
  const isClassifier = classes > 1;
  const kind = isClassifier ? 'class' : 'target';
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: {
      inputs: [{ name: 'X', type: 'float32', shape: ['N', features] }],
      outputs: isClassifier
        ? [
            { name: 'label', type: 'int64' },
            { name: 'Y', type: 'float32' },
          ]
        : [{ name: 'Y', type: 'float32' }],
      nodes: [
        {
          opType: isClassifier ? 'TreeEnsembleClassifier' : 'TreeEnsembleRegressor',
          domain: 'ai.onnx.ml',
          inputs: ['X'],
          outputs: isClassifier ? ['label', 'Y'] : ['Y'],
          attributes: {
            nodes_treeids: { ints: nodes.tree },
            nodes_nodeids: { ints: nodes.node },
            nodes_modes: { strings: nodes.mode },
            nodes_featureids: { ints: nodes.feature },
            nodes_values: { floats: nodes.value },
            nodes_truenodeids: { ints: nodes.yes },
            nodes_falsenodeids: { ints: nodes.no },
            [`${kind}_treeids`]: { ints: votes.tree },
            [`${kind}_nodeids`]: { ints: votes.node },
            [`${kind}_ids`]: { ints: votes.id },
            [`${kind}_weights`]: { floats: votes.weight },
            ...(isClassifier
              ? { classlabels_int64s: { ints: Array.from({ length: classes }, (_, k) => k) } }
              : { n_targets: { int: 1 } }),
          },
        },
      ],
    },
  });
}

async function median(count: number, run: (i: number) => Promise<unknown>): Promise<number> {
  for (let i = 0; i < count / 3; i++) await run(i);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await run(i);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

const random = createRandom(1);
const many = random.tensor('float32', [10_000, features], { low: -1, high: 1 });
const ones = Array.from({ length: 500 }, () => random.tensor('float32', [1, features], { low: -1, high: 1 }));
const show = (ms: number) => (ms < 1 ? `${(ms * 1000).toFixed(1)} µs` : `${ms.toFixed(1)} ms`);

const cases: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
  ['100 trees, depth 6', forest(100, 6, 1, false)],
  ['300 trees, depth 6', forest(300, 6, 1, false)],
  ['300 trees, depth 14, ragged', forest(300, 14, 1, true)],
  ['100 trees, depth 8, 3 classes', forest(100, 8, 3, false)],
];
for (const [name, model] of cases) {
  const started = performance.now();
  const js = await createJsSession(model);
  const loaded = performance.now();
  await js.run({ X: ones[0] as Tensor });
  const cold = performance.now();
  const wasm = await createSession(model, { executionProviders: ['wasm'] });
  const one = (session: Session) => median(1500, (i) => session.run({ X: ones[i % ones.length] as Tensor }));
  const all = (session: Session) => median(7, () => session.run({ X: many }));
  const [jsOne, wasmOne, jsAll, wasmAll] = [await one(js), await one(wasm), await all(js), await all(wasm)];
  console.log(
    `${name} (${(model.length / 1024).toFixed(0)} KB): load ${show(loaded - started)}, first row ${show(cold - loaded)};`,
    `one row ${show(jsOne)} against ${show(wasmOne)} (${(wasmOne / jsOne).toFixed(1)}×);`,
    `10,000 rows ${show(jsAll)} against ${show(wasmAll)} (${(wasmAll / jsAll).toFixed(1)}×)`,
  );
  await js.release();
  await wasm.release();
}
