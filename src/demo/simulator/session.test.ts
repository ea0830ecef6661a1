import { describe, expect, it } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import { visitorTypes } from './ground-truth.ts';
import { cutSession, type SimulatedSession, simulateSession, simulateSessions } from './session.ts';

const sessions = simulateSessions({ seed: 11, count: 20_000 });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const shareOf = (of: readonly SimulatedSession[], test: (session: SimulatedSession) => boolean) =>
  mean(of.map((session) => Number(test(session))));

describe('simulateSession', () => {
  it('gives the same session for the same seed, and another for another', () => {
    expect(simulateSession(createRandom(3))).toEqual(simulateSession(createRandom(3)));
    expect(simulateSession(createRandom(3))).not.toEqual(simulateSession(createRandom(4)));
  });

  it('keeps a session of a seed whatever the number asked for', () => {
    expect(simulateSessions({ seed: 11, count: 5 })).toEqual(sessions.slice(0, 5));
  });

  it('draws visitor types by their stated shares', () => {
    for (const [type, { share }] of Object.entries(visitorTypes)) {
      expect(Math.abs(shareOf(sessions, ({ visitor }) => visitor.type === type) - share)).toBeLessThan(0.012);
    }
  });

  it('purchases and churns as often as the stated probabilities say, at every level of them', () => {
    for (const [probability, outcome] of [
      ['purchaseProbability', 'purchased'],
      ['churnProbability', 'churned'],
    ] as const) {
      for (let low = 0; low < 1; low += 0.2) {
        const bin = sessions.filter(({ truth }) => truth[probability] >= low && truth[probability] < low + 0.2);
        expect(bin.length).toBeGreaterThan(200);
        const expected = mean(bin.map(({ truth }) => truth[probability]));
        const deviation = Math.sqrt((expected * (1 - expected)) / bin.length);
        expect(Math.abs(shareOf(bin, (session) => session[outcome]) - expected)).toBeLessThan(4 * deviation + 1e-9);
      }
    }
  });

  it('never sells an empty cart, and ends a visit with the purchase', () => {
    for (const { events, purchased } of sessions.slice(0, 2000)) {
      const types = events.map(({ eventType }) => eventType);
      expect(types.includes('commerce.purchases')).toBe(purchased);
      if (!purchased) continue;
      expect(types.at(-1)).toBe('commerce.purchases');
      expect(types).toContain('commerce.productListAdds');
    }
  });

  it('sells more to price-sensitive visitors at a discount', () => {
    const discounted = simulateSessions({ seed: 11, count: 20_000, discount: 0.3 });
    const comparers = (of: readonly SimulatedSession[]) => of.filter(({ visitor }) => visitor.type === 'comparer');
    expect(shareOf(comparers(discounted), ({ purchased }) => purchased)).toBeGreaterThan(
      1.2 * shareOf(comparers(sessions), ({ purchased }) => purchased),
    );
  });

  it('gives events ids of their own and times that never go back', () => {
    const ids = new Set(sessions.slice(0, 500).flatMap(({ events }) => events.map(({ _id }) => _id)));
    expect(ids.size).toBe(sessions.slice(0, 500).reduce((sum, { events }) => sum + events.length, 0));
    for (const { events } of sessions.slice(0, 500)) {
      const times = events.map(({ timestamp }) => Date.parse(timestamp));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });
});

describe('cutSession', () => {
  it('shows a part of this visit and never the purchase', () => {
    const random = createRandom(5);
    for (const session of sessions.slice(0, 2000)) {
      const seen = cutSession(session, random);
      expect(seen.length).toBeGreaterThan(session.visitStart);
      expect(seen).toEqual(session.events.slice(0, seen.length));
      expect(seen.some(({ eventType }) => eventType === 'commerce.purchases')).toBe(false);
    }
  });
});
