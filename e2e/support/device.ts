import type { Page } from '@playwright/test';

/** A database of idb-keyval as it lies on the device: its entries by key; `undefined` when there is no such database. */
export function readDatabase(page: Page, name: string): Promise<Record<string, unknown> | undefined> {
  return page.evaluate(async (database) => {
    const known = await indexedDB.databases();
    if (!known.some((candidate) => candidate.name === database)) return undefined;
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(database);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    try {
      const entries: Record<string, unknown> = {};
      const cursor = opened.transaction('keyval').objectStore('keyval').openCursor();
      await new Promise<void>((resolve, reject) => {
        cursor.onerror = () => reject(cursor.error);
        cursor.onsuccess = () => {
          if (!cursor.result) return resolve();
          entries[String(cursor.result.key)] = cursor.result.value;
          cursor.result.continue();
        };
      });
      return entries;
    } finally {
      opened.close();
    }
  }, name);
}

interface StoredManifest {
  readonly generation: number;
}

/** The manifests that lie on the device. */
export async function storedManifests(page: Page): Promise<readonly StoredManifest[]> {
  const entries = Object.entries((await readDatabase(page, 'edgewise')) ?? {});
  return entries.filter(([key]) => key.startsWith('manifest:')).map(([, record]) => record as StoredManifest);
}

/** The generation of the manifest that lies on the device; `undefined` when none does. */
export async function storedGeneration(page: Page): Promise<number | undefined> {
  return (await storedManifests(page))[0]?.generation;
}

/** How a value on the device is spoiled by hand. */
export type Damage = 'replaced' | 'flipped';

/** Spoils every value of a database: replaces it by text, or flips a bit of each that is bytes. */
export async function damageDatabase(page: Page, name: string, damage: Damage): Promise<void> {
  await page.evaluate(
    async ([database, how]) => {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(database);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const transaction = opened.transaction('keyval', 'readwrite');
      const cursor = transaction.objectStore('keyval').openCursor();
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        const { value } = cursor.result;
        if (how === 'replaced') cursor.result.update('not what was written here');
        else if (value instanceof Uint8Array)
          cursor.result.update(value.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));
        cursor.result.continue();
      };
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error);
      });
      opened.close();
    },
    [name, damage] as const,
  );
}

interface StoredEvent {
  readonly _id: string;
  readonly eventType: string;
}

const isOutcome = ({ eventType }: StoredEvent): boolean => eventType.startsWith('decisioning.');

async function allEvents(page: Page): Promise<readonly StoredEvent[]> {
  const { visitor } = (await readDatabase(page, 'edgewise-visitor')) ?? {};
  return (visitor as { events: StoredEvent[] } | undefined)?.events ?? [];
}

/** The events that lie on the device, but for displays and interactions, which come when they come. */
export async function storedEvents(page: Page): Promise<readonly StoredEvent[]> {
  return (await allEvents(page)).filter((event) => !isOutcome(event));
}

/** The displays and interactions that lie on the device. */
export async function storedOutcomes(page: Page): Promise<readonly StoredEvent[]> {
  return (await allEvents(page)).filter(isOutcome);
}
