import { type Proposition, redirectItem } from '../../decisioning/activity.ts';

const storageKey = 'edgewise.redirects';
/** A page that a redirect has left is not left by one again for so long, in milliseconds: a loop through redirects of the server ends, too. */
const restMs = 60_000;

/** The parts of the page that a redirect needs. */
export interface RedirectPage {
  readonly location: Pick<Location, 'href' | 'origin' | 'replace'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Where the first redirect-item of the propositions leads; `undefined` where there is none. */
export function redirectOf(propositions: readonly Proposition[]): string | undefined {
  return propositions.flatMap(({ items }) => items).find((item) => item.schema === redirectItem)?.data.content;
}

/**
 * Leaves for another page of the same origin, unless that is a page which a redirect of this tab has left, or this page was left by one within the
 * last minute.
 * @throws TypeError that says in half a sentence why not. DOMException where the tab has no storage: then loops could not be told.
 */
export function redirect(address: string, { location, storage, now }: RedirectPage): void {
  if (!URL.canParse(address, location.href)) throw new TypeError('it is no address');
  const target = new URL(address, location.href);
  // A blob has the origin of the page that made it, and a script that of a page without an address of its own, such as an iframe's srcdoc.
  if (target.origin !== location.origin || !/^https?:$/.test(target.protocol))
    throw new TypeError('it leads to another origin');
  const here = withoutHash(location.href);
  const left = readLeft(storage);
  if (withoutHash(target.href) === here || left.has(withoutHash(target.href)))
    throw new TypeError('it leads back to a page that was left by a redirect');
  if (now - (left.get(here) ?? Number.NEGATIVE_INFINITY) < restMs)
    throw new TypeError('this page was left by a redirect a moment ago');
  storage.setItem(storageKey, JSON.stringify([...left.set(here, now)]));
  location.replace(target.href);
}

const withoutHash = (address: string): string => address.replace(/#.*$/s, '');

/** Addresses that redirects of this tab have left, and when. */
function readLeft(storage: RedirectPage['storage']): Map<string, number> {
  try {
    return new Map(JSON.parse(storage.getItem(storageKey) ?? '[]'));
  } catch {
    return new Map();
  }
}
