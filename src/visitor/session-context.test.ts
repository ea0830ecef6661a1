import { describe, expect, it } from 'vitest';
import { sessionOf } from './session-context.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const at = (minutesAgo: number, eventType = 'commerce.productViews') => ({
  _id: String(minutesAgo),
  eventType,
  timestamp: new Date(now - minutesAgo * 60_000).toISOString(),
});

describe('the visit', () => {
  it('reaches back to the last gap of half an hour', () => {
    const session = sessionOf([at(90), at(40), at(20, 'web.webpagedetails.pageViews'), at(5), at(0)], now);
    expect(session).toEqual({
      startedAt: '2026-03-01T11:20:00.000Z',
      durationSeconds: 2400,
      pageViews: 1,
      events: 4,
      isFirst: false,
    });
  });

  it('begins now where nothing has happened', () => {
    expect(sessionOf([], now)).toMatchObject({ durationSeconds: 0, events: 0, isFirst: true });
  });

  it('takes an event ahead of the clock, which was set back since, as one of now', () => {
    const session = sessionOf([at(60), at(2, 'web.webpagedetails.pageViews'), at(-120), at(-118)], now);
    expect(session).toEqual({
      startedAt: '2026-03-01T11:58:00.000Z',
      durationSeconds: 120,
      pageViews: 1,
      events: 3,
      isFirst: false,
    });
    expect(sessionOf([at(-120)], now)).toMatchObject({ durationSeconds: 0, events: 1, isFirst: true });
  });

  it('is told from the one before by the times of a page whose clock is ahead', () => {
    const session = sessionOf([at(-60), at(-538), at(-540)], now);
    expect(session).toMatchObject({ durationSeconds: 0, events: 2, isFirst: false });
  });

  it('is another one when the last event is half an hour old', () => {
    expect(sessionOf([at(30)], now)).toMatchObject({ events: 0, isFirst: false });
  });
});
