import type { Manifest } from '../registry/manifest.ts';
import { findProblems } from './validation/find-problems.ts';

/** What segments and activities of a manifest refer to and do not find, a sentence each. */
export function looseEnds(manifest: Manifest): string[] {
  return findProblems(JSON.stringify(manifest), Date.now())
    .filter(({ severity, path }) => severity === 'error' && /^(segments|activities)\b/.test(path))
    .map(({ path, message }) => `In the manifest, ${path}: ${message}`);
}
