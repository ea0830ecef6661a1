import { expect, it } from 'vitest';
import { watchClicks } from './click.ts';

const click = (target: EventTarget, button = 0): void =>
  void target.dispatchEvent(Object.assign(new Event(button ? 'auxclick' : 'click'), { button }));

it('hears of clicks in any of the elements, also by the middle button, which opens links, but not by the right', () => {
  const elements = [new EventTarget(), new EventTarget()] as Element[];
  let clicks = 0;
  watchClicks(elements, () => clicks++);
  for (const element of elements) click(element);
  expect(clicks).toBe(2);
  for (const element of elements) click(element, 2);
  expect(clicks).toBe(2);
  for (const element of elements) click(element, 1);
  expect(clicks).toBe(4);
});
