import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { checkFields } from './check-fields.ts';
import { findProblems } from './find-problems.ts';
import { activity, found, foundIn, manifest, now } from './testing/found.ts';

describe('checkFields', () => {
  it.each<[object, string, string]>([
    [{ priority: undefined }, 'priority', '"priority" is missing'],
    [{ priority: 'high' }, 'priority', 'it is "high"; give a number'],
    [{ scope: 7 }, 'scope', 'it is 7; give a text'],
    [{ scope: '' }, 'scope', 'it is empty'],
    [{ status: 'Live' }, 'status', `it is "Live"; did you mean 'live'?`],
    [{ frequencyCap: { count: 1.5, per: 'day' } }, 'frequencyCap.count', 'it is 1.5; give a whole number'],
    [{ holdout: -1 }, 'holdout', 'it is -1; give at least 0'],
    [{ schedule: { start: 'now' } }, 'schedule.start', 'expected a date and time, like 2026-11-27T00:00:00+01:00'],
    [
      { experiences: [{ id: 'a', items: [{ schema: 'dom-action', data: {} }] }] },
      'experiences.0.items.0.schema',
      `it is "dom-action"; write 'https://ns.adobe.com/personalization/dom-action'`,
    ],
    [
      { experiences: [{ id: 'a', items: [{ data: {} }] }] },
      'experiences.0.items.0.schema',
      expect.stringMatching(/^it is missing; give https:.*html-content-item, /),
    ],
  ])('says what the schema refuses in words: %j', (change, path, message) => {
    const text = JSON.stringify({ ...manifest, activities: [{ ...activity, ...change }] });
    expect(findProblems(text, now)).toContainEqual(
      expect.objectContaining({ severity: 'error', path: `activities.0.${path}`, message }),
    );
  });

  it('looks into nothing that a schema leaves open, as the bytes of a model', () => {
    const bytes = new Proxy(new Uint8Array(3), {
      ownKeys: () => expect.fail('the fields were listed'),
    });
    const reported = vi.fn();
    const schema = v.object({ models: v.record(v.string(), v.unknown()) });
    checkFields(schema, { models: { intent: bytes }, model: 1 }, [], { report: reported });
    expect(reported.mock.calls).toEqual([['warning', ['model'], expect.stringContaining("did you mean 'models'?")]]);
  });

  it('says no more of a manifest of a later version than that', () => {
    expect(found({ manifestVersion: 2, sites: [] })).toEqual([
      'error manifestVersion: this is a manifest of version 2; update edgewise to check it',
    ]);
  });

  it('names what the schema refuses, all of it', () => {
    expect(foundIn({ status: 'on', holdout: 2 })).toEqual([
      'error activities.0.status: it is "on"; give live, preview, paused',
      'error activities.0.holdout: it is 2; give a share of 1, 0.02 for 2 %',
    ]);
    expect(found({ payload: 'x', signature: 'y' })).toEqual([expect.stringContaining('signed manifest')]);
  });

  it('finds lists in the place of objects, which to the schema are objects without fields', () => {
    expect(foundIn({ audience: ['keen'], schedule: ['2026-12-01T00:00:00Z'] })).toEqual([
      'error activities.0.audience: it is a list; give an object with segments, condition',
      'error activities.0.schedule: it is a list; give an object with start, end, timeZone',
    ]);
  });
});
