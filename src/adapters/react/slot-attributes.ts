import type { ClassAttributes, HTMLAttributes } from 'react';
import type * as element from '../../page/slot-element.ts';

/** Attributes of an `<edgewise-slot>` in TSX, as both React 18 and 19 write them. */
export interface SlotAttributes
  extends element.SlotAttributes,
    ClassAttributes<HTMLElement>,
    Omit<HTMLAttributes<HTMLElement>, 'className'> {
  /** In the place of `className`, which React 18 writes as it is named. */
  readonly class?: string | undefined;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'edgewise-slot': SlotAttributes;
    }
  }
}
