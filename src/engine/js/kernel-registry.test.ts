import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasKernel, kernelGroups } from './kernel-groups.ts';
import { loadKernels } from './kernel-registry.ts';
import { preloadKernels } from './preload-kernels.ts';

// The operators that the js provider promises, by domain.
const promised: Readonly<Record<string, string>> = {
  '': 'Abs Acos Acosh Add And Asin Asinh Atan Atanh BitShift Cast CastLike Ceil Celu Clip Cos Cosh Div Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual HardSigmoid HardSwish IsInf IsNaN LeakyRelu Less LessOrEqual Log Max Mean Min Mish Mod Mul Neg Not Or Pow PRelu Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Tan Tanh ThresholdedRelu Where Xor Compress Concat Constant ConstantOfShape Expand EyeLike Flatten Gather GatherElements GatherND Identity NonZero OneHot Pad Range Reshape ScatterElements ScatterND Shape Size Slice Split Squeeze Tile Transpose Trilu Unique Unsqueeze ArgMax ArgMin CumSum Hardmax LogSoftmax ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Softmax TopK BatchNormalization Det Dropout Einsum Gemm LayerNormalization MatMul MeanVarianceNormalization If Loop Scan StringNormalizer TfIdfVectorizer',
  'ai.onnx.ml':
    'ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor ZipMap',
};

test.each(Object.entries(promised))('every operator promised of %j has its kernels', async (domain, names) => {
  for (const opType of names.split(' ')) {
    expect(hasKernel(domain, opType), opType).toBe(true);
    const lookup = await loadKernels([{ domain, opType }]);
    expect(Object.keys(lookup(domain, opType) ?? {}), opType).not.toEqual([]);
  }
});

// Tests that hold kernels to ONNX Runtime; it takes no maps, so their operators are held to the standard's text.
const folder = import.meta.dirname;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('kernel-registry.test.ts'))
  .map((file) => readFileSync(join(folder, file), 'utf8'));
const differential = sources.filter((source) => /(SameAsOrt|sameOnRandomRows)\(/.test(source)).join('\n');

test.each(Object.values(promised).flatMap((names) => names.split(' ')))('%s has a differential test', (opType) => {
  expect(differential).toMatch(new RegExp(`^(?!\\s*(//|\\*)).*(?<![\\w.])${opType}(?!\\w)`, 'm'));
});

test('the names listed for a group are those of its table', async () => {
  for (const group of kernelGroups) {
    expect(Object.keys(await group.load()).sort()).toEqual(group.operators.split(' ').sort());
  }
});

test('knows no operator of another domain, nor by the name of a property that all objects have', () => {
  expect(hasKernel('com.microsoft', 'Add')).toBe(false);
  expect(hasKernel('', 'constructor')).toBe(false);
  expect(hasKernel('toString', 'Add')).toBe(false);
});

test('preloading passes over operators that it does not know', async () => {
  await expect(preloadKernels(['Gemm', 'ai.onnx.ml.Scaler', 'com.example.Own', ''])).resolves.toBeUndefined();
});
