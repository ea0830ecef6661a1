import { describe, expect, it } from 'vitest';
import type { ExperienceEvent } from '../xdm/event.ts';
import { countDisplays, logDisplays } from './display-log.ts';

const minute = 60_000;
/** Noon where the device is, so that no test crosses midnight by its time zone. */
const noon = new Date(2026, 2, 1, 12).getTime();

let made = 0;
function display(activityIds: string | readonly string[], time = noon, _id = `display-${made++}`): ExperienceEvent {
  const propositions = [activityIds].flat().map((id) => ({ scopeDetails: { activity: { id } } }));
  return {
    _id,
    timestamp: new Date(time).toISOString(),
    eventType: 'decisioning.propositionDisplay',
    _experience: { decisioning: { propositions, propositionEventType: { display: 1 } } },
  };
}
function act(time: number): ExperienceEvent {
  return { _id: `act-${made++}`, timestamp: new Date(time).toISOString(), eventType: 'web.webpagedetails.pageViews' };
}

const countsAt = (now: number, ...events: ExperienceEvent[]) => countDisplays(logDisplays(undefined, events, now), now);

describe('countDisplays', () => {
  it('counts by activity what was displayed in this visit, on this day and ever', () => {
    const events = [
      act(noon - 26 * 60 * minute),
      display('offer', noon - 26 * 60 * minute),
      act(noon - 60 * minute),
      display('offer', noon - 60 * minute),
      act(noon - 10 * minute),
      display(['offer', 'survey'], noon - 9 * minute),
    ];
    expect(countsAt(noon, ...events)).toEqual({
      offer: { session: 1, day: 2, visitor: 3 },
      survey: { session: 1, day: 1, visitor: 1 },
    });
  });

  it('counts no display for a visit that is over', () => {
    expect(countsAt(noon, act(noon - 30 * minute), display('offer', noon - 30 * minute))).toMatchObject({
      offer: { session: 0, day: 1 },
    });
  });

  it('keeps a visit going by what the visitor does, not by what is displayed', () => {
    const acts = [0, 25, 50].map((minutes) => act(noon + minutes * minute));
    const events = [acts[0], display('offer', noon), acts[1], acts[2]].filter((event) => event !== undefined);
    expect(countsAt(noon + 70 * minute, ...events)).toMatchObject({ offer: { session: 1 } });
    const idle = [act(noon), display('offer', noon), display('offer', noon + 25 * minute)];
    expect(countsAt(noon + 40 * minute, ...idle)).toMatchObject({ offer: { session: 0 } });
    const back = [act(noon), display('offer', noon), act(noon + 30 * minute)];
    expect(countsAt(noon + 30 * minute, ...back)).toMatchObject({ offer: { session: 0 } });
  });

  it('begins a day at midnight where the device is', () => {
    const midnight = new Date(2026, 2, 1).getTime();
    const events = [act(midnight - 1), display('offer', midnight - 1), display('offer', midnight)];
    expect(countsAt(midnight, ...events)).toEqual({ offer: { session: 2, day: 1, visitor: 2 } });
  });
});

describe('a clock that was a year ahead and is right again', () => {
  const ahead = noon + 365 * 24 * 60 * minute;
  const stored = logDisplays(undefined, [act(ahead), display('offer', ahead)], ahead);

  it('has what was displayed by it count as displayed now', () => {
    const log = logDisplays(stored, [], noon);
    expect(countDisplays(log, noon)).toEqual({ offer: { session: 1, day: 1, visitor: 1 } });
    const nextDay = noon + 24 * 60 * minute;
    expect(countDisplays(logDisplays(log, [act(nextDay)], nextDay), nextDay)).toEqual({
      offer: { session: 0, day: 0, visitor: 1 },
    });
  });

  it('keeps counting by visit', () => {
    const log = logDisplays(stored, [], noon);
    const later = noon + 60 * minute;
    const events = [act(later), display('offer', later), display('offer', later)];
    expect(countDisplays(logDisplays(log, events, later), later)).toEqual({
      offer: { session: 2, day: 3, visitor: 3 },
    });
  });

  it('remembers new displays', () => {
    const many = Array.from({ length: 200 }, () => display('offer', ahead));
    const log = logDisplays(logDisplays(undefined, many, ahead), [], noon);
    const later = noon + minute;
    expect(countDisplays(logDisplays(log, [display('offer', later)], later), later).offer?.visitor).toBe(201);
  });
});

describe('logDisplays', () => {
  it('counts an event once, however often it comes, and an activity once an event', () => {
    const event = display(['offer', 'offer'], noon, 'same');
    const log = logDisplays(undefined, [event, event], noon);
    expect(countDisplays(logDisplays(log, [event], noon), noon)).toMatchObject({ offer: { visitor: 1 } });
  });

  it('counts a display of another tab that is heard of late', () => {
    const log = logDisplays(undefined, [display('offer')], noon);
    const late = logDisplays(log, [display('offer', noon - minute)], noon);
    expect(countDisplays(late, noon)).toMatchObject({ offer: { visitor: 2 } });
  });

  it('counts no display again that is older than all it remembers', () => {
    const many = Array.from({ length: 201 }, (_, index) => display('offer', noon + (index - 200) * minute));
    const log = logDisplays(undefined, many, noon);
    expect(countDisplays(logDisplays(log, many, noon), noon).offer?.visitor).toBe(201);
  });

  it('counts on when single displays are remembered no more, within its bounds', () => {
    const many = Array.from({ length: 1_000 }, () => display('offer'));
    const log = logDisplays(undefined, many, noon);
    expect(countDisplays(log, noon).offer?.visitor).toBe(1_000);
    expect(log.activities[0]?.recent).toHaveLength(200);
    const others = Array.from({ length: 300 }, (_, index) => display(`other-${index}`));
    expect(Object.keys(countDisplays(logDisplays(log, others, noon), noon))).toHaveLength(200);
  });

  it.each(['__proto__', 'constructor', '7'])('counts an activity named %s as any other', (id) => {
    const counts = countDisplays(JSON.parse(JSON.stringify(logDisplays(undefined, [display(id)], noon))), noon);
    expect(Object.hasOwn(counts, id) && counts[id]).toEqual({ session: 1, day: 1, visitor: 1 });
  });

  it.each([undefined, 7, { decisioning: { propositions: 'x' } }, { decisioning: { propositions: [null, {}] } }])(
    'passes over a display that names no activity: %j',
    (_experience) => {
      expect(countsAt(noon, { ...display('offer'), _experience })).toEqual({});
    },
  );
});

describe('what comes from the device', () => {
  it('is taken as it was logged', () => {
    const log = logDisplays(undefined, [act(noon), display('offer')], noon);
    expect(logDisplays(structuredClone(log), [], noon)).toEqual(log);
  });

  it.each([
    null,
    [],
    7,
    { visit: [1], activities: [] },
    { visit: [1, 2], activities: {} },
    { visit: [1, 2], activities: [null] },
    { visit: [1, 2], activities: [{ id: 'a', count: 1, recent: [['x']] }] },
    { visit: [1, 2], activities: [{ id: 'a', count: '1', recent: [] }] },
    {
      visit: [1, 2],
      activities: [
        {
          id: 'a',
          count: 1,
          recent: [
            ['x', 1],
            [2, 3],
          ],
        },
        null,
      ],
    },
  ])('counts as nothing if it is %j', (value) => {
    expect(logDisplays(value, [], noon)).toEqual({ visit: [0, 0], activities: [] });
  });
});
