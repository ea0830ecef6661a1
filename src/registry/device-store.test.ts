import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { deviceStores } from './testing/device-stores.ts';

const { open, errors } = deviceStores();

/** IndexedDB whose `open` behaves as told. */
function stubOpen(behave: (request: EventTarget & Record<string, unknown>) => void): void {
  vi.stubGlobal('indexedDB', {
    open() {
      const request = Object.assign(new EventTarget(), {}) as EventTarget & Record<string, unknown>;
      behave(request);
      return request;
    },
  });
}

function quotaExceeded(): never {
  throw new DOMException('the disk is full', 'QuotaExceededError');
}

describe('on a device that keeps', () => {
  it('reads what it wrote, also after a reload', async () => {
    const first = open();
    await first.set('a', { deep: [1, 2] });
    await first.set('b', new Uint8Array([1, 2]));
    await first.set('c', 3);
    await first.close();
    const second = open();
    expect(await second.get('a')).toEqual({ deep: [1, 2] });
    expect(await Promise.all(['c', 'missing', 'b'].map(second.get))).toEqual([3, undefined, new Uint8Array([1, 2])]);
    expect((await second.keys()).sort()).toEqual(['a', 'b', 'c']);
    expect(errors).toEqual([]);
  });

  it('leaves the device alone for as long as it is told to, and then does what was asked for', async () => {
    const opening = vi.spyOn(IDBFactory.prototype, 'open');
    let begin: () => void = () => {};
    const store = open({ notBefore: new Promise<void>((resolve) => (begin = resolve)) });
    const written = store.set('a', 1);
    const read = store.get('a');
    await new Promise(setImmediate);
    expect(opening).not.toHaveBeenCalled();
    begin();
    await written;
    expect(await read).toBe(1);
    expect(errors).toEqual([]);
  });

  it('reads in one transaction what is asked for together', async () => {
    const first = open();
    await Promise.all(['a', 'b', 'c'].map((key) => first.set(key, key)));
    await first.close();
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const second = open();
    expect(await Promise.all(['c', 'missing', 'a', 'a'].map(second.get))).toEqual(['c', undefined, 'a', 'a']);
    expect(transactions).toHaveBeenCalledTimes(1);
    expect(await second.get('b')).toBe('b');
    expect(transactions).toHaveBeenCalledTimes(2);
  });

  it('sees in a read what was written before it was asked for, whatever else is asked meanwhile', async () => {
    const store = open();
    await store.set('a', 1);
    const before = store.get('b');
    const writing = store.set('a', 2);
    const after = store.get('a');
    const deleting = store.delete('a');
    const last = store.get('a');
    expect(await Promise.all([before, after, last])).toEqual([undefined, 2, undefined]);
    await Promise.all([writing, deleting]);
  });

  it('deletes one and all', async () => {
    const store = open();
    await store.set('a', 1);
    await store.set('b', 2);
    await store.set('c', 3);
    await store.delete('a');
    expect((await store.keys()).sort()).toEqual(['b', 'c']);
    await open().set('a', 'of another tab');
    expect(await store.get('a')).toBe('of another tab');
    await store.clear();
    expect(await store.keys()).toEqual([]);
  });

  it('loses no update of two tabs', async () => {
    const tabs = [open(), open()];
    const add = (value: unknown) => (typeof value === 'number' ? value : 0) + 1;
    await Promise.all(Array.from({ length: 40 }, (_, index) => tabs[index % 2]?.update('count', add)));
    expect(await tabs[0]?.get('count')).toBe(40);
  });

  it('passes on what the function given to update throws, and goes on', async () => {
    const store = open();
    await store.set('a', 1);
    const failure = new Error('no');
    await expect(
      store.update('a', () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await store.get('a')).toBe(1);
  });

  it('refuses a value that cannot be cloned, and goes on', async () => {
    const store = open();
    await expect(store.set('a', () => {})).rejects.toThrow(expect.objectContaining({ name: 'DataCloneError' }));
    expect(errors).toEqual([]);
  });

  it('rejects with disposed when closed', async () => {
    const store = open();
    await store.close();
    await expect(store.get('a')).rejects.toMatchObject({ code: 'disposed' });
    await expect(store.update('a', () => 1)).rejects.toMatchObject({ code: 'disposed' });
  });

  it('lets go of a connection that opens after it was closed', async () => {
    const store = open();
    const late = store.set('a', 1);
    await store.close();
    await late;
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase('test');
      request.onsuccess = resolve;
      request.onblocked = reject;
    });
  });
});

describe('when the connection is lost', () => {
  it('makes way for a deletion by someone else, and opens anew', async () => {
    const store = open();
    await store.set('a', 1);
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase('test');
      request.onsuccess = resolve;
      request.onblocked = reject;
    });
    expect(await store.get('a')).toBeUndefined();
    await store.set('a', 2);
    expect(await open().get('a')).toBe(2);
    expect(errors).toEqual([]);
  });

  it('opens anew when the browser has closed it', async () => {
    const store = open();
    await store.set('a', 1);
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementationOnce(() => {
      throw new DOMException('The database connection is closing', 'InvalidStateError');
    });
    expect(await store.get('a')).toBe(1);
    expect(errors).toEqual([]);
  });

  it('gives up when the second connection is lost as well', async () => {
    const store = open();
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
      throw new DOMException('The database connection is closing', 'InvalidStateError');
    });
    expect(await store.get('a')).toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  it('runs one transaction at a time', async () => {
    let running = 0;
    let most = 0;
    const { transaction } = IDBDatabase.prototype;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      const begun = transaction.apply(this, args);
      most = Math.max(most, ++running);
      for (const type of ['complete', 'abort']) begun.addEventListener(type, () => running--);
      return begun;
    });
    const store = open();
    await Promise.all([store.set('a', 1), store.get('a'), store.update('a', () => 2), store.keys(), store.get('a')]);
    expect(await store.get('a')).toBe(2);
    expect(most).toBe(1);
  });

  it('goes on in memory, for all that waited at once, when a transaction never ends', async () => {
    await open().set('a', 1);
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase) {
      const transaction = Object.assign(new EventTarget(), { db: this });
      const silent = () => new EventTarget();
      const objectStore = { transaction, get: silent, put: silent, getAllKeys: silent };
      return Object.assign(transaction, { objectStore: () => objectStore }) as never;
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = open({ openTimeoutMs: 500 });
    const all = Promise.all([store.get('a'), store.set('b', 2), store.update('c', () => 3), store.keys()]);
    // Whoever waited for a silence of its own would wait for ever.
    await vi.advanceTimersByTimeAsync(500);
    await all;
    expect(await Promise.all(['a', 'b', 'c'].map(store.get))).toEqual([undefined, 2, 3]);
    expect(errors).toMatchObject([{ code: 'storage-unavailable' }]);
  });
});

describe('on a device that refuses', () => {
  const refusals: [string, () => void][] = [
    ['IndexedDB is missing', () => vi.stubGlobal('indexedDB', undefined)],
    [
      'reading the property throws',
      () =>
        vi.stubGlobal('indexedDB', {
          get open() {
            throw new DOMException('denied', 'SecurityError');
          },
        }),
    ],
    [
      'opening fails',
      () =>
        stubOpen((request) => {
          request.error = new DOMException('mutation not allowed here', 'InvalidStateError');
          queueMicrotask(() => (request.onerror as () => void)());
        }),
    ],
    ['opening never answers', () => stubOpen(() => {})],
  ];

  it.each(refusals)('goes on in memory, with one error: %s', async (_, refuse) => {
    refuse();
    const store = open({ openTimeoutMs: 5 });
    await Promise.all([store.set('a', 1), store.set('b', 2), store.update('c', () => 3)]);
    await store.set('d', 4);
    await store.update('c', (value) => Number(value) + 1);
    await store.delete('b');
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(store.get))).toEqual([1, undefined, 4, 4]);
    expect((await store.keys()).sort()).toEqual(['a', 'c', 'd']);
    await expect(store.clear(), 'who takes consent back must know').rejects.toEqual(errors[0]);
    expect(await store.keys()).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'storage-unavailable' });
    expect(errors[0]?.message).toMatch(/not available \(.+\).*allow site data/);
  });

  it.each(refusals)('goes back to the device when it is tried again: %s', async (_, refuse) => {
    refuse();
    // What the tests before wanted deleted is still on its way to the database of the others.
    const name = 'tried again';
    const store = open({ name, openTimeoutMs: 500 });
    await Promise.all(['a', 'b', 'c'].map((key) => store.set(key, 1)));
    store.retry();
    await store.set('a', 2);
    expect(errors).toHaveLength(2);
    expect(await Promise.all(['a', 'b'].map(store.get))).toEqual([2, 1]);
    vi.stubGlobal('indexedDB', new IDBFactory());
    store.retry();
    expect(await store.get('a')).toBe(2);
    await Promise.all([store.set('a', 3), store.delete('b')]);
    expect(await Promise.all(['a', 'b', 'c'].map(store.get))).toEqual([3, undefined, 1]);
    expect(await open({ name }).keys()).toEqual(['a']);
  });

  it('keeps deleted what it was told to meanwhile', async () => {
    await open().set('a', 1);
    const device = indexedDB;
    vi.stubGlobal('indexedDB', undefined);
    const store = open();
    await store.delete('a');
    vi.stubGlobal('indexedDB', device);
    store.retry();
    expect(await store.get('a')).toBeUndefined();
    expect(await store.keys()).toEqual([]);
  });

  it('does an update once, though the device answers after it was given up', async () => {
    const factory = new IDBFactory();
    let answer = () => Promise.resolve();
    stubOpen((request) => {
      answer = () =>
        new Promise((resolve) => {
          const real = factory.open('test');
          real.onupgradeneeded = () => real.result.createObjectStore('keyval');
          real.onsuccess = () => {
            request.result = real.result;
            (request.onsuccess as () => void)();
            resolve();
          };
        });
    });
    const store = open({ openTimeoutMs: 5 });
    const change = vi.fn(() => 1);
    await store.update('a', change);
    await answer();
    // A transaction that comes after the one of the update.
    vi.stubGlobal('indexedDB', factory);
    const other = open();
    await other.set('b', 2);
    expect(await other.get('a')).toBeUndefined();
    expect(await store.get('a')).toBe(1);
    expect(change).toHaveBeenCalledTimes(1);
  });

  it('hands what a given-up update throws to its caller', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const failure = new Error('no');
    const broken = open().update('a', () => {
      throw failure;
    });
    await expect(broken).rejects.toBe(failure);
  });
});

describe('on a full device', () => {
  it('goes on in memory over what the device still holds, with one error', async () => {
    const store = open();
    await store.set('a', 1);
    await store.set('b', 2);
    await store.set('list', ['old']);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(quotaExceeded);
    await Promise.all([store.set('a', 10), store.set('c', 3)]);
    await Promise.all([
      store.update('list', (list) => [...(list as string[]), 'first']),
      store.update('list', (list) => [...(list as string[]), 'second']),
    ]);
    expect(await Promise.all(['a', 'b', 'c', 'list'].map(store.get))).toEqual([10, 2, 3, ['old', 'first', 'second']]);
    expect((await store.keys()).sort()).toEqual(['a', 'b', 'c', 'list']);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(/is full/);
  });

  it('still deletes from the device, for consent may be taken back', async () => {
    const store = open();
    await store.set('a', 1);
    await store.set('b', 2);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(quotaExceeded);
    await store.set('a', 10);
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    await store.clear();
    expect(await store.keys()).toEqual([]);
    await store.close();
    expect(await open().keys()).toEqual([]);
  });
});
