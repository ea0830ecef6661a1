import type { ClassAttributes, HTMLAttributes } from 'react';

/** Attributes of an `<edgewise-slot>` in TSX, as both React 18 and 19 write them. */
export interface SlotAttributes extends ClassAttributes<HTMLElement>, Omit<HTMLAttributes<HTMLElement>, 'className'> {
  readonly scope: string;
  /** How many propositions it shows, in the order of their rank. @default 1 */
  readonly max?: number | undefined;
  /** Lets the experience take the flow. React 18 writes `false` as a text, which would be as good as `true`. @default undefined */
  readonly grow?: true | undefined;
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
