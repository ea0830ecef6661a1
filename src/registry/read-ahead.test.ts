import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it, vi } from 'vitest';
import { createDeviceStore } from './device-store.ts';
import { readAhead } from './read-ahead.ts';

const open = (name: string, options: { readAhead?: Readonly<Record<string, unknown>> } = {}) =>
  createDeviceStore({
    name,
    onError: (error) => {
      throw error;
    },
    ...options,
  });

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const store = open('shop');
  await store.set('a', 1);
  await store.set('bytes', new Uint8Array([1, 2]));
  await store.close();
  return () => vi.unstubAllGlobals();
});

it('reads what lies on the device, and undefined for what does not', async () => {
  expect(await readAhead({ shop: ['a', 'bytes', 'missing'] })).toEqual({
    shop: { a: 1, bytes: new Uint8Array([1, 2]), missing: undefined },
  });
});

it('rejects for a database that is missing, and makes none', async () => {
  await expect(readAhead({ shop: ['a'], missing: ['b'] })).rejects.toThrow();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['shop']);
});

it('keeps nobody from deleting the database', async () => {
  await readAhead({ shop: ['a'] });
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('shop');
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error('a connection is still open'));
  });
});

it.each([[undefined], [null], [{ shop: 'a' }], [{ shop: [{}] }]])('rejects for keys that are %j', async (keys) => {
  await expect(readAhead(keys as never)).rejects.toThrow();
});

it('rejects where IndexedDB is refused', async () => {
  vi.stubGlobal('indexedDB', undefined);
  await expect(readAhead({ shop: ['a'] })).rejects.toThrow();
});

it('saves a device store the first reading of each key', async () => {
  const values = await readAhead({ shop: ['a', 'missing'] });
  vi.stubGlobal('indexedDB', undefined);
  const store = open('shop', { readAhead: values.shop ?? {} });
  expect(await store.get('a')).toBe(1);
  expect(await store.get('missing')).toBeUndefined();
});

it.each([
  ['set', (store: ReturnType<typeof open>) => store.set('a', 2), 2],
  ['update', (store: ReturnType<typeof open>) => store.update('a', (value) => Number(value) + 1), 2],
  ['delete', (store: ReturnType<typeof open>) => store.delete('a'), undefined],
  ['clear', (store: ReturnType<typeof open>) => store.clear(), undefined],
])('gives way to %s', async (_, write, expected) => {
  const values = await readAhead({ shop: ['a'] });
  const store = open('shop', { readAhead: values.shop ?? {} });
  void write(store);
  expect(await store.get('a')).toBe(expected);
  await store.close();
});

it('is read anew the second time', async () => {
  const values = await readAhead({ shop: ['a'] });
  const other = open('shop');
  await other.set('a', 'of another tab');
  const store = open('shop', { readAhead: values.shop ?? {} });
  expect(await store.get('a')).toBe(1);
  expect(await store.get('a')).toBe('of another tab');
  await store.close();
  await other.close();
});
