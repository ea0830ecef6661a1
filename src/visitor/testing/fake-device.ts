import type { VisitorLocks, VisitorStore } from '../visitor.ts';

interface FakeStore extends VisitorStore {
  readonly values: Map<string, unknown>;
  readonly calls: string[];
  /** Makes calls of this method reject while it is set. */
  failing: 'get' | 'update' | 'clear' | 'all' | undefined;
}

/** A device in memory, whose calls take effect when `turn` lets them, one whole call at a time. */
export function createFakeStore(turn: () => Promise<unknown> = () => Promise.resolve()): FakeStore {
  const values = new Map<string, unknown>();
  const calls: string[] = [];
  async function take(method: 'get' | 'update' | 'clear') {
    calls.push(method);
    await turn();
    if (store.failing === method || store.failing === 'all') throw new Error(`${method} refused`);
  }
  const store: FakeStore = {
    values,
    calls,
    failing: undefined,
    async get(key) {
      await take('get');
      return structuredClone(values.get(key));
    },
    async update(key, updater) {
      await take('update');
      values.set(key, structuredClone(updater(structuredClone(values.get(key)))));
    },
    async clear() {
      await take('clear');
      values.clear();
    },
  };
  return store;
}

export function createFakeLocks(): VisitorLocks {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    request(_, callback) {
      const result = tail.then(callback);
      tail = result.catch(() => undefined);
      return result;
    },
  };
}
