import { describe, expect, it } from 'vitest';
import type { Proposition } from '../../decisioning/activity.ts';
import { propositionOf } from '../../decisioning/testing/proposition.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import type { Click } from '../click.ts';
import type { DecisionFacts, Outcome } from './outcome.ts';
import { createOutcomeCounter } from './outcome-counter.ts';
import { createPageViewMemory } from './page-view-memory.ts';

const proposition = (experience = 'welcome', scope = 'hero'): Proposition =>
  propositionOf({ experience, scope, characteristics: { generation: 7 } });

const decision = {
  predictions: {
    interest: {
      scores: { probability: 0.9 },
      serviceVersion: '3',
      executionProvider: 'js' as const,
      durationMs: 0.2,
      features: {},
    },
  },
  generation: 7,
  durationMs: 12.5,
  preview: false,
} satisfies DecisionFacts & Click['decision'];

/** When the page view began. */
const began = '2026-01-01T00:00:00.000Z';
const clickIn = (clicked: Proposition, timestamp = began): Click => ({ proposition: clicked, decision, timestamp });

const element = (): Element => new EventTarget() as Element;

/** A page whose views are told by `view`, with the tab's storage. */
function openPage({ storage = new Map<string, string>(), isReload = false, url = 'https://shop/' } = {}) {
  const views: (() => void)[] = [];
  const observed: Element[] = [];
  const outcomes: Outcome[] = [];
  const page = { isAllowed: true, url };
  let count = 0;
  const tracking = createOutcomeCounter({
    createViewTimer(onViewed, signal) {
      let viewed = false;
      views.push(() => {
        if (!viewed && !signal.aborted) onViewed();
        viewed = true;
      });
      return { observe: (observedElement) => void observed.push(observedElement) };
    },
    memory: createPageViewMemory({
      storage: () => ({
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
      }),
      url: () => page.url,
      isReload,
    }),
    isEarlier: (timestamp) => timestamp < began,
    stamp: (timestamp = began) => ({ _id: `event ${++count}`, timestamp }),
    isAllowed: () => page.isAllowed,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return {
    ...tracking,
    page,
    storage,
    observed,
    outcomes,
    types: () => outcomes.map(({ type }) => type),
    view: () => {
      for (const viewed of views) viewed();
    },
  };
}

describe('a display', () => {
  it('is an XDM event with the proposition and what decided it', () => {
    const { shown, view, outcomes } = openPage();
    shown({ proposition: proposition(), elements: [element()], decision });
    view();
    const { id, scope, scopeDetails } = proposition();
    expect(outcomes).toEqual([
      {
        type: 'display',
        proposition: { id, scope, scopeDetails },
        event: {
          _id: 'event 1',
          timestamp: '2026-01-01T00:00:00.000Z',
          eventType: 'decisioning.propositionDisplay',
          _experience: {
            decisioning: { propositions: [{ id, scope, scopeDetails }], propositionEventType: { display: 1 } },
            edgewise: {
              scores: { interest: { probability: 0.9 } },
              services: { interest: { version: '3', executionProvider: 'js' } },
              generation: 7,
              decisionMs: 12.5,
            },
          },
        },
      },
    ]);
  });

  it('of a proposition kept from the page view before has its generation alone', () => {
    const { shown, view, outcomes } = openPage();
    shown({ proposition: proposition(), elements: [element()], decision: undefined });
    view();
    expect(outcomes[0]?.event._experience).toMatchObject({ edgewise: { generation: 7 } });
  });

  it('counts once however often and wherever the proposition is shown', () => {
    const { shown, view, types, observed } = openPage();
    shown({ proposition: proposition(), elements: [element(), element()], decision });
    shown({ proposition: proposition(), elements: [element()], decision });
    expect(observed).toHaveLength(3);
    view();
    shown({ proposition: proposition(), elements: [element()], decision });
    view();
    expect(types()).toEqual(['display']);
  });

  it('counts for each proposition', () => {
    const { shown, view, outcomes } = openPage();
    for (const experience of ['welcome', 'return'])
      shown({ proposition: proposition(experience), elements: [element()], decision });
    view();
    expect(outcomes.map((outcome) => outcome.proposition.scopeDetails.experience.id)).toEqual(['welcome', 'return']);
  });

  it('counts again on the next page view of the document where it is shown again', () => {
    const { shown, view, nextPageView, types } = openPage();
    shown({ proposition: proposition(), elements: [element()], decision });
    view();
    nextPageView();
    view();
    expect(types(), 'what still stands is not displayed a second time').toEqual(['display']);
    shown({ proposition: proposition(), elements: [element()], decision });
    view();
    expect(types()).toEqual(['display', 'display']);
  });

  it('does not count without consent', () => {
    const { shown, view, page, outcomes, storage } = openPage();
    shown({ proposition: proposition(), elements: [element()], decision });
    page.isAllowed = false;
    view();
    expect(outcomes).toEqual([]);
    expect(storage.size).toBe(0);
  });
});

describe('an interaction', () => {
  it('is a click, and counts once, at its own time', () => {
    const { clicked, outcomes } = openPage();
    clicked(clickIn(proposition(), '2026-01-01T00:00:02.000Z'));
    clicked(clickIn(proposition(), '2026-01-01T00:00:03.000Z'));
    expect(outcomes).toMatchObject([
      {
        type: 'interact',
        event: {
          timestamp: '2026-01-01T00:00:02.000Z',
          eventType: 'decisioning.propositionInteract',
          _experience: { decisioning: { propositionEventType: { interact: 1 } }, edgewise: { decisionMs: 12.5 } },
        },
      },
    ]);
  });

  it('counts with the first click after consent', () => {
    const { clicked, page, types } = openPage();
    page.isAllowed = false;
    clicked(clickIn(proposition()));
    expect(types()).toEqual([]);
    page.isAllowed = true;
    clicked(clickIn(proposition()));
    expect(types()).toEqual(['interact']);
  });

  it('of the page view before counts once for that, and is none of this one', () => {
    const { clicked, types, storage } = openPage();
    const before = '2025-12-31T23:59:59.000Z';
    clicked(clickIn(proposition(), before));
    clicked(clickIn(proposition(), before));
    expect(types()).toEqual(['interact']);
    expect(storage.size, 'nothing that a reload would go on with').toBe(0);
    clicked(clickIn(proposition()));
    expect(types()).toEqual(['interact', 'interact']);
  });

  it('is no longer counted once disposed', () => {
    const { shown, clicked, dispose, outcomes, observed } = openPage();
    const slot = element();
    shown({ proposition: proposition(), elements: [slot], decision });
    dispose();
    clicked(clickIn(proposition()));
    shown({ proposition: proposition('return'), elements: [slot], decision });
    expect(outcomes).toEqual([]);
    expect(observed).toHaveLength(1);
  });
});

describe('what the page says is in view', () => {
  it('is displayed at once, and once, wherever else it stands', () => {
    const page = openPage();
    page.displayed(proposition(), decision);
    page.displayed(proposition(), decision);
    page.shown({ proposition: proposition(), elements: [element()], decision });
    page.view();
    expect(page.types()).toEqual(['display']);
    expect(page.outcomes[0]?.event).toMatchObject({ _experience: { edgewise: { decisionMs: decision.durationMs } } });
  });

  it('is not counted without consent, or once all is over', () => {
    const page = openPage();
    page.page.isAllowed = false;
    page.displayed(proposition(), decision);
    page.page.isAllowed = true;
    page.dispose();
    page.displayed(proposition(), decision);
    expect(page.types()).toEqual([]);
  });
});

describe('what has been taken back', () => {
  it('is not displayed any more, and counts once it is shown again', () => {
    const page = openPage();
    const slot = element();
    page.shown({ proposition: proposition(), elements: [slot], decision });
    page.withdrawn();
    page.view();
    expect(page.types()).toEqual([]);
    page.shown({ proposition: proposition(), elements: [slot], decision });
    page.view();
    expect(page.types()).toEqual(['display']);
  });
});

describe('a reload', () => {
  const display = (page: ReturnType<typeof openPage>, shownProposition = proposition()) => {
    page.shown({ proposition: shownProposition, elements: [element()], decision });
    page.view();
    page.clicked(clickIn(shownProposition));
    return page.types();
  };

  it('of the same page view counts neither display nor interaction again', () => {
    const { storage } = openPage();
    expect(display(openPage({ storage }))).toEqual(['display', 'interact']);
    expect(display(openPage({ storage, isReload: true }))).toEqual([]);
    expect(display(openPage({ storage, isReload: true }))).toEqual([]);
  });

  it('counts another proposition, and another address', () => {
    const { storage } = openPage();
    display(openPage({ storage }));
    expect(display(openPage({ storage, isReload: true }), proposition('return'))).toHaveLength(2);
    expect(display(openPage({ storage, isReload: true, url: 'https://shop/cart' }))).toHaveLength(2);
  });

  it('is none where the page was opened anew', () => {
    const { storage } = openPage();
    display(openPage({ storage }));
    expect(display(openPage({ storage }))).toEqual(['display', 'interact']);
  });

  it('counts where the memory was spoiled by hand', () => {
    for (const spoiled of ['', '{', 'null', '[]', '{"url":"https://shop/","keys":[7]}'])
      expect(display(openPage({ storage: new Map([['edgewise.counted', spoiled]]), isReload: true }))).toHaveLength(2);
  });
});

describe('a conversion', () => {
  const displayEvent = (): ExperienceEvent => {
    const page = openPage();
    page.shown({ proposition: proposition(), elements: [element()], decision });
    page.view();
    const [outcome] = page.outcomes;
    if (!outcome) throw new Error('nothing was displayed');
    return outcome.event;
  };
  const purchase = {
    _id: 'purchase',
    timestamp: '2026-01-02T00:00:00.000Z',
    eventType: 'commerce.purchases',
    total: 99,
  };

  it('tells the proposition, the decision behind its display, and the event, but not what was in it', () => {
    const { converted, outcomes } = openPage();
    converted([{ display: displayEvent(), event: purchase }]);
    expect(outcomes).toMatchObject([
      {
        type: 'convert',
        proposition: { id: '7/hero/offers/welcome' },
        event: {
          _id: 'purchase/offers',
          timestamp: purchase.timestamp,
          eventType: 'edgewise.conversion',
          _experience: {
            edgewise: {
              scores: { interest: { probability: 0.9 } },
              conversion: { eventType: 'commerce.purchases', eventId: 'purchase', displayId: 'event 1' },
            },
          },
        },
      },
    ]);
    expect(JSON.stringify(outcomes)).not.toContain('99');
  });

  it('does not count without consent', () => {
    const { converted, outcomes, page } = openPage();
    page.isAllowed = false;
    converted([{ display: displayEvent(), event: purchase }]);
    expect(outcomes).toEqual([]);
  });

  it('is none of a display that another tool wrote into the log', () => {
    const { converted, outcomes } = openPage();
    const display = displayEvent();
    const spoil = (propositions: unknown) => ({ ...display, _experience: { decisioning: { propositions } } });
    for (const propositions of [
      undefined,
      [],
      ['x'],
      [{ id: 'x', scope: 'hero', scopeDetails: { decisionProvider: 'TGT' } }],
    ])
      converted([{ display: spoil(propositions), event: purchase }]);
    expect(outcomes).toEqual([]);
  });
});
