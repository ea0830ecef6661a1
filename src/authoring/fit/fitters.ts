import { bucketizeFitter, cutFitter, qcutFitter } from './bins.ts';
import { getDummiesFitter, oneHotEncoderFitter, ordinalEncoderFitter } from './encoders.ts';
import type { Fitter } from './fitter.ts';
import { imputerFitter } from './imputer.ts';
import { minMaxScalerFitter, robustScalerFitter, standardScalerFitter } from './scalers.ts';
import { targetEncoderFitter } from './target-encoder.ts';
import { tfidfFitter } from './tfidf.ts';

const all: readonly Fitter[] = [
  bucketizeFitter,
  cutFitter,
  getDummiesFitter,
  imputerFitter,
  minMaxScalerFitter,
  oneHotEncoderFitter,
  ordinalEncoderFitter,
  qcutFitter,
  robustScalerFitter,
  standardScalerFitter,
  targetEncoderFitter,
  tfidfFitter,
];

/** How constants are learned, by operator. */
export const fitters: ReadonlyMap<string, Fitter> = new Map(all.map((fitter) => [fitter.operator, fitter]));
