import type { Activity } from '../../decisioning/activity.ts';
import { type Hero, renderHero } from '../pages/hero.ts';
import { bought } from './goals.ts';
import { toItem } from './to-item.ts';

const readyHero: Hero = {
  eyebrow: 'Picked for you today',
  title: 'Order by three, brew by Thursday',
  text: 'What you have been looking at is on the shelf, packed by hand and sent the same day.',
  action: 'Go to your cart',
  href: '/cart.html',
  picture: 'hero-ready',
  pictureText: 'A hand grinder, a cup on a brew scale and a canister on a table',
};

const hesitantHero: Hero = {
  eyebrow: 'Take your time',
  title: 'Live with it for thirty days',
  text: 'Brew with it, pour from it, wake up to it. If it is not the one, send it back; we pay the way.',
  action: 'How returns work',
  href: '/#delivery',
  picture: 'hero-choose',
  pictureText: 'A kettle, a teapot and a tea tin on a table',
};

const leavingHero: Hero = {
  eyebrow: 'Good to have you',
  title: 'Stay for a cup, and ten per cent',
  text: 'Take your time. The code STAY10 takes ten per cent off whatever you choose today.',
  action: 'Use the code',
  href: '/cart.html?code=STAY10',
  picture: 'hero-welcome',
  pictureText: 'A tea tin, a teapot and two mugs on a table',
};

/** One experience for each segment, the first that the visitor is in; nobody's segment, the default content. */
export const heroBySegment: Activity = {
  id: 'hero-by-segment',
  scope: 'hero',
  priority: 10,
  status: 'live',
  selection: { type: 'first' },
  goal: bought,
  experiences: [
    { id: 'order-today', condition: { var: 'segments.ready-to-buy' }, items: [toItem(renderHero(readyHero))] },
    { id: 'thirty-days', condition: { var: 'segments.hesitant' }, items: [toItem(renderHero(hesitantHero))] },
    { id: 'stay-for-a-cup', condition: { var: 'segments.about-to-leave' }, items: [toItem(renderHero(leavingHero))] },
  ],
};
