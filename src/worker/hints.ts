import type { Manifest } from '../registry/manifest.ts';
import type { Hints } from './protocol.ts';

/** What is larger is not worth reading on the chance that it is needed, in bytes. */
const sizeLimit = 512 * 1024;

/** Reads what the page kept of a decision; whatever else lies there is passed over. */
export function readHints(value: unknown): Hints {
  const { artifacts, operators } = (value ?? {}) as Partial<Record<keyof Hints, unknown>>;
  const texts = (list: unknown): string[] =>
    Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
  return { artifacts: texts(artifacts), operators: texts(operators) };
}

/** What the services took that the next page view can ask for at once: small models of the js provider. */
export function hintsOf(manifest: Manifest, serviceIds: readonly string[]): Hints {
  const models = serviceIds
    .flatMap((id) => Object.values(manifest.services[id]?.models ?? {}))
    .filter(({ executionProviders, bytes }) => executionProviders[0] === 'js' && bytes <= sizeLimit);
  return {
    artifacts: [...new Set(models.map(({ sha256 }) => sha256))],
    operators: [...new Set(models.flatMap(({ operators }) => operators))],
  };
}
