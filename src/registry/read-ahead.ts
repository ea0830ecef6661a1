import { promisifyRequest } from 'idb-keyval';
import { objectStoreName } from './device-store.ts';

/** Values that lie on the device, by database and key. */
export type DeviceValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Reads values of device stores without opening one, each database in one transaction.
 * @param keys by database.
 * @throws where the device refuses, a database is missing, or `keys` are none.
 */
export async function readAhead(keys: Readonly<Record<string, readonly string[]>>): Promise<DeviceValues> {
  return fromEntriesOf(Object.entries(keys), async ([name, wanted]) => [name, await readDatabase(name, wanted)]);
}

async function readDatabase(name: string, keys: readonly string[]): Promise<Record<string, unknown>> {
  const opening = indexedDB.open(name);
  // A database that is missing is not to be made: without it there is nothing to read.
  opening.onupgradeneeded = () => opening.transaction?.abort();
  const database = await promisifyRequest(opening);
  try {
    const store = database.transaction(objectStoreName).objectStore(objectStoreName);
    return fromEntriesOf(keys, async (key) => [key, await promisifyRequest(store.get(key))]);
  } finally {
    // It closes behind the transaction: a page that kept it open would hold up whoever deletes the database.
    database.close();
  }
}

async function fromEntriesOf<Item, Value>(
  items: readonly Item[],
  toEntry: (item: Item) => Promise<readonly [string, Value]>,
): Promise<Record<string, Value>> {
  return Object.fromEntries(await Promise.all(items.map(toEntry)));
}
