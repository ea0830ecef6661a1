import { EdgewiseError, type EdgewiseErrorCode } from '../../errors.ts';
import type { Path } from './json-document.ts';

/** What an error of {@link writeJson} says. */
interface Subject {
  readonly code: EdgewiseErrorCode;
  /** Begins the sentence, by where in the value it is. */
  readonly subjectOf: (path: string) => string;
}

/**
 * Writes a value as JSON, as JSON.stringify does, but refuses what would be lost in it: a condition that is a function would be left out, and
 * hold for everybody. Fields that are undefined are left out.
 * @throws EdgewiseError
 */
export function writeJson(value: unknown, { code, subjectOf }: Subject): string {
  const places = new Map<unknown, Place>();
  try {
    return JSON.stringify(value, function (this: object, key: string, written: unknown) {
      const holder = places.get(this);
      const place: Place = holder ? { path: [...holder.path, key], holder: this } : { path: [], holder: undefined };
      const given: unknown = Reflect.get(this, key);
      const fault = holdsItself(written, place, places)
        ? 'it holds itself'
        : faultOf(given, written, Array.isArray(this));
      if (fault !== undefined)
        throw new EdgewiseError(code, `${subjectOf(place.path.join('.'))}: ${fault}; give a plain value`);
      if (typeof written === 'object' && written !== null) places.set(written, place);
      return written;
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new EdgewiseError(code, `${subjectOf('')} it is nested too deep; flatten it`);
  }
}

interface Place {
  readonly path: Path;
  readonly holder: object | undefined;
}

function holdsItself(value: unknown, place: Place, places: ReadonlyMap<unknown, Place>): boolean {
  for (let { holder } = place; holder !== undefined; holder = places.get(holder)?.holder)
    if (holder === value) return true;
  return false;
}

/** @param written what JSON.stringify makes of it first: the text of a date. */
function faultOf(given: unknown, written: unknown, isInList: boolean): string | undefined {
  const name = nameOf(given, written, isInList);
  return name && `it is ${name}, which JSON does not hold`;
}

function nameOf(given: unknown, written: unknown, isInList: boolean): string | undefined {
  if (written === null && given instanceof Date) return 'a date that there is not';
  switch (typeof written) {
    case 'undefined':
      return isInList ? 'undefined' : undefined;
    case 'number':
      return Number.isFinite(written) ? undefined : String(written);
    case 'function':
    case 'symbol':
    case 'bigint':
      return `a ${typeof written}`;
    case 'object': {
      const kind = Object.prototype.toString.call(written).slice(8, -1);
      return ['Object', 'Array', 'Null', 'Boolean', 'Number', 'String'].includes(kind) ? undefined : `a ${kind}`;
    }
    default:
      return undefined;
  }
}
