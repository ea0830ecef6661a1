import { expect, test } from 'vitest';
import { kernelGroups } from '../kernel-groups.ts';
import { newestOpsets } from '../kernel-registry.ts';
import { expectSameTensor, runOrt } from '../testing/differential.ts';
import { computationHistories, mlHistories } from './testing/histories/computation.ts';
import { elementwiseHistories } from './testing/histories/elementwise.ts';
import type { Expected, Version, VersionNode } from './testing/histories/history.ts';
import { shapeHistories } from './testing/histories/shape.ts';
import { encodeOneNode, expectNodeSameAsOrt, type OneNode, runNode } from './testing/one-node.ts';

// Every version that the standard's changelog lists of each operator, the newest this provider knows included. Where ONNX Runtime has no
// kernel of a version the expected values are worked out from the standard's text, and the test holds that ONNX Runtime still has none.

const all = [
  ...Object.entries({ ...elementwiseHistories, ...shapeHistories, ...computationHistories }),
  ...Object.entries(mlHistories),
];
const cases = all.flatMap(([opType, history]) => {
  let node: VersionNode | undefined;
  return history.map(([version, own, expected]: Version) => {
    node = own ?? node;
    if (!node) throw new Error(`${opType}-${version} has no node`);
    const domain = opType in mlHistories ? ({ domain: 'ai.onnx.ml' } as const) : {};
    return { opType, opset: version, ...domain, ...node, expected };
  });
});

test.each(cases)('$opType-$opset', async ({ expected, ...node }) => {
  if (expected) await expectByText(node, expected);
  else await expectNodeSameAsOrt(node);
});

test('every version that a kernel table names is one of the changelog, and every operator of several versions is here', async () => {
  const tables = await Promise.all(
    kernelGroups.map(async ({ domain, load }) => ({ domain, operators: Object.entries(await load()) })),
  );
  for (const { domain, operators } of tables) {
    for (const [opType, kernels] of operators) {
      const versions = Object.keys(kernels).map(Number);
      const listed = cases.filter((node) => node.opType === opType && (node.domain ?? '') === domain);
      // Those of ai.onnx.ml that are not here never changed; their own tests have them.
      if (domain && listed.length === 0) expect(versions, opType).toEqual([1]);
      else {
        expect(
          listed.map(({ opset }) => opset),
          opType,
        ).toEqual(expect.arrayContaining(versions.filter((version) => version > 1)));
      }
      for (const { opset } of listed) expect(opset).toBeLessThanOrEqual(newestOpsets[domain] ?? 0);
    }
  }
});

async function expectByText(node: OneNode, expected: Expected): Promise<void> {
  const { model, feeds } = encodeOneNode(node);
  await expect(runOrt(model, feeds), 'ONNX Runtime').rejects.toThrow();
  const outputs = await runNode(node);
  expected.forEach((elements, position) => {
    const output = outputs[`y${position}`];
    expect(output?.data.length).toBe(elements.length);
    elements.forEach((element, i) => {
      const actual = output?.data[i];
      if (typeof element === 'string') expect(actual).toBe(element);
      else expectSameTensor(scalar(Number(actual)), scalar(element), `y${position}[${i}]`, { rtol: 1e-6 });
    });
  });
}

const scalar = (value: number) => ({ type: 'float64', dims: [], data: Float64Array.of(value) }) as const;
