import type { KernelTable, OperatorVersions } from './kernel.ts';
import { elementwise } from './kernels/elementwise.ts';
import { products } from './kernels/gemm.ts';
import { linearKernels } from './kernels/ml/linear.ts';
import { treeKernels } from './kernels/ml/trees.ts';
import { softmaxes } from './kernels/softmax.ts';
import { zipMap } from './kernels/zip-map.ts';

/** Operators whose kernels come together. */
export interface KernelGroup {
  readonly operators: readonly string[];
  readonly load: () => Promise<KernelTable>;
}

// What most storefront models need is loaded with the engine.
const loaded: Readonly<Record<string, KernelTable>> = {
  '': { ...elementwise, ...products, ...softmaxes },
  'ai.onnx.ml': { ...linearKernels, ...treeKernels, ...zipMap },
};

/** The rest comes as chunks when a model asks for it, by domain. */
export const kernelGroups: Readonly<Record<string, readonly KernelGroup[]>> = {
  '': [
    group(
      'Cast CastLike Concat Constant ConstantOfShape Dropout Expand Flatten Gather Identity OneHot Reshape Shape Size Slice Split Squeeze Transpose Unsqueeze',
      async () => (await import('./kernels/data-movement.ts')).dataMovement,
    ),
    group(
      'Acos Acosh Asin Asinh Atan Atanh BitShift Celu Clip Cos Cosh Elu Erf Gelu HardSigmoid HardSwish IsInf Max Mean Min Mish Mod PRelu Pow Round Selu Shrink Sign Sin Sinh Softplus Softsign Sum Tan ThresholdedRelu Where',
      async () => (await import('./kernels/rare-elementwise.ts')).rareElementwise,
    ),
    group(
      'ArgMax ArgMin ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare',
      async () => (await import('./kernels/reduce.ts')).reductions,
    ),
    group('If Loop Scan', async () => (await import('./kernels/control-flow.ts')).controlFlow),
    group(
      'GatherElements GatherND Scatter ScatterElements ScatterND',
      async () => (await import('./kernels/indexing.ts')).indexing,
    ),
    group('Det Einsum', async () => (await import('./kernels/linear-algebra.ts')).linearAlgebra),
    group(
      'BatchNormalization LayerNormalization MeanVarianceNormalization',
      async () => (await import('./kernels/normalization.ts')).normalizations,
    ),
    group(
      'Compress EyeLike NonZero Pad Range Tile Trilu',
      async () => (await import('./kernels/rare-shape.ts')).rareShapes,
    ),
    group('CumSum TopK Unique', async () => (await import('./kernels/search.ts')).searches),
    group('StringNormalizer TfIdfVectorizer', async () => (await import('./kernels/text.ts')).texts),
  ],
  'ai.onnx.ml': [
    group(
      'ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder Normalizer OneHotEncoder Scaler',
      async () => (await import('./kernels/preprocessing.ts')).preprocessing,
    ),
    group('CategoryMapper', async () => (await import('./kernels/ml/maps.ts')).mapKernels),
    group('SVMClassifier SVMRegressor', async () => (await import('./kernels/ml/svm.ts')).svmKernels),
  ],
};

function group(operators: string, load: KernelGroup['load']): KernelGroup {
  return { operators: operators.split(' '), load };
}

/** The newest version of each operator set whose meanings are known here. */
export const newestOpsets: Readonly<Record<string, number>> = { '': 25, 'ai.onnx.ml': 5 };

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

function groupOf(domain: string, opType: string): KernelGroup | undefined {
  return own(kernelGroups, domain)?.find(({ operators }) => operators.includes(opType));
}

/** Whether there is a kernel, without loading it. */
export function hasKernel(domain: string, opType: string): boolean {
  return (own(own(loaded, domain), opType) ?? groupOf(domain, opType)) !== undefined;
}

/** Finds the kernels of an operator among those loaded. */
export type KernelLookup = (domain: string, opType: string) => OperatorVersions | undefined;

/**
 * Loads the kernels that `operators` need. Called with a manifest's operators while the model itself is still on its way,
 * it saves the wait for a chunk after it.
 */
export async function loadKernels(
  operators: Iterable<{ readonly domain: string; readonly opType: string }>,
): Promise<KernelLookup> {
  const tables = new Map<KernelGroup, Promise<KernelTable>>();
  for (const { domain, opType } of operators) {
    const needed = own(own(loaded, domain), opType) ? undefined : groupOf(domain, opType);
    if (needed && !tables.has(needed)) tables.set(needed, needed.load());
  }
  const fetched = new Map<string, KernelTable>();
  for (const [{ operators: names }, table] of tables) for (const name of names) fetched.set(name, await table);
  return (domain, opType) =>
    own(own(loaded, domain), opType) ?? (groupOf(domain, opType) && own(fetched.get(opType), opType));
}
