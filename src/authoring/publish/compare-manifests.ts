import { isDeepStrictEqual } from 'node:util';
import { EdgewiseError } from '../../errors.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';
import type { KeptManifest } from './kept-manifest.ts';

/** What one generation has that another has not, by kind. */
export type ManifestDifference = Readonly<Record<'services' | 'segments' | 'activities' | 'site', Difference>>;

/** Ids; of `changed`, with the fields that differ. */
export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: Readonly<Record<string, readonly string[]>>;
}

/**
 * Compares two manifests of a site. What changes with every publication (generation, time and what it restores) is left out.
 * @throws EdgewiseError `input-invalid` for what is no manifest.
 */
export function compareManifests(before: KeptManifest, after: KeptManifest): ManifestDifference {
  for (const manifest of [before, after]) expectManifest(manifest);
  const byId = (list: readonly { readonly id: string }[]): Record<string, unknown> =>
    Object.fromEntries(list.map((entry) => [entry.id, entry]));
  return {
    services: compare(before.services, after.services),
    segments: compare(byId(before.segments), byId(after.segments)),
    activities: compare(byId(before.activities), byId(after.activities)),
    site: compare(siteOf(before), siteOf(after)),
  };
}

/**
 * Whether two generations differ in nothing.
 * @param difference what {@link compareManifests} gives.
 * @throws EdgewiseError `input-invalid` for anything else.
 */
export function isSameSite(difference: ManifestDifference): boolean {
  const given: unknown = difference;
  const kinds = isRecord(given) ? [given.services, given.segments, given.activities, given.site] : [undefined];
  if (!kinds.every((kind) => isRecord(kind) && Array.isArray(kind.added)))
    throw refused('isSameSite', 'what compareManifests gives', given);
  return Object.values(difference).every(
    ({ added, removed, changed }) => added.length + removed.length + Object.keys(changed).length === 0,
  );
}

function expectManifest(given: unknown): void {
  if (isRecord(given) && isRecord(given.services) && [given.segments, given.activities].every(Array.isArray)) return;
  throw refused('compareManifests', 'two manifests, each the manifest of what readPublication gives,', given);
}

const refused = (taker: string, what: string, given: unknown): EdgewiseError =>
  new EdgewiseError('input-invalid', `${taker} takes ${what} and was given ${givenInWords(given)}.`);

function siteOf(manifest: KeptManifest): Record<string, unknown> {
  const { generation, publishedAt, restores, services, segments, activities, status = 'live', ...site } = manifest;
  return { ...site, status };
}

function compare(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): Difference {
  const changed: Record<string, string[]> = {};
  for (const [id, value] of Object.entries(after)) {
    if (Object.hasOwn(before, id) && !isDeepStrictEqual(before[id], value))
      changed[id] = changedFields(before[id], value);
  }
  return {
    added: Object.keys(after).filter((id) => !Object.hasOwn(before, id)),
    removed: Object.keys(before).filter((id) => !Object.hasOwn(after, id)),
    changed,
  };
}

function changedFields(before: unknown, after: unknown): string[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
