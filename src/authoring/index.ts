export { EdgewiseError, type EdgewiseErrorCode, isEdgewiseError } from '../errors.ts';
export type { GraphResult } from '../pipeline/create-graph.ts';
export type { Column, ColumnType, ColumnValue, Frame } from '../pipeline/frame.ts';
export type { CustomOperator } from '../pipeline/operators/custom.ts';
export type { ExperienceEvent } from '../xdm/event.ts';
export type { GraphFitOptions } from './fit/fit-graph.ts';
export { columnOf } from './frames/column-of.ts';
export { featuresOf } from './frames/features-of.ts';
export { type ReadCsvOptions, readCsv } from './frames/read-csv.ts';
export { frameFromEvents, readEvents } from './frames/read-events.ts';
export { frameFromColumns, frameFromRows, type JsonFrameOptions } from './frames/read-json.ts';
export { takeRows } from './frames/take-rows.ts';
export { type TrainTestSplitOptions, trainTestSplit } from './frames/train-test-split.ts';
export { valuesOf } from './frames/values-of.ts';
export type { Estimators } from './graph/author-operators.ts';
export type { GraphDefinition, GraphJson, GraphNode, GraphNodeJson, ReferenceTo } from './graph/definition.ts';
export { discoverOperators, type OperatorDescription } from './graph/discover-operators.ts';
export {
  calibratedClassifier,
  gradientBoosting,
  kMeans,
  linearRegression,
  logisticRegression,
  multilayerPerceptron,
  randomForest,
  ridge,
} from './graph/estimator-nodes.ts';
export { type AuthoredGraph, type FrameResult, type GraphOptions, type GraphRunOptions, graph } from './graph/graph.ts';
export {
  abs,
  array,
  assign,
  bucketize,
  cast,
  clip,
  concat,
  custom,
  cut,
  datetimePart,
  drop,
  fillna,
  frameToXdm,
  getDummies,
  hash,
  imputer,
  isna,
  jsonToFrame,
  log1p,
  map,
  minMaxScaler,
  oneHotEncoder,
  onnx,
  ordinalEncoder,
  profileReader,
  profileWriter,
  qcut,
  rename,
  replace,
  reshape,
  robustScaler,
  round,
  select,
  split,
  stack,
  standardScaler,
  stringOps,
  targetEncoder,
  tfidf,
  toDatetime,
  where,
  xdmToFrame,
} from './graph/operator-nodes.ts';
export { importTfjsModel, type ReadShard } from './import/tfjs.ts';
export type { ModelTest } from './model-test.ts';
export { type FusedGraph, type FuseOptions, fuseGraph } from './onnx/fuse/fuse-graph.ts';
export type { Feeds, ModelDifference, OutputDifference } from './onnx/model-difference.ts';
export { type OptimizedModel, type OptimizeOptions, optimizeModel } from './onnx/optimize.ts';
export { type QuantizedModel, type QuantizeOptions, quantizeModel } from './onnx/quantize.ts';
export { decodeModel } from './onnx/reader.ts';
export {
  type AttributeValue as OnnxAttributeValue,
  encodeModel,
  type FunctionDefinition as OnnxFunction,
  type GraphDefinition as OnnxGraph,
  type MapDefinition as OnnxMap,
  type ModelDefinition as OnnxModel,
  type NodeDefinition as OnnxNode,
  type TensorDefinition as OnnxTensor,
  tensor,
  type ValueDefinition as OnnxValue,
} from './onnx/writer.ts';
export { type TrainedGraph, type TrainGraphOptions, trainGraph } from './train-graph.ts';
export { type CalibrationData, calibrateFitted } from './trainers/calibrated-classifier.ts';
export type { FittedModel, Predictions } from './trainers/estimator.ts';
export {
  accuracy,
  areaUnderCurve,
  brierScore,
  type CalibrationBin,
  type CalibrationOptions,
  calibrationTable,
  type Decile,
  liftByDecile,
  logLoss,
} from './trainers/metrics.ts';
export {
  type Importance,
  type PermutationImportanceOptions,
  permutationImportance,
} from './trainers/permutation-importance.ts';
