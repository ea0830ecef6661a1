import { getDotPath, safeParse } from 'valibot';
import { issueInWords } from '../json/issue-in-words.ts';
import type { Estimator, FitOptions, FittedModel, TrainingData } from './estimator.ts';
import { refuse } from './training-set.ts';

/**
 * Fits an estimator with params as JSON holds them; those left out have their defaults.
 * @throws EdgewiseError `input-invalid` for params that the estimator doesn't have or that are out of their range, and what `fit` throws.
 */
export async function fitEstimator<Params, Model extends FittedModel>(
  estimator: Estimator<Params, Model>,
  data: TrainingData,
  params: unknown = {},
  options?: FitOptions,
): Promise<Model> {
  const parsed = safeParse(estimator.paramsSchema, params);
  if (parsed.success) return estimator.fit(data, parsed.output, options);
  const [issue] = parsed.issues;
  const path = getDotPath(issue);
  const said = issueInWords(issue);
  return refuse(estimator.name, path === null ? `params: ${said}.` : `the param '${path}': ${said}.`);
}
