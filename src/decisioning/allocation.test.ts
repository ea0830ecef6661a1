import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.ts';
import { bucketOf, isHeldOut, membersByGroup, pickByWeight } from './allocation.ts';

const visitors = 1_000_000;

/** Pearson's chi-square statistic of counts against what was expected. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, index) => {
    const expectation = expected[index] ?? Number.NaN;
    return sum + (count - expectation) ** 2 / expectation;
  }, 0);
}

/** Critical values of the chi-square distribution at 0.001, by degrees of freedom. */
const critical = { 1: 10.828, 2: 13.816, 4: 18.467, 5: 20.515, 99: 148.23 };

function experiences(...weights: number[]) {
  return weights.map((weight, index) => ({ id: `${index}`, weight, items: [] }));
}

function countsOf(size: number, indexOf: (visitorId: string, visitor: number) => number, among = visitors): number[] {
  const counts = new Array<number>(size).fill(0);
  for (let visitor = 0; visitor < among; visitor++) {
    const index = indexOf(`visitor-${visitor}`, visitor);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

const group = (exclusionGroup: string, ...ids: string[]) =>
  ids.map(
    (id): Activity => ({
      id,
      exclusionGroup,
      scope: 'hero',
      priority: 0,
      status: 'live',
      selection: { type: 'first' },
      experiences: [],
    }),
  );

describe('bucketOf', () => {
  const heroBuckets = Uint16Array.from({ length: visitors }, (_, visitor) => bucketOf(`visitor-${visitor}`, 'hero'));

  it('gives integers from 0 to 9,999, evenly, the same again', () => {
    const counts = countsOf(100, (visitorId) => {
      const bucket = bucketOf(visitorId, 'offer', 'spring');
      if (!Number.isInteger(bucket) || bucket < 0 || bucket > 9_999) throw new Error(`bucket ${bucket}`);
      return Math.floor(bucket / 100);
    });
    expect(chiSquare(counts, new Array(100).fill(visitors / 100))).toBeLessThan(critical[99]);
    expect(bucketOf('visitor-1', 'offer', 'spring')).toBe(bucketOf('visitor-1', 'offer', 'spring'));
  });

  it('splits a million visitors 1 : 1 : 2', () => {
    const split = experiences(1, 1, 2);
    const counts = countsOf(3, (visitorId) => Number(pickByWeight(split, bucketOf(visitorId, 'offer'))?.id));
    expect(chiSquare(counts, [visitors / 4, visitors / 4, visitors / 2])).toBeLessThan(critical[2]);
  });

  it.each([
    ['two activities', (id: string) => bucketOf(id, 'cart')],
    ['two seeds', (id: string) => bucketOf(id, 'hero', 'summer')],
    ['a split and its holdout', (id: string) => bucketOf(id, 'hero', '/holdout')],
  ])('allocates %s independently', (_, bucketOfOther) => {
    const [left, right] = [experiences(1, 1, 2), experiences(3, 1, 1)];
    const counts = countsOf(9, (visitorId, visitor) => {
      const row = Number(pickByWeight(left, heroBuckets[visitor] ?? 0)?.id);
      const column = Number(pickByWeight(right, bucketOfOther(visitorId))?.id);
      return row * 3 + column;
    });
    const cells = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const total = (isIn: (cell: number) => boolean) =>
      cells.reduce((sum, cell) => sum + (isIn(cell) ? (counts[cell] ?? 0) : 0), 0);
    const expected = cells.map((cell) => {
      const row = total((other) => Math.floor(other / 3) === Math.floor(cell / 3));
      const column = total((other) => other % 3 === cell % 3);
      return (row * column) / visitors;
    });
    expect(chiSquare(counts, expected)).toBeLessThan(critical[4]);
  });
});

describe('pickByWeight', () => {
  const bucketsOf = (...weights: number[]) => {
    const counts = weights.map(() => 0);
    for (let bucket = 0; bucket < 10_000; bucket++) {
      const index = Number(pickByWeight(experiences(...weights), bucket)?.id);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  };

  it.each([
    [
      [1, 1, 2],
      [2_500, 2_500, 5_000],
    ],
    [
      [0.5, 0.3, 0.2],
      [5_000, 3_000, 2_000],
    ],
    [
      [0.07, 0.93],
      [700, 9_300],
    ],
    [
      [0, 5, 0],
      [0, 10_000, 0],
    ],
    [
      [1, 1, 1],
      [3_333, 3_334, 3_333],
    ],
  ])('gives %j its buckets', (weights, expected) => {
    expect(bucketsOf(...weights)).toEqual(expected);
  });

  it('picks none where no weight is above 0', () => {
    expect(pickByWeight(experiences(0, 0), 0)).toBeUndefined();
  });
});

describe('isHeldOut', () => {
  it.each([0, 0.07, 0.1, 0.29, 1])('holds out exactly the buckets of %d', (holdout) => {
    for (let visitor = 0; visitor < 20_000; visitor++) {
      const bucket = bucketOf(`visitor-${visitor}`, 'offer', 'seed/holdout');
      const expected = bucket < Math.round(holdout * 10_000);
      if (isHeldOut(holdout, `visitor-${visitor}`, 'offer', 'seed') !== expected) throw new Error(`bucket ${bucket}`);
    }
  });

  it('holds out its share of a million visitors', () => {
    const [held = 0, shown = 0] = countsOf(2, (visitorId) => (isHeldOut(0.1, visitorId, 'offer', '') ? 0 : 1));
    expect(chiSquare([held, shown], [visitors / 10, visitors * 0.9])).toBeLessThan(critical[1]);
  });
});

describe('membersByGroup', () => {
  it('gives every activity of a group the same share of visitors, independently of another group', () => {
    const activities = [...group('offers', 'a', 'b', 'c'), ...group('surveys', 'd', 'e')];
    const among = 200_000;
    const memberPair = (visitorId: string): number => {
      const members = membersByGroup(activities, visitorId, '');
      return 'abc'.indexOf(members.get('offers') ?? '') + 3 * 'de'.indexOf(members.get('surveys') ?? '');
    };
    const counts = countsOf(6, memberPair, among);
    expect(chiSquare(counts, new Array(6).fill(among / 6))).toBeLessThan(critical[5]);
  });
});

describe('from release to release', () => {
  const ids = Array.from({ length: 12 }, (_, visitor) => `visitor-${visitor}`);

  it('visitors keep their buckets', () => {
    expect(bucketOf('visitor-1', 'cart-offer')).toBe(2158);
    expect(bucketOf('visitor-1', 'cart-offer', 'seed')).toBe(5837);
    expect(bucketOf('Größe ✓', 'hero', 'spring')).toBe(1173);
  });

  it('those who are held out stay so, and each stays in the activity of a group', () => {
    expect(ids.filter((id) => isHeldOut(0.1, id, 'offer', 'seed'))).toEqual(['visitor-0', 'visitor-1', 'visitor-3']);
    const activities = group('offers', 'a', 'b', 'c');
    expect(ids.map((id) => membersByGroup(activities, id, 'seed').get('offers')).join('')).toBe('babccbacbbab');
  });
});
