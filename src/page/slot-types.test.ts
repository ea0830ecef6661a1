import { expectTypeOf, it } from 'vitest';
import type { EdgewiseEvents } from './events.ts';
import type { EdgewiseSlotElement, SlotAttributes } from './slot-element.ts';

it('types the element and its event where the DOM is asked for them', () => {
  const find = () => document.querySelector('edgewise-slot');
  expectTypeOf(find).returns.toEqualTypeOf<EdgewiseSlotElement | null>();
  const hear = ({ detail }: HTMLElementEventMap['edgewise-json'] & DocumentEventMap['edgewise-json']) => detail;
  expectTypeOf(hear).returns.toEqualTypeOf<EdgewiseEvents['json']>();
});

it('types the attributes that it takes', () => {
  ({ scope: 'hero', max: 3, grow: null }) satisfies SlotAttributes;
  // @ts-expect-error which scope?
  ({ max: 3 }) satisfies SlotAttributes;
  // @ts-expect-error a framework may write grow="false", which lets it grow
  ({ scope: 'hero', grow: false }) satisfies SlotAttributes;
});
