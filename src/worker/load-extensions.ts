import type { Extensions } from '../decisioning/extensions.ts';
import type { Manifest } from '../registry/manifest.ts';
import { usesOtherOperators } from '../xdm/condition.ts';
import { conditionsOf } from './services-needed.ts';

/** Fetches the operators and time zones that few manifests use, for one that does. */
export async function loadExtensions({ segments, activities }: Manifest): Promise<Extensions | undefined> {
  const isNeeded =
    activities.some(({ schedule }) => schedule?.timeZone) ||
    conditionsOf(segments, activities).some(usesOtherOperators);
  return isNeeded ? (await import('../decisioning/extensions.ts')).extensions : undefined;
}
