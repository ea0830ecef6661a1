import type { KernelGroup } from './kernel-registry.ts';

/** The groups of operators that few models use, as those in kernel-registry.ts. */
export const rareGroups: readonly KernelGroup[] = [
  {
    domain: '',
    operators:
      'Acos Acosh Asin Asinh Atan Atanh BitShift Celu Clip Cos Cosh Elu Erf Gelu HardSigmoid HardSwish IsInf Max Mean Min Mish Mod PRelu Pow Round Selu Shrink Sign Sin Sinh Softplus Softsign Sum Tan ThresholdedRelu Where',
    load: async () => (await import('./kernels/rare-elementwise.ts')).rareElementwise,
  },
  {
    domain: '',
    operators:
      'ArgMax ArgMin ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare',
    load: async () => (await import('./kernels/reduce.ts')).reductions,
  },
  {
    domain: '',
    operators: 'If Loop Scan',
    load: async () => {
      // Subgraphs need this as well: asked for now, it is fetched beside.
      const [{ controlFlow }] = await Promise.all([import('./kernels/control-flow.ts'), import('./nested.ts')]);
      return controlFlow;
    },
  },
  {
    domain: '',
    operators: 'GatherElements GatherND Scatter ScatterElements ScatterND',
    load: async () => (await import('./kernels/indexing.ts')).indexing,
  },
  {
    domain: '',
    operators: 'Det Einsum',
    load: async () => (await import('./kernels/linear-algebra.ts')).linearAlgebra,
  },
  {
    domain: '',
    operators: 'BatchNormalization LayerNormalization MeanVarianceNormalization',
    load: async () => (await import('./kernels/normalization.ts')).normalizations,
  },
  {
    domain: '',
    operators: 'DequantizeLinear',
    load: async () => (await import('./kernels/quantization.ts')).quantization,
  },
  {
    domain: '',
    operators: 'Compress EyeLike NonZero Pad Range Tile Trilu',
    load: async () => (await import('./kernels/rare-shape.ts')).rareShapes,
  },
  {
    domain: '',
    operators: 'CumSum TopK Unique',
    load: async () => (await import('./kernels/search.ts')).searches,
  },
  {
    domain: '',
    operators: 'StringNormalizer TfIdfVectorizer',
    load: async () => (await import('./kernels/text.ts')).texts,
  },
  {
    domain: 'ai.onnx.ml',
    operators: 'CastMap CategoryMapper DictVectorizer',
    load: async () => (await import('./kernels/ml/maps.ts')).mapKernels,
  },
  {
    domain: 'ai.onnx.ml',
    operators: 'SVMClassifier SVMRegressor',
    load: async () => (await import('./kernels/ml/svm.ts')).svmKernels,
  },
  {
    domain: 'ai.onnx.ml',
    operators: 'TreeEnsemble',
    load: async () => (await import('./kernels/ml/tree-ensemble.ts')).treeEnsembleKernels,
  },
];
