/** What the memory needs of the page. */
export interface PageViewMemoryOptions {
  /** `sessionStorage`; a browser that refuses it may throw. */
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  /** Address of the page view. */
  readonly url: () => string;
  /** Whether the document was loaded by a reload. */
  readonly isReload: boolean;
}

/** What has been counted on this page view. A reload goes on with the page view; any other navigation begins another. */
export interface PageViewMemory {
  has(key: string): boolean;
  add(key: string): void;
  /** Begins another page view. */
  reset(): void;
}

const memoryKey = 'edgewise.counted';

/** Keeps the memory for the tab, so that a reload finds it. Nothing is read or written before the first question. */
export function createPageViewMemory({ storage, url, isReload }: PageViewMemoryOptions): PageViewMemory {
  let counted: Set<string> | undefined;
  const recall = (): Set<string> => {
    counted ??= new Set(isReload ? read() : []);
    return counted;
  };
  const read = (): readonly string[] => {
    try {
      const kept: { url: unknown; keys: unknown[] } = JSON.parse(storage().getItem(memoryKey) ?? '');
      return kept.url === url() ? kept.keys.filter((key) => typeof key === 'string') : [];
    } catch {
      // Nothing lies there, or what anybody has written.
      return [];
    }
  };
  return {
    has: (key) => recall().has(key),
    add(key) {
      const keys = recall().add(key);
      try {
        storage().setItem(memoryKey, JSON.stringify({ url: url(), keys: [...keys] }));
      } catch {
        // A reload will count again.
      }
    },
    reset() {
      counted = new Set();
    },
  };
}
