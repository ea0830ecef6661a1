import { missingChunk } from '../../errors.ts';
import type { KernelTable, OperatorVersions } from './kernel.ts';
import { zipMap } from './kernels/zip-map.ts';

/** Operators of one domain whose kernels come together, in a chunk of their own. */
export interface KernelGroup {
  readonly domain: string;
  /** Their names, spaces between them. */
  readonly operators: string;
  readonly load: () => Promise<KernelTable>;
}

/**
 * The groups that most models use. A page fetches those of its models, and nothing else stands between it and its first decision;
 * the names of all others lie in rare-kernels.ts, which is fetched for models that use one. What models tend to use together lies together.
 */
export const commonGroups: readonly KernelGroup[] = [
  {
    domain: 'ai.onnx.ml',
    operators: 'LinearClassifier LinearRegressor Scaler',
    load: async () => (await import('./kernels/linear-models.ts')).linearModels,
  },
  {
    domain: 'ai.onnx.ml',
    operators: 'ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder Normalizer OneHotEncoder',
    load: async () => (await import('./kernels/preprocessing.ts')).preprocessing,
  },
  {
    domain: 'ai.onnx.ml',
    operators: 'TreeEnsembleClassifier TreeEnsembleRegressor',
    load: async () => (await import('./kernels/ml/trees.ts')).treeKernels,
  },
  { domain: 'ai.onnx.ml', operators: 'ZipMap', load: async () => zipMap },
  {
    domain: '',
    operators:
      'Abs Add And Ceil Div Equal Exp Floor Gemm Greater GreaterOrEqual Hardmax IsNaN LeakyRelu Less LessOrEqual Log LogSoftmax MatMul Mul Neg Not Or Reciprocal Relu Sigmoid Softmax Sqrt Sub Tanh Xor',
    load: async () => (await import('./kernels/nets.ts')).nets,
  },
  {
    domain: '',
    operators:
      'Cast CastLike Concat Constant ConstantOfShape Dropout Expand Flatten Gather Identity OneHot Reshape Shape Size Slice Split Squeeze Transpose Unsqueeze',
    load: async () => (await import('./kernels/data-movement.ts')).dataMovement,
  },
];

/** The newest version of each operator set whose meanings are known here. */
export const newestOpsets: Readonly<Record<string, number>> = { '': 25, 'ai.onnx.ml': 5 };

/** An operator's name and domain. */
export interface OperatorName {
  readonly domain: string;
  readonly opType: string;
}

/** The group of an operator among `groups`. */
export function groupOf(groups: readonly KernelGroup[], { domain, opType }: OperatorName): KernelGroup | undefined {
  return groups.find((group) => group.domain === domain && group.operators.split(' ').includes(opType));
}

/** Finds the kernels of an operator among those loaded. */
export type KernelLookup = (domain: string, opType: string) => OperatorVersions | undefined;

/**
 * Loads the kernels that `operators` need. Called with a manifest's operators while the model itself is still on its way,
 * it saves the wait for chunks after it.
 */
export async function loadKernels(operators: Iterable<OperatorName>): Promise<KernelLookup> {
  const names = new Map<string, OperatorName>();
  for (const name of operators) names.set(`${name.domain}:${name.opType}`, name);
  const loading = [...names].map(async ([key, name]) => {
    const group = groupOf(commonGroups, name) ?? groupOf((await import('./rare-kernels.ts')).rareGroups, name);
    return [key, (await group?.load())?.[name.opType]] as const;
  });
  const found = new Map(await Promise.all(loading).catch(missingChunk));
  return (domain, opType) => found.get(`${domain}:${opType}`);
}
