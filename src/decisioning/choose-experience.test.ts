import { describe, expect, it, vi } from 'vitest';
import { bucketOf } from './allocation.ts';
import { activity, explain, intent, losses, winners } from './testing/explain.ts';

describe('selection', () => {
  const experiences = [
    { id: 'for-buyers', condition: intent, items: [] },
    { id: 'for-all', items: [] },
    { id: 'never-reached', items: [] },
  ];

  it.each([
    [0.9, 'for-buyers'],
    [0.1, 'for-all'],
  ])('first: at a score of %d, %s', (probability, expected) => {
    const given = {
      activities: [activity({ experiences })],
      context: { scores: { 'purchase-intent': { probability } } },
    };
    expect(winners(given)).toEqual({ hero: `offer/${expected}` });
  });

  it('an activity none of whose experiences holds loses', () => {
    const activities = [activity({ experiences: [{ id: 'a', condition: false, items: [] }] })];
    expect(losses({ activities })).toEqual([['offer', 'experience-conditions', undefined]]);
  });

  describe.each(['split', 'learned'] as const)('%s', (type) => {
    const selection = { type };
    /** Weights 1, 1, 2: buckets 0 to 2,499, 2,500 to 4,999 and the rest. */
    const thirds = [
      { id: 'a', items: [] },
      { id: 'b', weight: 1, items: [] },
      { id: 'c', weight: 2, items: [] },
    ];

    it("draws by weight and the visitor's bucket", () => {
      for (let visitor = 0; visitor < 200; visitor++) {
        const visitorId = `visitor-${visitor}`;
        const bucket = bucketOf(visitorId, 'offer', 'spring');
        const expected = bucket < 2_500 ? 'a' : bucket < 5_000 ? 'b' : 'c';
        const split = activity({ selection, experiences: thirds, seed: 'spring' });
        expect(winners({ activities: [split], visitorId })).toEqual({ hero: `offer/${expected}` });
        // Without a seed of its own it has the manifest's.
        const given = {
          activities: [activity({ selection, experiences: thirds })],
          site: { seed: 'spring' },
          visitorId,
        };
        expect(winners(given)).toEqual({ hero: `offer/${expected}` });
      }
    });

    it('draws among those whose condition holds', () => {
      const given = {
        activities: [
          activity({
            selection,
            experiences: [
              { ...thirds[0], id: 'a', condition: false, items: [] },
              { id: 'b', items: [] },
            ],
          }),
        ],
      };
      expect(winners(given)).toEqual({ hero: 'offer/b' });
    });

    it('loses if none has a weight, or none qualifies', () => {
      const losing = (change: object) =>
        losses({ activities: [activity({ selection, experiences: [{ id: 'a', items: [], ...change }] })] });
      expect(losing({ weight: 0 })).toEqual([['offer', 'experience-weights', undefined]]);
      expect(losing({ condition: false })).toEqual([['offer', 'experience-conditions', undefined]]);
    });
  });

  describe('learned', () => {
    const learned = activity({
      selection: { type: 'learned' },
      experiences: [
        { id: 'a', weight: 1, items: [] },
        { id: 'b', weight: 0, items: [] },
        { id: 'c', weight: 0, condition: false, items: [] },
      ],
    });

    it('asks the hook to choose among those that qualify', () => {
      const select = vi.fn(() => 'b');
      expect(winners({ activities: [learned], select })).toEqual({ hero: 'offer/b' });
      expect(select).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({
          activity: learned,
          experiences: learned.experiences.slice(0, 2),
          visitorId: 'visitor-1',
        }),
      );
    });

    it.each([
      ['nothing', () => undefined],
      ['one that does not qualify', () => 'c'],
    ])('splits where the hook chooses %s', (_, select) => {
      expect(winners({ activities: [learned], select })).toEqual({ hero: 'offer/a' });
    });

    it('splits, and says so, where the hook fails', () => {
      const select = () => {
        throw new Error('no state');
      };
      expect(winners({ activities: [learned], select })).toEqual({ hero: 'offer/a' });
      expect(explain({ activities: [learned], select }).problems).toEqual([expect.stringMatching(/"offer".*no state/)]);
    });

    it('is asked for nothing else', () => {
      const select = vi.fn(() => 'b');
      explain({ activities: [{ ...learned, selection: { type: 'split' } }], select });
      expect(select).not.toHaveBeenCalled();
    });
  });
});
