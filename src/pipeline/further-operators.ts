import type { Operator } from './operator.ts';
import { abs } from './operators/abs.ts';
import { assign } from './operators/assign.ts';
import { bucketize } from './operators/bucketize.ts';
import { concat } from './operators/concat.ts';
import { cut } from './operators/cut.ts';
import { drop } from './operators/drop.ts';
import { getDummies } from './operators/get-dummies.ts';
import { hash } from './operators/hash.ts';
import { imputer } from './operators/imputer.ts';
import { isna } from './operators/isna.ts';
import { jsonToFrame } from './operators/json-to-frame.ts';
import { log1p } from './operators/log1p.ts';
import { minMaxScaler } from './operators/min-max-scaler.ts';
import { ordinalEncoder } from './operators/ordinal-encoder.ts';
import { qcut } from './operators/qcut.ts';
import { rename } from './operators/rename.ts';
import { replace } from './operators/replace.ts';
import { reshape } from './operators/reshape.ts';
import { robustScaler } from './operators/robust-scaler.ts';
import { round } from './operators/round.ts';
import { select } from './operators/select.ts';
import { split } from './operators/split.ts';
import { stack } from './operators/stack.ts';
import { stringOps } from './operators/string-ops.ts';
import { targetEncoder } from './operators/target-encoder.ts';
import { tfidf } from './operators/tfidf.ts';
import { toDatetime } from './operators/to-datetime.ts';
import { where } from './operators/where.ts';

/** The operators of tabular work that seldom stand in a graph of the page; a chunk of their own. */
export const furtherOperators: readonly Operator[] = [
  abs,
  assign,
  bucketize,
  concat,
  cut,
  drop,
  getDummies,
  hash,
  imputer,
  isna,
  jsonToFrame,
  log1p,
  minMaxScaler,
  ordinalEncoder,
  qcut,
  rename,
  replace,
  reshape,
  robustScaler,
  round,
  select,
  split,
  stack,
  stringOps,
  targetEncoder,
  tfidf,
  toDatetime,
  where,
];
