import type { Manifest } from '../registry/manifest.ts';
import { variablesOf } from '../xdm/condition.ts';

const known = new WeakMap<Manifest, Map<string, readonly string[]>>();

/** Ids of the services whose scores the activities of `scopes`, and the segments, read; the others need not be loaded. */
export function servicesNeeded(manifest: Manifest, scopes: readonly string[]): readonly string[] {
  const byScopes = known.get(manifest) ?? new Map<string, readonly string[]>();
  known.set(manifest, byScopes);
  const key = scopes.join('\n');
  let needed = byScopes.get(key);
  if (!needed) {
    const activities = manifest.activities.filter(({ scope }) => scopes.includes(scope));
    const conditions =
      activities.length === 0
        ? []
        : [
            ...manifest.segments.map(({ condition }) => condition),
            ...activities.flatMap(({ audience, experiences }) => [
              audience?.condition,
              ...experiences.map(({ condition }) => condition),
            ]),
          ];
    const paths = conditions.flatMap((condition) => variablesOf(condition)).map(keysOf);
    needed = Object.keys(manifest.services).filter((id) =>
      // A condition that reads all scores at once needs every service.
      paths.some(([root, service]) => root === '' || (root === 'scores' && (service === undefined || service === id))),
    );
    byScopes.set(key, needed);
  }
  return needed;
}

const keysOf = (path: string): string[] => path.split('.');
