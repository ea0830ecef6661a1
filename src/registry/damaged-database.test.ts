import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import { readAhead } from './read-ahead.ts';
import { deviceStores } from './testing/device-stores.ts';

const { open: openStore, errors } = deviceStores();
const open = () => openStore({ openTimeoutMs: 500 });

/** Makes a database as somebody else might. */
async function makeDatabase(version: number, make: (database: IDBDatabase) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = indexedDB.open('test', version);
    request.onupgradeneeded = () => make(request.result as IDBDatabase);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

const damages: [string, () => unknown][] = [
  ['without its object store, as whoever opens it before makes it', () => makeDatabase(1, () => {})],
  [
    'of a later version with other object stores',
    () => makeDatabase(7, (database) => database.createObjectStore('other')),
  ],
  [
    'whose object store takes no keys',
    () => makeDatabase(1, (database) => database.createObjectStore('keyval', { keyPath: 'id' })),
  ],
  ...['NotReadableError', 'UnknownError'].map((name): [string, () => unknown] => [
    `whose values cannot be read for ever (${name})`,
    async () => {
      await open().set('a', 'old');
      const reading = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
        throw new DOMException('Data lost due to missing file', name);
      });
      const { deleteDatabase } = IDBFactory.prototype;
      vi.spyOn(IDBFactory.prototype, 'deleteDatabase').mockImplementation(function (this: IDBFactory, ...args) {
        reading.mockRestore();
        return deleteDatabase.apply(this, args);
      });
    },
  ]),
];

it.each(damages)('begins a database anew, with one error: %s', async (_, damage) => {
  await damage();
  const store = open();
  await Promise.all([store.get('a'), store.update('a', (value) => [value, 'new']), store.set('b', 2)]);
  expect(await store.get('a')).toEqual([undefined, 'new']);
  expect(errors).toMatchObject([
    { code: 'storage-unavailable', message: expect.stringMatching(/^Storage was damaged \(.+\) and begins anew/) },
  ]);
  expect(await open().keys()).toEqual(['a', 'b']);
});

it('begins it anew although a page has read ahead', async () => {
  await makeDatabase(1, () => {});
  await expect(readAhead({ test: ['a'] })).rejects.toThrow();
  const store = open();
  await store.set('a', 1);
  expect(await open().get('a')).toBe(1);
});

it('keeps what lies there where connections are lost', async () => {
  await open().set('a', 1);
  const lost = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('The database connection is closing', 'InvalidStateError');
  });
  expect(await open().get('a')).toBeUndefined();
  lost.mockRestore();
  expect(await open().get('a')).toBe(1);
});

it('keeps what lies there where it does not open at all, as in WebKit when its server is gone', async () => {
  const first = open();
  await first.set('a', 1);
  await first.close();
  const refused = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  });
  expect(await open().get('a')).toBeUndefined();
  expect(errors).toMatchObject([{ message: expect.stringMatching(/^Storage is not available/) }]);
  refused.mockRestore();
  expect(await open().get('a')).toBe(1);
});
