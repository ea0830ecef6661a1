import type { Proposition } from '../activity.ts';

/** What a test has to say of its proposition. */
export interface GivenProposition {
  readonly scope?: string;
  readonly experience?: string;
  /** Also such as no decision gives. */
  readonly characteristics?: object;
  readonly items?: Proposition['items'];
}

/** A proposition of the activity `offers`: in the scope `hero` the experience `welcome`, without items. */
export function propositionOf(given: GivenProposition = {}): Proposition {
  const { scope = 'hero', experience = 'welcome', characteristics, items = [] } = given;
  return {
    id: `7/${scope}/offers/${experience}`,
    scope,
    scopeDetails: {
      decisionProvider: 'EDGEWISE',
      activity: { id: 'offers' },
      experience: { id: experience },
      characteristics: { selection: 'first', ...characteristics },
    },
    items,
  };
}
