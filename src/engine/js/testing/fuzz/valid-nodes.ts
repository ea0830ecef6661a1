import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

const ints = (...values: number[]): AttributeValue => ({ ints: values });
const floats = (...values: number[]): AttributeValue => ({ floats: values });
const strings = (...values: string[]): AttributeValue => ({ strings: values });

const tree: Attributes = {
  nodes_treeids: ints(0, 0, 0, 0, 0, 1),
  nodes_nodeids: ints(0, 1, 2, 3, 4, 0),
  nodes_featureids: ints(0, 1, 0, 0, 0, 0),
  nodes_values: floats(0.5, 1, 0, 0, 0, 0),
  nodes_modes: strings('BRANCH_LEQ', 'BRANCH_GT', 'LEAF', 'LEAF', 'LEAF', 'LEAF'),
  nodes_truenodeids: ints(1, 3, 0, 0, 0, 0),
  nodes_falsenodeids: ints(2, 4, 0, 0, 0, 0),
};

/** Attributes that go together, of operators whose attributes hardly ever fit each other by chance. */
export const validAttributes: Readonly<Record<string, readonly Attributes[]>> = {
  TreeEnsembleClassifier: [
    {
      ...tree,
      class_treeids: ints(0, 0, 0, 1),
      class_nodeids: ints(2, 3, 4, 0),
      class_ids: ints(0, 1, 1, 0),
      class_weights: floats(0.2, 0.5, 0.7, 0.1),
      classlabels_int64s: ints(0, 1),
    },
    {
      ...tree,
      class_treeids: ints(0, 0, 0, 1),
      class_nodeids: ints(2, 3, 4, 0),
      class_ids: ints(0, 1, 2, 0),
      class_weights: floats(0.2, 0.5, 0.7, 0.1),
      classlabels_strings: strings('a', 'b', 'c'),
      post_transform: { string: 'SOFTMAX' },
    },
  ],
  TreeEnsembleRegressor: [
    {
      ...tree,
      target_treeids: ints(0, 0, 0, 1),
      target_nodeids: ints(2, 3, 4, 0),
      target_ids: ints(0, 0, 0, 0),
      target_weights: floats(1, 2, 3, 4),
      n_targets: { int: 1 },
    },
  ],
  TreeEnsemble: [
    {
      nodes_splits: { tensor: tensor('float32', [0.5, 1]) },
      nodes_featureids: ints(0, 1),
      nodes_modes: { tensor: tensor('uint8', [0, 1]) },
      nodes_truenodeids: ints(1, 0),
      nodes_falsenodeids: ints(2, 1),
      nodes_trueleafs: ints(0, 1),
      nodes_falseleafs: ints(1, 1),
      leaf_targetids: ints(0, 0, 0),
      leaf_weights: { tensor: tensor('float32', [1, 2, 3]) },
      tree_roots: ints(0),
      n_targets: { int: 1 },
    },
  ],
  SVMClassifier: [
    {
      classlabels_ints: ints(0, 1),
      coefficients: floats(1, -1),
      kernel_params: floats(0.5, 0, 3),
      kernel_type: { string: 'RBF' },
      rho: floats(0.1),
      support_vectors: floats(1, 2, 3, 4),
      vectors_per_class: ints(1, 1),
    },
    {
      classlabels_ints: ints(0, 1, 2),
      coefficients: floats(1, -1, 1, 2, 1, 0),
      kernel_params: floats(0.5, 0, 3),
      kernel_type: { string: 'LINEAR' },
      prob_a: floats(1, 1, 1),
      prob_b: floats(0, 0, 0),
      rho: floats(0.1, 0.2, 0.3),
      support_vectors: floats(1, 2, 3, 4, 5, 6),
      vectors_per_class: ints(1, 1, 1),
    },
  ],
  SVMRegressor: [
    {
      coefficients: floats(1, -1),
      kernel_params: floats(0.5, 0, 3),
      kernel_type: { string: 'POLY' },
      n_supports: { int: 2 },
      rho: floats(0.1),
      support_vectors: floats(1, 2, 3, 4),
    },
  ],
  LinearClassifier: [
    { coefficients: floats(1, 2, 3, 4), intercepts: floats(0, 1), classlabels_ints: ints(0, 1) },
    { coefficients: floats(1, 2), intercepts: floats(0), classlabels_strings: strings('a', 'b') },
  ],
  LinearRegressor: [{ coefficients: floats(1, 2), intercepts: floats(0), targets: { int: 1 } }],
  LabelEncoder: [
    { keys_strings: strings('a', 'b'), values_int64s: ints(1, 2), default_int64: { int: -1 } },
    { keys_int64s: ints(1, 2), values_floats: floats(1, 2) },
    { keys_tensor: { tensor: tensor('int64', [1, 2]) }, values_tensor: { tensor: tensor('float32', [1, 2]) } },
  ],
  CategoryMapper: [{ cats_strings: strings('a', 'b'), cats_int64s: ints(1, 2) }],
  OneHotEncoder: [{ cats_strings: strings('a', 'b') }, { cats_int64s: ints(0, 1, 2) }],
  TfIdfVectorizer: [
    {
      mode: { string: 'TFIDF' },
      min_gram_length: { int: 1 },
      max_gram_length: { int: 2 },
      max_skip_count: { int: 1 },
      ngram_counts: ints(0, 2),
      ngram_indexes: ints(0, 1, 2),
      pool_int64s: ints(1, 2, 1, 2),
      weights: floats(1, 2, 3),
    },
    {
      mode: { string: 'TF' },
      min_gram_length: { int: 1 },
      max_gram_length: { int: 1 },
      max_skip_count: { int: 0 },
      ngram_counts: ints(0),
      ngram_indexes: ints(0, 1),
      pool_strings: strings('a', 'b'),
    },
  ],
  Imputer: [{ imputed_value_floats: floats(1, 2), replaced_value_float: { float: Number.NaN } }],
  Scaler: [{ offset: floats(1, 2), scale: floats(1, 2) }],
};
