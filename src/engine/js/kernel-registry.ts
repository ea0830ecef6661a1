import type { KernelTable, OperatorVersions } from './kernel.ts';
import { zipMap } from './kernels/zip-map.ts';
/** Operators whose kernels come together. */
export interface KernelGroup {
  readonly operators: readonly string[];
  readonly load: () => Promise<KernelTable>;
}

/**
 * Groups by domain, each a chunk of its own: a page fetches what its models use, and nothing else stands between it and its first decision.
 * What models tend to use together lies together.
 */
export const kernelGroups: Readonly<Record<string, readonly KernelGroup[]>> = {
  '': [
    group(
      'Abs Add And Ceil Div Equal Exp Floor Gemm Greater GreaterOrEqual Hardmax IsNaN LeakyRelu Less LessOrEqual Log LogSoftmax MatMul Mul Neg Not Or Reciprocal Relu Sigmoid Softmax Sqrt Sub Tanh Xor',
      async () => (await import('./kernels/nets.ts')).nets,
    ),
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
      'ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer OneHotEncoder Scaler',
      async () => (await import('./kernels/linear-pipeline.ts')).linearPipeline,
    ),
    group(
      'TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor',
      async () => (await import('./kernels/ml/trees.ts')).treeKernels,
    ),
    group('ZipMap', async () => zipMap),
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
  return groupOf(domain, opType) !== undefined;
}

/** Finds the kernels of an operator among those loaded. */
export type KernelLookup = (domain: string, opType: string) => OperatorVersions | undefined;

/**
 * Loads the kernels that `operators` need. Called with a manifest's operators while the model itself is still on its way,
 * it saves the wait for chunks after it.
 */
export async function loadKernels(
  operators: Iterable<{ readonly domain: string; readonly opType: string }>,
): Promise<KernelLookup> {
  const needed = new Set<KernelGroup>();
  for (const { domain, opType } of operators) {
    const found = groupOf(domain, opType);
    if (found) needed.add(found);
  }
  const loaded = new Map(await Promise.all([...needed].map(async (each) => [each, await each.load()] as const)));
  return (domain, opType) => {
    const found = groupOf(domain, opType);
    return found && own(loaded.get(found), opType);
  };
}
