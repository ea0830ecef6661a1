import { describe, expect, it } from 'vitest';
import { propositionOf } from '../../decisioning/testing/proposition.ts';
import type { DecisionDetail, Measured } from '../events.ts';
import { costsOf, effectsOf, headlineOf } from './measurements.ts';
import type { OverlayState } from './state.ts';

const decision: DecisionDetail = {
  propositions: [],
  traces: [],
  predictions: {},
  segments: [],
  events: [],
  profile: {},
  generation: 7,
  source: 'network',
  hints: { stored: {}, operators: [] },
  timings: {},
  requests: 2,
  bytesFetched: 2048,
  scopes: ['hero'],
  late: false,
  preview: false,
  decidedAt: 20,
  durationMs: 12.3,
};
const nothing: OverlayState = {
  filled: new Map(),
  overflows: new Map(),
  measured: new Map(),
  pageScopes: ['hero'],
  requestsSinceLoad: [],
  errors: [],
  outcomes: [],
  toldTo: [],
  profileOverrides: {},
  needsReload: false,
};

describe('headlineOf', () => {
  it.each<[Partial<OverlayState>, string]>([
    [{}, 'This page has not decided yet.'],
    [{ pageScopes: [] }, 'This page has no slot to decide for.'],
    [
      { pageScopes: [], latestDecision: decision },
      'This page has no slot to decide for. Asked now, this device would decide for the others:',
    ],
    [{ pageDecision: decision }, 'This device decided in 12 ms, after fetching 2 files.'],
    [
      { pageDecision: { ...decision, requests: 0, durationMs: 3.21 } },
      'This device decided in 3.2 ms, and sent no request to do it.',
    ],
  ])('%#: says %j', (state, said) => {
    expect(headlineOf({ ...nothing, ...state })).toBe(said);
  });

  it('tells what became of a late decision', () => {
    const late = (change: Partial<DecisionDetail> = {}) =>
      headlineOf({ ...nothing, pageDecision: { ...decision, propositions: [propositionOf()], late: true, ...change } });
    expect(late()).toContain('so it is kept for the next page view');
    expect(late({ propositions: [propositionOf({ characteristics: { page: true } })] })).toContain(
      'its rules read this page',
    );
    expect(late({ propositions: [propositionOf({ characteristics: { page: true } }), propositionOf()] })).toContain(
      'so it is kept',
    );
    expect(late({ preview: true })).toContain('this preview took its place');
  });
});

describe('costsOf', () => {
  it('knows nothing before a decision', () => {
    expect(costsOf(nothing)).toEqual([]);
  });

  it('tells of the page, and of its own decision where the page has none', () => {
    const costs = (state: Partial<OverlayState>) => Object.fromEntries(costsOf({ ...nothing, ...state }));
    expect(costs({ pageScopes: [], latestDecision: decision })).toMatchObject({
      'Requests for Edgewise on this page view': '2',
      'Bytes fetched for it': '2.0 kB',
      Manifest: 'generation 7, from the network',
    });
    const filled = new Map([['hero', { experiences: ['today'], heldMs: 31 }]]);
    const page = costs({
      filled,
      pageDecision: { ...decision, source: 'cache' },
      latestDecision: { ...decision, requests: 3 },
      requestsSinceLoad: [`https://shop/edgewise/artifacts/${'0a'.repeat(32)}`],
    });
    expect(page['Slot filled after']).toBe('31 ms');
    expect(page['Requests sent since the page loaded']).toBe(
      '2 (model 0a0a0a0a…, manifest.json, to see if there is a newer one)',
    );
    expect(page.Manifest).toBe('generation 7, from this device');
  });
});

describe('effectsOf', () => {
  it('tells what the browser has measured of each experience', () => {
    const effects = (...measured: Partial<Measured>[]) =>
      effectsOf({
        measured: new Map(
          measured.map((part, index) => [`${index}`, { scope: 'hero', proposition: propositionOf(), ...part }]),
        ),
      }).map(([, effect]) => effect);
    expect(
      effects(
        { layoutShift: 0, isLargestContentfulPaint: true, decisionToPaintMs: 8.25 },
        { layoutShift: 0.0312, isLargestContentfulPaint: false },
        {},
      ),
    ).toEqual([
      'was painted 8.3 ms after the decision, shifted nothing and is the largest paint',
      'shifted the layout by 0.0312',
      'was shown, and this browser measures nothing of it',
    ]);
    expect(
      effectsOf({
        measured: new Map([['1', { scope: 'hero', proposition: propositionOf({ experience: 'a' }) }]]),
      })[0]?.[0],
    ).toBe('“A” in Hero');
  });
});
