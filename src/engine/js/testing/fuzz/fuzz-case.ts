import type { JsonCase } from './json-case.ts';
import type { ModelCase } from './model-case.ts';
import { tryJson } from './try-json.ts';
import { tryModel } from './try-model.ts';
import { type SelfCase, trySelf } from './try-self.ts';

/** One attempt at breaking something. */
export type FuzzCase = ModelCase | JsonCase | SelfCase;

/** Tries a case. Returns what is wrong with the answer, or undefined. */
export async function tryCase(fuzzCase: FuzzCase): Promise<string | undefined> {
  if (fuzzCase.target === 'self') return trySelf(fuzzCase);
  return fuzzCase.target === 'model' ? tryModel(fuzzCase) : tryJson(fuzzCase);
}
