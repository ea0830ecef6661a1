import { abs as absOperator } from '../../pipeline/operators/abs.ts';
import { array as arrayOperator } from '../../pipeline/operators/array.ts';
import { assign as assignOperator } from '../../pipeline/operators/assign.ts';
import { bucketize as bucketizeOperator } from '../../pipeline/operators/bucketize.ts';
import { cast as castOperator } from '../../pipeline/operators/cast.ts';
import { clip as clipOperator } from '../../pipeline/operators/clip.ts';
import { concat as concatOperator } from '../../pipeline/operators/concat.ts';
import { custom as customOperator } from '../../pipeline/operators/custom.ts';
import { cut as cutOperator } from '../../pipeline/operators/cut.ts';
import { datetimePart as datetimePartOperator } from '../../pipeline/operators/datetime-part.ts';
import { drop as dropOperator } from '../../pipeline/operators/drop.ts';
import { fillna as fillnaOperator } from '../../pipeline/operators/fillna.ts';
import { frameToXdm as frameToXdmOperator } from '../../pipeline/operators/frame-to-xdm.ts';
import { getDummies as getDummiesOperator } from '../../pipeline/operators/get-dummies.ts';
import { hash as hashOperator } from '../../pipeline/operators/hash.ts';
import { imputer as imputerOperator } from '../../pipeline/operators/imputer.ts';
import { isna as isnaOperator } from '../../pipeline/operators/isna.ts';
import { jsonToFrame as jsonToFrameOperator } from '../../pipeline/operators/json-to-frame.ts';
import { log1p as log1pOperator } from '../../pipeline/operators/log1p.ts';
import { map as mapOperator } from '../../pipeline/operators/map.ts';
import { minMaxScaler as minMaxScalerOperator } from '../../pipeline/operators/min-max-scaler.ts';
import { oneHotEncoder as oneHotEncoderOperator } from '../../pipeline/operators/one-hot-encoder.ts';
import { onnx as onnxOperator } from '../../pipeline/operators/onnx.ts';
import { ordinalEncoder as ordinalEncoderOperator } from '../../pipeline/operators/ordinal-encoder.ts';
import { profileReader as profileReaderOperator } from '../../pipeline/operators/profile-reader.ts';
import { profileWriter as profileWriterOperator } from '../../pipeline/operators/profile-writer.ts';
import { qcut as qcutOperator } from '../../pipeline/operators/qcut.ts';
import { rename as renameOperator } from '../../pipeline/operators/rename.ts';
import { replace as replaceOperator } from '../../pipeline/operators/replace.ts';
import { reshape as reshapeOperator } from '../../pipeline/operators/reshape.ts';
import { robustScaler as robustScalerOperator } from '../../pipeline/operators/robust-scaler.ts';
import { round as roundOperator } from '../../pipeline/operators/round.ts';
import { select as selectOperator } from '../../pipeline/operators/select.ts';
import { split as splitOperator } from '../../pipeline/operators/split.ts';
import { stack as stackOperator } from '../../pipeline/operators/stack.ts';
import { standardScaler as standardScalerOperator } from '../../pipeline/operators/standard-scaler.ts';
import { stringOps as stringOpsOperator } from '../../pipeline/operators/string-ops.ts';
import { targetEncoder as targetEncoderOperator } from '../../pipeline/operators/target-encoder.ts';
import { tfidf as tfidfOperator } from '../../pipeline/operators/tfidf.ts';
import { toDatetime as toDatetimeOperator } from '../../pipeline/operators/to-datetime.ts';
import { where as whereOperator } from '../../pipeline/operators/where.ts';
import { xdmToFrame as xdmToFrameOperator } from '../../pipeline/operators/xdm-to-frame.ts';
import { bucketizeFitter, cutFitter, qcutFitter } from '../fit/bins.ts';
import { getDummiesFitter, oneHotEncoderFitter, ordinalEncoderFitter } from '../fit/encoders.ts';
import { imputerFitter } from '../fit/imputer.ts';
import { minMaxScalerFitter, robustScalerFitter, standardScalerFitter } from '../fit/scalers.ts';
import { targetEncoderFitter } from '../fit/target-encoder.ts';
import { tfidfFitter } from '../fit/tfidf.ts';
import { learningNodeFactory, nodeFactory } from './node-factory.ts';

/** Absolute values, as Pandas' `DataFrame.abs`. */
export const abs = nodeFactory(absOperator);
/** Lays columns side by side as a tensor, as NumPy's `to_numpy`. */
export const array = nodeFactory(arrayOperator);
/** Computes columns by JSON Logic over the row, as Pandas' `DataFrame.assign`. */
export const assign = nodeFactory(assignOperator);
/** Numbers bins, as scikit-learn's `KBinsDiscretizer(encode='ordinal')`; learns `binEdges`. */
export const bucketize = learningNodeFactory(bucketizeOperator, bucketizeFitter);
/** Converts types, as Pandas' `astype`. */
export const cast = nodeFactory(castOperator);
/** Limits numbers, as Pandas' `clip`. */
export const clip = nodeFactory(clipOperator);
/** Joins frames, as Pandas' `concat`. */
export const concat = nodeFactory(concatOperator);
/** Calls a function of the site. */
export const custom = nodeFactory(customOperator);
/** Sorts numbers into bins, as Pandas' `cut`; learns `bins` where a number of them is given. */
export const cut = learningNodeFactory(cutOperator, cutFitter);
/** A part of a date and time, as Pandas' `Series.dt`. */
export const datetimePart = nodeFactory(datetimePartOperator);
/** Leaves columns out, as Pandas' `drop(columns=…)`. */
export const drop = nodeFactory(dropOperator);
/** Replaces nulls, as Pandas' `fillna`. */
export const fillna = nodeFactory(fillnaOperator);
/** Turns rows into XDM objects. */
export const frameToXdm = nodeFactory(frameToXdmOperator);
/** A column for each category, as Pandas' `get_dummies`; learns `categories`. */
export const getDummies = learningNodeFactory(getDummiesOperator, getDummiesFitter);
/** Sorts values into buckets by MurmurHash3. */
export const hash = nodeFactory(hashOperator);
/** Replaces nulls, as scikit-learn's `SimpleImputer`; learns `statistics`. */
export const imputer = learningNodeFactory(imputerOperator, imputerFitter);
/** Whether values are null, as Pandas' `isna`. */
export const isna = nodeFactory(isnaOperator);
/** Turns JSON of the current event or the profile into rows, as Pandas' `json_normalize`. */
export const jsonToFrame = nodeFactory(jsonToFrameOperator);
/** log(1 + x), as NumPy's `log1p`. */
export const log1p = nodeFactory(log1pOperator);
/** Replaces values by a dictionary, as Pandas' `Series.map`. */
export const map = nodeFactory(mapOperator);
/** Scales to a range, as scikit-learn's `MinMaxScaler`; learns `scale` and `min`. */
export const minMaxScaler = learningNodeFactory(minMaxScalerOperator, minMaxScalerFitter);
/** A column for each category, as scikit-learn's `OneHotEncoder`; learns `categories`. */
export const oneHotEncoder = learningNodeFactory(oneHotEncoderOperator, oneHotEncoderFitter);
/** Runs a model. */
export const onnx = nodeFactory(onnxOperator);
/** The place of a value among categories, as scikit-learn's `OrdinalEncoder`; learns `categories`. */
export const ordinalEncoder = learningNodeFactory(ordinalEncoderOperator, ordinalEncoderFitter);
/** Turns the profile into a row. */
export const profileReader = nodeFactory(profileReaderOperator);
/** Writes scores and segments into the profile. */
export const profileWriter = nodeFactory(profileWriterOperator);
/** Sorts numbers into bins of as many rows, as Pandas' `qcut`; learns `bins`. */
export const qcut = learningNodeFactory(qcutOperator, qcutFitter);
/** Renames columns, as Pandas' `rename(columns=…)`. */
export const rename = nodeFactory(renameOperator);
/** Puts values in the place of others, as Pandas' `replace`. */
export const replace = nodeFactory(replaceOperator);
/** Gives a tensor another shape, as NumPy's `reshape`. */
export const reshape = nodeFactory(reshapeOperator);
/** Scales by median and quantiles, as scikit-learn's `RobustScaler`; learns `center` and `scale`. */
export const robustScaler = learningNodeFactory(robustScalerOperator, robustScalerFitter);
/** Rounds, halves to even, as Pandas' `round`. */
export const round = nodeFactory(roundOperator);
/** Keeps columns, as Pandas' `df[columns]`. */
export const select = nodeFactory(selectOperator);
/** The rows of one part, as scikit-learn's `train_test_split`. */
export const split = nodeFactory(splitOperator);
/** Joins tensors along a new axis, as NumPy's `stack`. */
export const stack = nodeFactory(stackOperator);
/** Scales by mean and deviation, as scikit-learn's `StandardScaler`; learns `mean` and `scale`. */
export const standardScaler = learningNodeFactory(standardScalerOperator, standardScalerFitter);
/** Works on texts, as Pandas' `Series.str`. */
export const stringOps = nodeFactory(stringOpsOperator);
/** The mean label of a category, as scikit-learn's `TargetEncoder`; learns `encodings`. */
export const targetEncoder = learningNodeFactory(targetEncoderOperator, targetEncoderFitter);
/** Weighs the terms of texts, as scikit-learn's `TfidfVectorizer`; learns `vocabulary` and `idf`. */
export const tfidf = learningNodeFactory(tfidfOperator, tfidfFitter);
/** Reads dates and times, as Pandas' `to_datetime`. */
export const toDatetime = nodeFactory(toDatetimeOperator);
/** Keeps values where a condition holds, as Pandas' `where`. */
export const where = nodeFactory(whereOperator);
/** Turns the event log into a row, aggregates among it. */
export const xdmToFrame = nodeFactory(xdmToFrameOperator);
