import { clear, del, promisifyRequest, type UseStore, update as updateOnDevice } from 'idb-keyval';
import { EdgewiseError } from '../errors.ts';

/** The object store that holds a device store's values in its IndexedDB database. */
export const objectStoreName = 'keyval';

/**
 * Named values kept on this device. Values are whatever can be cloned, and count as immutable once handed over or
 * received. Methods reject only with `disposed` after `close`, with what `update`'s own function throws, and with a
 * `DataCloneError` for a value that cannot be kept; a device that fails is no reason to reject, but for `clear`.
 */
export interface DeviceStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  /** Replaces a value by `change(value)`, in one transaction that other tabs cannot get between. May call `change` twice. */
  update(key: string, change: (value: unknown) => unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
  /** @throws EdgewiseError `storage-unavailable` where the device deletes nothing: consent that is taken back must reach it. */
  clear(): Promise<void>;
  /** Tries a device again that was given up. Memory serves on for what it does not take then. */
  retry(): void;
  /** Lets running writes end and frees the connection. */
  close(): Promise<void>;
}

export interface DeviceStoreOptions {
  /** Of the IndexedDB database. */
  readonly name: string;
  /** Told by `storage-unavailable` when the device refuses and memory takes over, not again before `retry`. */
  readonly onError: (error: EdgewiseError) => void;
  /**
   * Milliseconds that IndexedDB may take to open; some browsers never answer.
   * @default 2000
   */
  readonly openTimeoutMs?: number;
  /** Values by key that were read a moment ago: each saves the first reading of its key, unless a write comes first. */
  readonly readAhead?: Readonly<Record<string, unknown>> | undefined;
  /** The device is left alone until this settles. @default at once */
  readonly notBefore?: Promise<void> | false;
}

/**
 * Opens a store in IndexedDB. Where IndexedDB is missing, refused, blocked, full or silent, the store goes on in memory;
 * of a full device it still reads and deletes what lies there. A database that is damaged is deleted and begun anew.
 */
export function createDeviceStore({
  name,
  onError,
  openTimeoutMs = 2000,
  readAhead,
  notBefore,
}: DeviceStoreOptions): DeviceStore {
  let connection: { opening: Promise<IDBDatabase>; database?: IDBDatabase } | undefined;
  let refusal: 'full' | 'refused' | undefined;
  let failure: EdgewiseError | undefined;
  let closed = false;
  /** What the device did not take; `undefined` for what it should have deleted. */
  const memory = new Map<string, unknown>();

  /** What was read before this store was opened. */
  const ahead = new Map(Object.entries(readAhead ?? {}));

  /** Settles when the transaction that runs has ended. */
  let idle: Promise<unknown> = notBefore || Promise.resolve();
  let ending: Promise<unknown> | undefined;

  const use: UseStore = async (mode, callback) => {
    connection ??= { opening: open() };
    const mine = connection;
    const done = mine.opening.then((database) => {
      mine.database = database;
      // Another tab or the developer tools delete the database: unless this connection makes way, every open hangs.
      database.onversionchange = () => disconnect(mine);
      const transaction = database.transaction(objectStoreName, mode);
      if (closed) disconnect(mine);
      ending = new Promise((resolve) => {
        for (const type of ['complete', 'abort']) transaction.addEventListener(type, resolve);
      });
      return callback(transaction.objectStore(objectStoreName));
    });
    if (mine.database) return done;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`it did not open within ${openTimeoutMs} ms`);
        giveUp(error);
        reject(error);
      }, openTimeoutMs);
    });
    // The first transaction counts as opening: a database that is stuck opens all the same.
    return Promise.race([done, deadline]).finally(() => clearTimeout(timer));
  };

  /** The library's own function would keep to itself a connection that finds no object store. */
  function open(): Promise<IDBDatabase> {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(objectStoreName);
    return promisifyRequest(request);
  }

  /** Transactions that run on the connection still end. */
  function disconnect(which = connection): void {
    which?.database?.close();
    if (which === connection) connection = undefined;
  }

  /**
   * Runs on the device, once more on a fresh connection if this one was lost, and once more on a fresh database if this one is damaged;
   * `undefined` if the device was given up.
   *
   * One transaction at a time: a worker that ends with a reading and a writing one in flight leaves a database of WebKit's
   * in which no transaction ever ends, for as long as the browser runs.
   * @see https://bugs.webkit.org/show_bug.cgi?id=324094
   */
  async function onDevice<T>(run: () => Promise<T>): Promise<{ value: T } | undefined> {
    const turn = idle;
    const asked = refusal;
    let end = (_ended?: unknown): void => {};
    idle = new Promise((resolve) => {
      end = resolve;
    });
    await turn;
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          // Each of those that wait would wait for the same silence.
          if (refusal === 'refused' && asked !== refusal) throw new Error('given up meanwhile');
          const value = await run();
          end(ending);
          return { value };
        } catch (error) {
          // A transaction that the browser ended by force has no error at all.
          const kind: string = error === null ? 'AbortError' : Object(error).name;
          if (error instanceof CallerError || kind === 'DataCloneError') throw error;
          const mayBeDamaged = /^(Unknown|NotFound|NotReadable|Data)/.test(kind);
          const mayBeLost = mayBeDamaged || /^(InvalidState|Abort)/.test(kind);
          // What does not even open may be whole, such as where WebKit has lost its server.
          const retries = mayBeDamaged && connection?.database ? 2 : +mayBeLost;
          if (closed || attempt > retries) {
            giveUp(error, kind);
            return undefined;
          }
          disconnect();
          if (attempt > 1) {
            // No object store, or a value whose file is lost: that would fail for ever.
            indexedDB.deleteDatabase(name);
            const message = `Storage was damaged (${Object(error).message}) and begins anew`;
            onError(new EdgewiseError('storage-unavailable', message, { cause: error }));
          }
        }
      }
    } finally {
      // What settled before stays so.
      end();
    }
  }

  function giveUp(error: unknown, kind?: string): void {
    const full = kind === 'QuotaExceededError';
    const [state, remedy] = full ? ['full', 'free space'] : ['not available', 'allow site data'];
    const message = `Storage is ${state} (${Object(error).message || kind}), memory takes over; ${remedy} to keep anything`;
    failure = new EdgewiseError('storage-unavailable', message, { cause: error });
    if (refusal !== undefined || closed) return;
    refusal = full ? 'full' : 'refused';
    onError(failure);
  }

  /** The transaction that reads next; until it begins, and unless a write comes first, all that is asked for joins it. */
  let reading: { keys: string[]; values: Promise<unknown[] | undefined> } | undefined;

  /** Reads in one transaction what is asked for while the database opens, or while another transaction runs. */
  async function readTogether(key: string): Promise<unknown> {
    if (!reading) {
      const keys: string[] = [];
      const values = read(() =>
        use('readonly', (objectStore) => {
          if (reading === mine) reading = undefined;
          return Promise.all(keys.map((wanted) => promisifyRequest(objectStore.get(wanted))));
        }),
      );
      const mine = { keys, values };
      const end = (): void => {
        if (reading === mine) reading = undefined;
      };
      values.then(end, end);
      reading = mine;
    }
    const position = reading.keys.push(key) - 1;
    return (await reading.values)?.[position];
  }

  async function read<T>(run: () => Promise<T>): Promise<T | undefined> {
    checkOpen();
    return refusal === 'refused' ? undefined : (await onDevice(run))?.value;
  }

  /** Deletes even on a device that was given up. */
  async function remove(run: () => Promise<unknown>, inMemory: () => void) {
    checkOpen();
    reading = undefined;
    ahead.clear();
    const attempt = onDevice(run);
    // A device that did not open in time may never answer.
    if (refusal !== 'refused' && !(await attempt)) refusal = 'refused';
    inMemory();
    return { attempt };
  }

  async function update(key: string, change: (value: unknown) => unknown): Promise<void> {
    checkOpen();
    reading = undefined;
    ahead.clear();
    let abandoned = false;
    const guarded = (value: unknown) => {
      try {
        // Memory has taken over and run `change` already.
        if (abandoned) throw new Error('opened too late');
        return change(value);
      } catch (error) {
        throw new CallerError(error);
      }
    };
    try {
      if (refusal === undefined && (await onDevice(() => updateOnDevice(key, guarded, use))))
        return void memory.delete(key);
    } catch (error) {
      throw error instanceof CallerError ? error.thrown : error;
    }
    abandoned = true;
    const kept = await readTogether(key);
    memory.set(key, change(memory.has(key) ? memory.get(key) : kept));
  }

  function checkOpen(): void {
    if (closed) throw new EdgewiseError('disposed', `Device store ${name} is disposed; create another`);
  }

  return {
    async get(key) {
      const known = ahead.get(key);
      if (ahead.delete(key)) return known;
      const value = memory.has(key) ? undefined : await readTogether(key);
      return memory.has(key) ? memory.get(key) : value;
    },
    set: (key, value) => update(key, () => value),
    update,
    async delete(key) {
      await remove(
        () => del(key, use),
        () => void (refusal ? memory.set(key, undefined) : memory.delete(key)),
      );
    },
    async keys() {
      // The library's own function brings a cursor for browsers that have no getAllKeys.
      const kept = await read(() => use('readonly', (objectStore) => promisifyRequest(objectStore.getAllKeys())));
      const names = new Set(kept?.map(String));
      for (const [key, value] of memory) value === undefined ? names.delete(key) : names.add(key);
      return [...names];
    },
    async clear() {
      const { attempt } = await remove(
        () => clear(use),
        () => memory.clear(),
      );
      if (!(await attempt)) throw failure;
    },
    retry() {
      if (refusal) connection = undefined;
      refusal = undefined;
    },
    async close() {
      closed = true;
      memory.clear();
      disconnect();
    },
  };
}

/** Tells what a caller's function threw from what the device threw. */
class CallerError {
  readonly thrown: unknown;
  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}
