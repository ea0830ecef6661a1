import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ArtifactShop, baseUrls, one, openArtifactShop, three, two } from './testing/artifact-shop.ts';
import { createTestArtifact } from './testing/artifacts.ts';

let shop: ArtifactShop;
beforeEach(() => {
  shop = openArtifactShop();
});
afterEach(() => {
  vi.useRealTimers();
  return shop.close();
});

describe('under a budget', () => {
  beforeEach(() => shop.publish(one, two, three));

  it('evicts what was used least recently', async () => {
    await shop.reload({ budgetBytes: 2500 });
    await shop.get(one);
    await shop.get(two);
    await shop.reload({ budgetBytes: 2500 });
    await shop.get(one);
    await shop.get(three);
    expect(await shop.onDevice()).toEqual(['1', '3']);
    expect(await shop.indexed()).toEqual([one.sha256, three.sha256].sort());
  });

  it('evicts what is pinned only when nothing else is left', async () => {
    await shop.reload({ budgetBytes: 2500 });
    shop.artifacts.pin([one.sha256, three.sha256]);
    for (const artifact of [one, two, three]) await shop.get(artifact);
    expect(await shop.onDevice()).toEqual(['1', '3']);
    shop.artifacts.pin([one.sha256, two.sha256, three.sha256]);
    await shop.artifacts.flush();
    await shop.get(two);
    await shop.reload({ budgetBytes: 2500 });
    shop.artifacts.pin([one.sha256, two.sha256, three.sha256]);
    await shop.get(two);
    expect(await shop.onDevice()).toEqual(['2', '3']);
  });

  it('does not make room for what is not pinned among what is', async () => {
    await shop.reload({ budgetBytes: 2500 });
    shop.artifacts.pin([one.sha256, two.sha256]);
    for (const artifact of [one, two, three]) await shop.get(artifact);
    expect(await shop.onDevice()).toEqual(['1', '2']);
  });

  it('hands out what is over the whole budget, keeps the rest, and says what to raise', async () => {
    await shop.reload({ budgetBytes: 1500 });
    const large = createTestArtifact(9, 1501);
    shop.publish(large);
    await shop.get(one);
    expect(await shop.get(large)).toEqual(large.content);
    expect(await shop.onDevice()).toEqual(['1']);
    expect(shop.errors).toMatchObject([{ code: 'storage-unavailable' }]);
    expect(shop.errors[0]?.message).toMatch(/1501 bytes.*budget of 1500 bytes.*storageBudgetBytes/);
  });

  it('notes uses in one write for many', async () => {
    await Promise.all([shop.get(one), shop.get(two), shop.get(three)]);
    await shop.reload();
    const write = vi.spyOn(shop.device, 'update');
    await Promise.all([shop.get(one), shop.get(two), shop.get(three)]);
    await shop.artifacts.flush();
    expect(write).toHaveBeenCalledTimes(1);
    const index = (await shop.device.get('artifacts')) as Record<string, { lastUsed: number }>;
    expect(Math.min(...Object.values(index).map(({ lastUsed }) => lastUsed))).toBeGreaterThan(3);
  });

  it('notes uses on its own after a while', async () => {
    await shop.get(one);
    await shop.reload();
    const write = vi.spyOn(shop.device, 'update');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await shop.get(one);
    expect(write).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('keeps what two tabs write at once', async () => {
    const other = shop.open();
    await Promise.all([shop.get(one), other.get(two.sha256, { bytes: two.bytes, baseUrls }), shop.get(three)]);
    await Promise.all([shop.artifacts.flush(), other.flush()]);
    await other.dispose();
    expect(await shop.onDevice()).toEqual(['1', '2', '3']);
    await shop.reload();
    await Promise.all([shop.get(one), shop.get(two), shop.get(three)]);
    expect(shop.network.requests).toEqual([]);
  });
});
