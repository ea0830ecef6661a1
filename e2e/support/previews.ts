import type { Page } from '@playwright/test';
import type { Activity } from '../../src/decisioning/activity.ts';
import type { Site } from './fixtures.ts';
import { activities, publication } from './tiny-service.ts';

export const goldOffer = 'Gold: a gift with every order';
export const comingOffer = 'From Friday: everything half price';

/** Fits a slot 300 pixels high, until its picture has arrived. */
const tallOffer = '<div style="height: 200px"></div><img src="/tall.svg" alt="">';

/** An activity in the slot `hero`, ahead of those that are published. */
export const heroFor = (id: string, content: string, rest: Partial<Activity>): Activity => ({
  id,
  scope: 'hero',
  priority: 2,
  status: 'live',
  selection: { type: 'first' },
  experiences: [
    {
      id: `${id}-offer`,
      items: [{ schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content } }],
    },
  ],
  ...rest,
});

/** What is published, with an offer for one value of the profile, and one that is not live yet. */
export const withPreviews = {
  ...publication,
  activities: [
    ...activities,
    heroFor('gold', goldOffer, { audience: { condition: { '==': [{ var: 'profile.loyalty.tier' }, 'gold'] } } }),
    heroFor('coming', comingOffer, { status: 'preview' }),
    heroFor('tall', tallOffer, { status: 'preview' }),
  ],
};

export const overlay = (page: Page) => page.getByRole('complementary', { name: 'How this page decided' });
/** Whether the page asked for the code of the overlay. */
export const wasLoaded = (site: Site): boolean => site.requests.some(({ path }) => path === '/edgewise/overlay.js');
