import { createDeviceStore } from '../../registry/device-store.ts';
import { registryStoreName, visitorStoreName } from '../databases.ts';

/** What lies in both databases. */
export async function keysOnDevice(): Promise<string[]> {
  const found: string[] = [];
  for (const name of [visitorStoreName, registryStoreName]) {
    const store = createDeviceStore({ name, onError: () => {} });
    found.push(...(await store.keys()));
    await store.close();
  }
  return found;
}
