import { EdgewiseError } from '../../errors.ts';
import type { Profile } from '../../xdm/profile.ts';
import { isRecord } from '../../xdm/record.ts';
import { writePath } from '../../xdm/write-path.ts';

/** A value of the profile that is not itself an object. */
export interface ProfileValue {
  /** As conditions write it, without `profile.`. */
  readonly path: string;
  readonly value: unknown;
}

/** The values of a profile by their paths, but for those that Edgewise writes itself. */
export function profileValues(profile: Profile): readonly ProfileValue[] {
  const { segmentMembership: _segments, _edgewise: _scores, ...rest } = profile;
  return flatten(rest, '');
}

function flatten(value: object, path: string): readonly ProfileValue[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return isRecord(child) ? flatten(child, at) : [{ path: at, value: child }];
  });
}

/**
 * The overrides with one more.
 * @param text the value as JSON; what is no JSON is taken for text, so that nobody has to write quotation marks.
 * @throws EdgewiseError `input-invalid` for a path that can't be written.
 */
export function withOverride(overrides: Profile, path: string, text: string): Profile {
  return writePath(overrides, path.trim().replace(/^profile\./, ''), readValue(text.trim()));
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Why {@link withOverride} refused. */
export function refusalOf(error: unknown): string {
  return error instanceof EdgewiseError ? error.message : String(error);
}
