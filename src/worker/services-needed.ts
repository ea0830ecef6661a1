import type { Manifest } from '../registry/manifest.ts';
import { variablesOf } from '../xdm/condition.ts';

/** Ids of the services whose scores the activities of `scopes`, and the segments, read; the others need not be loaded. */
export function servicesNeeded(manifest: Manifest, scopes: readonly string[]): readonly string[] {
  const activities = manifest.activities.filter(({ scope }) => scopes.includes(scope));
  if (activities.length === 0) return [];
  const conditions = [
    ...manifest.segments,
    ...activities.flatMap(({ audience, experiences }) => [audience, ...experiences]),
  ].map((holder) => holder?.condition);
  const paths = conditions.flatMap(variablesOf).map((path) => path.split('.'));
  return Object.keys(manifest.services).filter((id) =>
    // A condition that reads all scores at once needs every service.
    paths.some(([root, service]) => root === '' || (root === 'scores' && (service === undefined || service === id))),
  );
}
