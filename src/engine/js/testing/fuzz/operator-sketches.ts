/**
 * How the operators are called, in few words: inputs, `|`, attributes, `>` and the number of outputs.
 * It need not be right: a fuzzer wants calls that are nearly right, so that kernels are reached and tried at their edges.
 *
 * Inputs: `n` numbers, `f` floats, `a` any type, `b` bools, `t` text (all of the node's element type, or of the one named,
 * and of shapes that go together), `x` rows of two features, `m` a square matrix, `v` a vector, `i` a vector of int64, `I` int64 indices of any
 * shape, `s` one int64, `e` one element of the node's type,
 * `p` a map; `?` may be left out, `*` any number of them.
 *
 * Attributes: `i` an integer, `b` 0 or 1, `f` a float, `d` an element type, `I` integers, `F` floats, `S` texts,
 * `t` a tensor, or the texts to choose from.
 */
const standard: Readonly<Record<string, string>> = {
  'Abs Neg Sign': 'n',
  'Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Floor HardSwish IsNaN Log Mish Reciprocal Round Sigmoid Sin Sinh Softplus Softsign Sqrt Tan Tanh':
    'f',
  Relu: 'n',
  'Celu Elu LeakyRelu ThresholdedRelu': 'f | alpha:f',
  Selu: 'f | alpha:f gamma:f',
  HardSigmoid: 'f | alpha:f beta:f',
  Gelu: 'f | approximate:none,tanh',
  IsInf: 'f | detect_negative:b detect_positive:b',
  Shrink: 'n | lambd:f bias:f',
  'Add Div Mul Sub Pow': 'n n | axis:i broadcast:b',
  Mod: 'n n | fmod:b',
  'Equal Greater GreaterOrEqual Less LessOrEqual': 'n n | axis:i broadcast:b',
  'And Or Xor': 'b b | axis:i broadcast:b',
  Not: 'b',
  BitShift: 'n n | direction:LEFT,RIGHT',
  PRelu: 'f f',
  'Max Mean Min Sum': 'n n*',
  Clip: 'n e? e? | min:f max:f',
  Where: 'b a a',
  Cast: 'a | to:d saturate:b',
  CastLike: 'a n | saturate:b',
  Compress: 'a b | axis:i',
  Concat: 'a a* | axis:i',
  Constant: '| value:t value_float:f value_floats:F value_int:i value_ints:I value_string:x,y value_strings:S',
  ConstantOfShape: 'i | value:t',
  DequantizeLinear: 'n f n? | axis:i block_size:i output_dtype:d',
  Expand: 'a i',
  EyeLike: 'm | k:i dtype:d',
  Flatten: 'a | axis:i',
  Gather: 'a I | axis:i',
  'GatherElements Scatter ScatterElements': 'a I a | axis:i reduction:none,add,mul,min,max',
  GatherND: 'a I | batch_dims:i',
  ScatterND: 'a I a | reduction:none,add,mul,min,max',
  Identity: 'a',
  NonZero: 'n',
  OneHot: 'I s v | axis:i',
  Pad: 'n i e? i? | mode:constant,reflect,edge,wrap pads:I paddings:I value:f',
  Range: 'e e e',
  Reshape: 'a i | allowzero:b shape:I',
  'Shape Size': 'a | start:i end:i',
  Slice: 'a i i i? i? | axes:I starts:I ends:I',
  Split: 'a i? | axis:i split:I num_outputs:i > 3',
  'Squeeze Unsqueeze': 'a i? | axes:I',
  Tile: 'a i s?',
  Transpose: 'a | perm:I',
  Trilu: 'a s? | upper:b',
  Unique: 'a | axis:i sorted:b > 4',
  'ArgMax ArgMin': 'n | axis:i keepdims:b select_last_index:b',
  CumSum: 'n s | exclusive:b reverse:b',
  'Hardmax LogSoftmax Softmax': 'f | axis:i',
  'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare':
    'n i? | axes:I keepdims:b noop_with_empty_axes:b',
  TopK: 'n s | axis:i k:i largest:b sorted:b > 2',
  BatchNormalization: 'f v v v v | epsilon:f momentum:f spatial:b training_mode:b is_test:b consumed_inputs:I > 5',
  Det: 'm',
  Dropout: 'f e? b? | ratio:f seed:i is_test:b > 2',
  Einsum:
    'm m* | equation:ij->ji,ij\\,jk->ik,ii->,ij->,...ij->...ji,ij\\,jk,i\\,j->ij,i...j->...,ij\\,ij\\,ij->i,,ii->i,->,a..b,IJ->J',
  Gemm: 'm m m? | alpha:f beta:f transA:b transB:b broadcast:b',
  LayerNormalization: 'f v v? | axis:i epsilon:f stash_type:i > 3',
  MatMul: 'm m',
  MeanVarianceNormalization: 'f | axes:I',
  StringNormalizer: 't | case_change_action:NONE,LOWER,UPPER is_case_sensitive:b locale:en_US,tr_TR stopwords:S',
  TfIdfVectorizer:
    'a | max_gram_length:i min_gram_length:i max_skip_count:i mode:TF,IDF,TFIDF ngram_counts:I ngram_indexes:I pool_int64s:I pool_strings:S weights:F',
};

const machineLearning: Readonly<Record<string, string>> = {
  ArrayFeatureExtractor: 'a I',
  Binarizer: 'x | threshold:f',
  CastMap: 'p | cast_to:TO_FLOAT,TO_STRING,TO_INT64 map_form:DENSE,SPARSE max_map:i',
  CategoryMapper: 'a | cats_int64s:I cats_strings:S default_int64:i default_string:x',
  DictVectorizer: 'p | int64_vocabulary:I string_vocabulary:S',
  FeatureVectorizer: 'x x* | inputdimensions:I',
  Imputer: 'x | imputed_value_floats:F imputed_value_int64s:I replaced_value_float:f replaced_value_int64:i',
  LabelEncoder:
    'a | keys_int64s:I keys_strings:S keys_floats:F keys_tensor:t values_int64s:I values_strings:S values_floats:F values_tensor:t default_float:f default_int64:i default_string:x default_tensor:t classes_strings:S',
  LinearClassifier:
    'x | coefficients:F intercepts:F classlabels_ints:I classlabels_strings:S multi_class:b post_transform:NONE,SOFTMAX,LOGISTIC,SOFTMAX_ZERO,PROBIT > 2',
  LinearRegressor: 'x | coefficients:F intercepts:F targets:i post_transform:NONE,SOFTMAX,LOGISTIC,SOFTMAX_ZERO,PROBIT',
  Normalizer: 'x | norm:MAX,L1,L2',
  OneHotEncoder: 'a | cats_int64s:I cats_strings:S zeros:b',
  Scaler: 'x | offset:F scale:F',
  SVMClassifier:
    'x | classlabels_ints:I classlabels_strings:S coefficients:F kernel_params:F kernel_type:LINEAR,POLY,RBF,SIGMOID prob_a:F prob_b:F rho:F support_vectors:F vectors_per_class:I post_transform:NONE,SOFTMAX,LOGISTIC,PROBIT > 2',
  SVMRegressor:
    'x | coefficients:F kernel_params:F kernel_type:LINEAR,POLY,RBF,SIGMOID n_supports:i one_class:b rho:F support_vectors:F post_transform:NONE,LOGISTIC',
  TreeEnsembleClassifier:
    'x | nodes_treeids:I nodes_nodeids:I nodes_featureids:I nodes_values:F nodes_modes:S nodes_truenodeids:I nodes_falsenodeids:I nodes_missing_value_tracks_true:I class_treeids:I class_nodeids:I class_ids:I class_weights:F classlabels_int64s:I base_values:F post_transform:NONE,SOFTMAX,LOGISTIC,SOFTMAX_ZERO,PROBIT > 2',
  TreeEnsembleRegressor:
    'x | nodes_treeids:I nodes_nodeids:I nodes_featureids:I nodes_values:F nodes_modes:S nodes_truenodeids:I nodes_falsenodeids:I target_treeids:I target_nodeids:I target_ids:I target_weights:F n_targets:i aggregate_function:SUM,AVERAGE,MIN,MAX base_values:F post_transform:NONE,LOGISTIC',
  TreeEnsemble:
    'x | nodes_splits:t nodes_featureids:I nodes_modes:t nodes_truenodeids:I nodes_falsenodeids:I nodes_trueleafs:I nodes_falseleafs:I leaf_targetids:I leaf_weights:t tree_roots:I n_targets:i aggregate_function:i post_transform:i membership_values:t',
  ZipMap: 'x | classlabels_int64s:I classlabels_strings:S',
};

/** One operator as the fuzzer calls it. */
export interface OperatorSketch {
  readonly opType: string;
  readonly domain: string;
  /** A letter and perhaps `?` or `*` for each input. */
  readonly inputs: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly kind: string }[];
  readonly outputCount: number;
}

/** Every operator of the js provider but those with subgraphs. */
export const operatorSketches: readonly OperatorSketch[] = [
  ...readSketches('', standard),
  ...readSketches('ai.onnx.ml', machineLearning),
];

function readSketches(domain: string, table: Readonly<Record<string, string>>): OperatorSketch[] {
  return Object.entries(table).flatMap(([names, sketch]) => {
    const [signature = '', outputs = '1'] = sketch.split(' > ');
    const [inputs = '', attributes = ''] = signature.split('|');
    const words = (text: string): string[] => text.trim().split(' ').filter(Boolean);
    return names.split(' ').map((opType) => ({
      opType,
      domain,
      inputs: words(inputs),
      attributes: words(attributes).map((word) => {
        const at = word.indexOf(':');
        return { name: word.slice(0, at), kind: word.slice(at + 1) };
      }),
      outputCount: Number(outputs),
    }));
  });
}
