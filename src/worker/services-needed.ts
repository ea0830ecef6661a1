import type { Manifest } from '../registry/manifest.ts';
import { type JsonLogic, variablesOf } from '../xdm/condition.ts';
import { readPath } from '../xdm/path.ts';

/** All conditions, and what else is evaluated, of these segments and activities. */
export function conditionsOf(
  segments: Manifest['segments'],
  activities: Manifest['activities'],
): readonly (JsonLogic | undefined)[] {
  return [
    ...segments.map(({ condition }) => condition),
    ...activities.flatMap(({ rankBy, audience, goal, experiences }) => [
      rankBy,
      ...[audience, goal, ...experiences].map((holder) => holder?.condition),
    ]),
  ];
}

/**
 * Ids of the services of which the activities of `scopes`, and the segments, read scores or what is written into the profile; the others
 * need not be loaded.
 */
export function servicesNeeded(manifest: Manifest, scopes: readonly string[]): readonly string[] {
  const activities = manifest.activities.filter(({ scope }) => scopes.includes(scope));
  if (activities.length === 0) return [];
  const paths = conditionsOf(manifest.segments, activities)
    .flatMap(variablesOf)
    .map((path) => path.split('.'));
  return Object.keys(manifest.services).filter((id) =>
    // A condition that reads all scores at once needs every service.
    paths.some(
      ([root, service]) =>
        root === '' ||
        (root === 'scores' && (service ?? id) === id) ||
        (root === 'profile' && writesProfile(manifest.services[id])),
    ),
  );
}

const writesProfile = (service: unknown): boolean =>
  [readPath(service, 'graph.nodes[*].op')].flat().includes('profile-writer');
