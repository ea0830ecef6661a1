import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, vi } from 'vitest';
import type { EdgewiseError } from '../../errors.ts';
import { createDeviceStore, type DeviceStore, type DeviceStoreOptions } from '../device-store.ts';

/** What a test does with its device. */
export interface DeviceStores {
  /** Opens the store `test`, or that of the options; it is closed behind the test. */
  open(options?: Partial<DeviceStoreOptions>): DeviceStore;
  /** What the stores were told to report in this test. */
  readonly errors: readonly EdgewiseError[];
}

/** Gives each test of a file a device on which nothing lies. */
export function deviceStores(): DeviceStores {
  const opened: DeviceStore[] = [];
  const errors: EdgewiseError[] = [];
  beforeEach(() => {
    errors.splice(0);
    vi.stubGlobal('indexedDB', new IDBFactory());
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(opened.splice(0).map((store) => store.close()));
    vi.unstubAllGlobals();
  });
  return {
    open(options = {}) {
      const store = createDeviceStore({ name: 'test', onError: (error) => errors.push(error), ...options });
      opened.push(store);
      return store;
    },
    errors,
  };
}
