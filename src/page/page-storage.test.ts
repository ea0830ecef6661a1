import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlContentItem, jsonContentItem, type Proposition } from '../decisioning/activity.ts';
import { propositionOf } from '../decisioning/testing/proposition.ts';
import type { Click } from './click.ts';
import { createPageStorage, isEvent, type Left, type PageStorage } from './page-storage.ts';

/** What a browser stores for an origin: its keys are the object's own, its methods are not. */
class FakeStorage {
  readonly [key: string]: unknown;
  getItem(key: string): unknown {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key: string, value: unknown): void {
    Object.defineProperty(this, key, { value: String(value), enumerable: true, configurable: true });
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

let storage: PageStorage;
beforeEach(() => {
  vi.stubGlobal('localStorage', new FakeStorage());
  vi.stubGlobal('sessionStorage', new FakeStorage());
  storage = createPageStorage(manifestUrl);
});
afterEach(() => vi.unstubAllGlobals());

/** Whatever anybody may have written in place of JSON that was kept. */
const nonsense = ['', '{"hero":', 'undefined', 'null', '5', 'true', '"hero"', '[]', '{}', '{"__proto__":{"length":3}}'];

const manifestUrl = 'https://shop.example/manifest.json';
const keptKey = `edgewise.kept ${manifestUrl}`;
const hintsKey = `edgewise.hints ${manifestUrl}`;

const click: Click = { proposition: propositionOf(), decision: undefined, timestamp: '2026-01-01T00:00:00.000Z' };

describe('what a page view leaves', () => {
  it('is taken up once', () => {
    const left = [{ eventType: 'a' }, { eventType: 'b' }, click];
    storage.leave(left);
    expect(storage.takeUp()).toEqual(left);
    expect(storage.takeUp()).toEqual([]);
  });

  it('keeps what another left that was not taken up', () => {
    storage.leave([{ eventType: 'a' }, click]);
    storage.leave([{ eventType: 'b' }]);
    expect(storage.takeUp()).toEqual([{ eventType: 'a' }, click, { eventType: 'b' }]);
  });

  it.each([...nonsense, '{"length":1,"0":{}}'])('is nothing where the device has %j', (text) => {
    localStorage.setItem('edgewise.left', text);
    expect(storage.takeUp()).toEqual([]);
    expect(Object.keys(localStorage)).toEqual([]);
  });

  it('is the newest hundred, however many somebody wrote', () => {
    const events = Array.from({ length: 1000 }, (_, index) => ({ eventType: `${index}` }));
    localStorage.setItem('edgewise.left', JSON.stringify(events));
    expect(storage.takeUp()).toEqual(events.slice(-100));
  });

  it('takes no more room than that, however much a page that lost its worker could not finish', () => {
    const events = Array.from({ length: 1000 }, (_, index) => ({ eventType: `${index}` }));
    storage.leave(events.slice(0, 500));
    storage.leave(events.slice(500));
    expect(JSON.parse(localStorage.getItem('edgewise.left') ?? '')).toEqual(events.slice(-100));
  });
});

it.each([click, null, 7, 'event', [], {}, { eventType: '' }])('takes %j for no event', (left) => {
  expect(isEvent(left as Left)).toBe(false);
});

describe('a kept decision', () => {
  it.each(nonsense)('takes the place of %j', (text) => {
    sessionStorage.setItem(keptKey, text);
    storage.keep('hero', [propositionOf()]);
    expect(storage.kept('hero')).toEqual([propositionOf()]);
    storage.keep('hero', []);
    expect(storage.kept('hero')).toEqual([]);
  });

  it.each(nonsense)('is none where the device has %j', (text) => {
    sessionStorage.setItem(keptKey, text);
    expect(storage.kept('hero')).toEqual([]);
  });

  it('holds for the scope of its name, whatever that is', () => {
    for (const scope of ['__proto__', 'constructor', 'toString']) {
      storage.keep(scope, [propositionOf({ scope })]);
      expect(storage.kept(scope), scope).toEqual([propositionOf({ scope })]);
    }
  });

  it.each([0, 'soon', null])('whose schedule ended at %j is left out', (until) => {
    const kept = [Date.now() + 60_000, propositionOf({ characteristics: { until } })];
    sessionStorage.setItem(keptKey, JSON.stringify({ hero: kept }));
    expect(storage.kept('hero')).toEqual(until === null ? [propositionOf({ characteristics: { until } })] : []);
  });

  it.each([
    [29, true],
    [30, false],
  ])('after %i minutes without another holds still: %s', (minutes, holds) => {
    vi.useFakeTimers();
    try {
      storage.keep('hero', [propositionOf()]);
      vi.advanceTimersByTime(minutes * 60_000);
      expect(storage.kept('hero').length === 1).toBe(holds);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves out what a slot alone does not show', () => {
    const [html, json] = [htmlContentItem, jsonContentItem].map((schema) =>
      propositionOf({ items: [{ schema, data: { content: 'Welcome' }, id: schema }] as Proposition['items'] }),
    );
    storage.keep('hero', [html, json, propositionOf()] as Proposition[]);
    expect(storage.kept('hero')).toEqual([html, propositionOf()]);
  });

  it('leaves out what is capped where a display is to be counted that it did not know of', () => {
    const capped = propositionOf({ characteristics: { capped: true } });
    storage.keep('hero', [capped, propositionOf()], false);
    expect(storage.kept('hero')).toEqual([capped, propositionOf()]);
    storage.keep('hero', [capped, propositionOf()], true);
    expect(storage.kept('hero')).toEqual([propositionOf()]);
  });

  it('is not written where there is nothing to keep or to replace', () => {
    storage.keep('hero', []);
    storage.keep('hero', [propositionOf({ characteristics: { page: true } })]);
    expect(Object.keys(sessionStorage)).toEqual([]);
  });
});

describe('the choice', () => {
  const onNextPageView = () => createPageStorage(manifestUrl).consent();

  it('is kept for the next page view, in place of the one before', () => {
    for (const choice of ['in', 'out'] as const) {
      storage.saveConsent(choice);
      expect([storage.consent(), onNextPageView()]).toEqual([choice, choice]);
    }
  });

  it("is forgotten by 'pending'", () => {
    storage.saveConsent('in');
    storage.saveConsent('pending');
    expect([storage.consent(), onNextPageView()]).toEqual([null, null]);
  });

  it('that the device does not take holds for the page view, and the one before on none', () => {
    storage.saveConsent('in');
    vi.spyOn(FakeStorage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    storage.saveConsent('out');
    expect([storage.consent(), onNextPageView()]).toEqual(['out', null]);
    vi.restoreAllMocks();
    storage.saveConsent('in');
    expect([storage.consent(), onNextPageView()]).toEqual(['in', 'in']);
  });

  it("'out' finds room on a device that is full of what it deletes", () => {
    storage.leave([{ eventType: 'a' }]);
    const { setItem } = FakeStorage.prototype;
    vi.spyOn(FakeStorage.prototype, 'setItem').mockImplementation(function (this: FakeStorage, ...entry) {
      if (Object.keys(this).length > 0) throw new DOMException('full', 'QuotaExceededError');
      setItem.apply(this, entry);
    });
    storage.saveConsent('out');
    expect(onNextPageView()).toBe('out');
    vi.restoreAllMocks();
  });
});

it.each(nonsense.slice(0, 3))('has no hints where the device has %j', (text) => {
  localStorage.setItem(hintsKey, text);
  expect(storage.hints()).toBeUndefined();
});

it('gives back the hints that were saved', () => {
  const hints = { stored: { edgewise: ['manifest'] }, operators: ['Gemm'] };
  storage.saveHints(hints);
  expect(storage.hints()).toEqual(hints);
});

it('counts as new a visitor that is yet to be deleted, or whose mark is not its own', () => {
  for (const mark of ['0', '', 'true', '__proto__']) {
    localStorage.setItem('edgewise.visitor', mark);
    expect(storage.beginVisitor(), mark).toBe(true);
    expect(storage.beginVisitor(), mark).toBe(false);
  }
});

it('knows the hints and the decisions of its manifest alone', () => {
  storage.saveHints({ stored: {}, operators: ['Gemm'] });
  storage.keep('hero', [propositionOf()]);
  const other = createPageStorage('https://shop.example/outlet/manifest.json');
  expect([other.hints(), other.kept('hero')]).toEqual([undefined, []]);
  other.saveHints({ stored: {}, operators: [] });
  expect([storage.hints()?.operators, storage.kept('hero').length]).toEqual([['Gemm'], 1]);
});

it('forgets what it stored and nothing else: the choice and what is not its own stay', () => {
  storage.saveConsent('in');
  storage.beginVisitor();
  storage.saveHints({ stored: {}, operators: [] });
  storage.keep('hero', [propositionOf()]);
  storage.leave([{ eventType: 'a' }, click]);
  for (const own of [localStorage, sessionStorage]) own.setItem('cart', '{}');
  expect(storage.forget(), 'the worker has a visitor to delete').toBe(true);
  expect(Object.keys(localStorage).sort()).toEqual(['cart', 'edgewise.consent', 'edgewise.visitor']);
  expect(storage.forget(true)).toBe(false);
  expect(Object.keys(localStorage).sort()).toEqual(['cart', 'edgewise.consent']);
  expect(Object.keys(sessionStorage)).toEqual(['cart']);
});

it('survives a browser that refuses storage, and keeps the choice for the page view', () => {
  const refuse = () => {
    throw new DOMException('The user denied it', 'SecurityError');
  };
  for (const method of ['getItem', 'setItem', 'removeItem'] as const)
    vi.spyOn(FakeStorage.prototype, method).mockImplementation(refuse);
  storage.saveConsent('out');
  storage.saveHints({ stored: {}, operators: [] });
  storage.keep('hero', [propositionOf()]);
  storage.leave([{ eventType: 'a' }, click]);
  expect(storage.consent()).toBe('out');
  expect(storage.beginVisitor()).toBe(false);
  expect([storage.hints(), storage.kept('hero'), storage.takeUp()]).toEqual([undefined, [], []]);
  expect(storage.forget()).toBe(false);
  vi.restoreAllMocks();
});
