import { artifactKeys } from '../registry/artifact-store.ts';
import type { Manifest } from '../registry/manifest.ts';
import { manifestKey } from '../registry/manifest-source.ts';
import { visitorKey } from '../visitor/visitor.ts';
import { registryStoreName, visitorStoreName } from './databases.ts';
import type { Hints } from './protocol.ts';

/** What is larger is not worth reading on the chance that it is needed, in bytes. */
const sizeLimit = 512 * 1024;

/** The operators that the page kept of a decision, or read in a manifest that is not trusted yet; whatever else lies there is passed over. */
export function hintedOperators(hints: unknown): string[] {
  const { operators } = (hints ?? {}) as Partial<Record<keyof Hints, unknown>>;
  return Array.isArray(operators) ? operators.filter((entry) => typeof entry === 'string') : [];
}

/** What the next page view can read and load at once: the manifest, the visitor, and the small models of the js provider. */
export function hintsOf(manifestUrl: string, manifest: Manifest, serviceIds: readonly string[]): Hints {
  const models = serviceIds
    .flatMap((id) => Object.values(manifest.services[id]?.models ?? {}))
    .filter(({ executionProviders, bytes }) => executionProviders[0] === 'js' && bytes <= sizeLimit);
  const artifacts = [...new Set(models.map(({ sha256 }) => sha256))];
  return {
    stored: {
      [registryStoreName]: [manifestKey(manifestUrl), ...artifactKeys(artifacts)],
      [visitorStoreName]: [visitorKey],
    },
    operators: [...new Set(models.flatMap(({ operators }) => operators))],
  };
}
