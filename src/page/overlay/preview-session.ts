import type { Profile } from '../../xdm/profile.ts';
import { isRecord } from '../../xdm/record.ts';

const key = 'edgewise.preview';

/** What a tab remembers of its previews, for as long as it is open. */
export interface PreviewSession {
  /** Until when a signed link allowed previews in this tab, in milliseconds since 1970. */
  readonly allowedUntil: number;
  readonly profileOverrides: Profile;
  /** Key of the button by which the overlay has the page loaded anew, for the page view that comes. */
  readonly focused: string | undefined;
}

/** Survives a browser that refuses storage, and whatever else lies under the key. */
export function readPreviewSession(storage: Pick<Storage, 'getItem'>): PreviewSession {
  const stored = attempt(() => JSON.parse(storage.getItem(key) ?? '{}') as unknown);
  const { allowedUntil, profileOverrides, focused } = isRecord(stored) ? stored : {};
  return {
    allowedUntil: typeof allowedUntil === 'number' ? allowedUntil : 0,
    profileOverrides: isRecord(profileOverrides) ? profileOverrides : {},
    focused: typeof focused === 'string' ? focused : undefined,
  };
}

/** Changes what is remembered. */
export function savePreviewSession(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  change: Partial<PreviewSession>,
): void {
  attempt(() => storage.setItem(key, JSON.stringify({ ...readPreviewSession(storage), ...change })));
}

function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}
