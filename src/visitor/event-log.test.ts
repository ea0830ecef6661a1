import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockToleranceMs, mergeEvents } from './event-log.ts';

const bounds = { limit: 5, since: 1_000, now: 9_000 };
const at = (time: number, _id = `e${time}`) => ({ _id, timestamp: new Date(time).toISOString(), eventType: 'x' });

const anyEvent = fc
  .record({ time: fc.integer({ min: 0, max: 10_000 }), id: fc.integer({ min: 0, max: 15 }) })
  .map(({ time, id }) => at(time, `id-${id}`));
const anyEvents = fc.array(anyEvent, { maxLength: 30 });

describe('mergeEvents', () => {
  it('sorts by time, not by spelling', () => {
    const early = { ...at(0, 'early'), timestamp: '2026-01-01T23:30:00+02:00' };
    const late = { ...at(0, 'late'), timestamp: '2026-01-01T22:00:00Z' };
    const now = Date.parse('2026-01-02T00:00:00Z');
    expect(mergeEvents([late], [early], { limit: 5, since: 0, now })).toEqual([early, late]);
  });

  it('keeps the event already there when another comes with its _id', () => {
    expect(mergeEvents([at(2_000, 'a')], [at(3_000, 'a')], bounds)).toEqual([at(2_000, 'a')]);
  });

  it('drops the oldest beyond the limit, and all outside of the time window', () => {
    const log = [999, 1_000, 2_000, 3_000, 4_000, 5_000, 9_000].map((time) => at(time));
    expect(mergeEvents(log, [], bounds).map(({ _id }) => _id)).toEqual(['e2000', 'e3000', 'e4000', 'e5000', 'e9000']);
    expect(mergeEvents([at(999), at(1_000)], [], bounds).map(({ _id }) => _id)).toEqual(['e1000']);
    const ahead = [bounds.now + clockToleranceMs, bounds.now + clockToleranceMs + 1].map((time) => at(time));
    expect(mergeEvents(ahead, [], { ...bounds, since: -60_000 }).map(({ _id }) => _id)).toEqual([ahead[0]?._id]);
  });

  it('takes what lies ahead, by a clock that was set back since, to be a minute old: behind all before, and before all that comes', () => {
    const now = 10_000_000;
    const within = { limit: 5, since: 0, now };
    const log = [at(now - 90_000, 'before'), at(now + 3_600_000, 'ahead'), at(now + 60_000, 'slightly')];
    const merged = mergeEvents(log, [at(now - 20, 'since')], within);
    expect(merged).toEqual([
      at(now - 90_000, 'before'),
      at(now - 60_000, 'ahead'),
      at(now - 20, 'since'),
      at(now + 60_000, 'slightly'),
    ]);
    expect(mergeEvents(merged, [], { ...within, now: now + 7_200_000 })).toEqual(merged);
  });

  it('is bounded, sorted, without duplicates, and changes nothing when repeated', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (log, incoming) => {
        const merged = mergeEvents(log, incoming, bounds);
        const times = merged.map(({ timestamp }) => Date.parse(timestamp));
        expect(merged.length).toBeLessThanOrEqual(bounds.limit);
        expect(new Set(merged.map(({ _id }) => _id)).size).toBe(merged.length);
        expect(times).toEqual([...times].sort((left, right) => left - right));
        expect(times.every((time) => time >= bounds.since)).toBe(true);
        expect(mergeEvents(merged, merged, bounds)).toEqual(merged);
      }),
    );
  });

  it('comes to the same whichever part arrives first', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1_000, max: 9_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(distinct, fc.nat(20), (times, cut) => {
        const events = times.map((time) => at(time));
        const oneWay = mergeEvents(mergeEvents([], events.slice(0, cut), bounds), events.slice(cut), bounds);
        const other = mergeEvents(mergeEvents([], events.slice(cut), bounds), events.slice(0, cut), bounds);
        expect(oneWay).toEqual(other);
      }),
    );
  });
});
