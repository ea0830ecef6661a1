import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
} from 'react';

/** Properties of {@link Slot}; further ones become attributes of the element. */
export interface SlotProps extends HTMLAttributes<HTMLElement> {
  readonly scope: string;
  /** How many propositions it shows, in the order of their rank. @default 1 */
  readonly max?: number;
  /** Lets the experience take the flow instead of lying over the place of the default content. @default false */
  readonly grow?: boolean;
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: { readonly emptyHTML: TrustedHTML } };
/** React writes it when it makes the element; under Trusted Types a string would be refused, were it ever so empty. */
const empty = { __html: trustedTypes?.emptyHTML ?? '' };

/**
 * An `<edgewise-slot>` with its children as the default content; a `ref` leads to the element. Renders alike on the server and in the
 * browser; the client fills it whether React has hydrated it yet or not.
 * @example
 * <Slot scope="hero"><h1>The content that everybody sees</h1></Slot>
 */
export const Slot: ForwardRefExoticComponent<SlotProps & RefAttributes<HTMLElement>> = forwardRef(function Slot(
  { scope, grow, className, children, ...attributes },
  ref,
) {
  return createElement(
    'edgewise-slot',
    // React 18 writes the properties of custom elements as they are named. A slot is committed once: another scope is another slot.
    { ...attributes, ref, key: scope, scope, class: className, grow: grow ? '' : undefined },
    children,
    // The experience goes in here, where React neither looks for what it rendered nor takes out what it did not.
    // biome-ignore lint/security/noDangerouslySetInnerHtml: it is empty
    createElement('div', { slot: 'experience', suppressHydrationWarning: true, dangerouslySetInnerHTML: empty }),
  );
});
