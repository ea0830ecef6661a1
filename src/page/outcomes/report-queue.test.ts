import { beforeEach, describe, expect, it } from 'vitest';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { createReportQueue } from './report-queue.ts';

const url = 'https://shop.example/outcomes';

/** `localStorage` as far as the queue can tell: its keys are its own properties. */
class FakeStorage {
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? String(Reflect.get(this, key)) : null;
  }
  setItem(key: string, value: string): void {
    Reflect.set(this, key, value);
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

const event = (number: number, content = ''): ExperienceEvent => ({
  _id: `event ${number}`,
  timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(),
  eventType: 'decisioning.propositionDisplay',
  content,
});

let device: FakeStorage;
beforeEach(() => {
  device = new FakeStorage();
});

function openPage({ refuses = false } = {}) {
  const received: { xdm: { _id: string } }[][] = [];
  const page = { isOnline: true, isAllowed: true, accepts: (_body: string) => true };
  const queue = createReportQueue({
    url,
    storage() {
      if (refuses) throw new DOMException('denied', 'SecurityError');
      return device as unknown as Storage;
    },
    sendBeacon(address, body) {
      expect(address).toBe(url);
      if (!page.accepts(body)) return false;
      received.push(JSON.parse(body).events);
      return true;
    },
    isOnline: () => page.isOnline,
    isAllowed: () => page.isAllowed,
  });
  return { ...queue, page, received, ids: () => received.map((events) => events.map(({ xdm }) => xdm._id)) };
}

const idsOf = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `event ${first + index}`);

describe('reports', () => {
  it('are sent in one batch, oldest first, and once', () => {
    const { add, flush, ids, received } = openPage();
    add(event(2));
    add(event(1));
    flush();
    flush();
    expect(ids()).toEqual([['event 1', 'event 2']]);
    expect(received[0]?.[0]).toEqual({ xdm: event(1) });
    expect(Object.keys(device)).toEqual([]);
  });

  for (const [reason, refuse] of [
    ['offline', { isOnline: false }],
    ['the browser refuses the beacon', { accepts: () => false }],
  ] as const) {
    it(`wait for the next page view when ${reason}`, () => {
      const { add, flush, page, received } = openPage();
      Object.assign(page, refuse);
      add(event(1));
      flush();
      expect(received).toEqual([]);
      const next = openPage();
      next.add(event(2));
      next.flush();
      expect(next.ids()).toEqual([['event 1', 'event 2']]);
    });
  }

  it('of all tabs are sent by any', () => {
    const [one, other] = [openPage(), openPage()];
    one.add(event(1));
    other.add(event(2));
    other.flush();
    one.flush();
    expect([...one.ids(), ...other.ids()]).toEqual([['event 1', 'event 2']]);
  });

  it('stay below what a beacon may carry, and the rest waits when the browser has had enough', () => {
    const { add, flush, page, ids } = openPage();
    for (let number = 1; number <= 5; number++) add(event(number, 'ü'.repeat(11_000)));
    let sent = 0;
    page.accepts = (body) => {
      expect(new TextEncoder().encode(body).length).toBeLessThan(64 * 1024);
      return ++sent <= 1;
    };
    flush();
    expect(ids()).toEqual([idsOf(1, 2)]);
    page.accepts = () => true;
    flush();
    expect(ids()).toEqual([idsOf(1, 2), idsOf(3, 4), idsOf(5, 5)]);
  });

  it('keep the latest hundred', () => {
    const { add, flush, ids } = openPage();
    for (let number = 1; number <= 105; number++) add(event(number));
    expect(Object.keys(device)).toHaveLength(100);
    flush();
    expect(ids().flat()).toEqual(idsOf(6, 105));
  });

  it('leave out what no beacon could carry', () => {
    const { add, flush, received } = openPage();
    add(event(1, 'x'.repeat(70_000)));
    flush();
    expect(received).toEqual([]);
    expect(Object.keys(device)).toEqual([]);
  });

  it('drop what was spoiled by hand, and leave what is not theirs', () => {
    device.setItem('edgewise.outcome.1', 'not what was written here');
    device.setItem('edgewise.outcome.2', '7');
    device.setItem('cart', 'tea');
    const { add, flush, ids } = openPage();
    add(event(3));
    flush();
    expect(ids()).toEqual([['event 3']]);
    expect(Object.keys(device)).toEqual(['cart']);
  });

  it('are kept in memory where the device refuses', () => {
    const { add, flush, page, ids } = openPage({ refuses: true });
    page.isOnline = false;
    add(event(1));
    flush();
    page.isOnline = true;
    flush();
    flush();
    expect(ids()).toEqual([['event 1']]);
  });

  it('are neither kept nor sent without consent', () => {
    for (const refuses of [false, true]) {
      const { add, flush, page, received } = openPage({ refuses });
      add(event(1));
      page.isAllowed = false;
      add(event(2));
      flush();
      expect(received).toEqual([]);
      page.isAllowed = true;
      flush();
      // The client deletes what lies on the device; memory is the queue's own.
      expect(received.flat().map(({ xdm }) => xdm._id)).toEqual(refuses ? [] : ['event 1']);
    }
  });
});
