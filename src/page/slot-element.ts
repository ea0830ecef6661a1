import { document } from './document.ts';
import type { EdgewiseEvents } from './events.ts';

/** Attributes of an `<edgewise-slot>`, for the types of a framework's templates. */
export interface SlotAttributes {
  readonly scope: string;
  /** How many propositions it shows, in the order of their rank. @default 1 */
  readonly max?: number | undefined;
  /** Lets the experience take the flow. Some frameworks write `false` as a text, which would be as good as `true`. @default undefined */
  readonly grow?: true | null | undefined;
}

/** An element `<edgewise-slot scope="hero">default content</edgewise-slot>`. */
export interface EdgewiseSlotElement extends HTMLElement {
  scope: string;
  /** How many experiences it shows at most, one under the other. */
  max: number;
}

declare global {
  interface HTMLElementTagNameMap {
    'edgewise-slot': EdgewiseSlotElement;
  }
  interface GlobalEventHandlersEventMap {
    /** A slot's, which bubbles: its scope got a json-content-item. */
    'edgewise-json': CustomEvent<EdgewiseEvents['json']>;
  }
}

/** Who decides what slots show. One owner at a time: the client on the page. */
export interface SlotOwner {
  /** A slot came into the document, held invisible since `heldMs` milliseconds. */
  attach(slot: EdgewiseSlot): void;
  detach(slot: EdgewiseSlot): void;
}

/** The element as those see it who fill it. */
export interface EdgewiseSlot extends EdgewiseSlotElement {
  /** Milliseconds for which the slot has been invisible; Infinity once it has shown something. */
  readonly heldMs: number;
  /**
   * Shows `content` in the place that the default content reserves, or without it the default content, in place of an experience too; final
   * for this element. It goes into a child with `slot="experience"` where there is one: a framework that compares the slot's children with
   * those that it rendered finds no other.
   */
  show(content?: HTMLElement): void;
}

/**
 * Gives the page's slots to `owner`, those already there included; `undefined`: to nobody, and all show their default content.
 * @param leaving who lets them go; nothing happens where they have another owner by now.
 */
export let setSlotOwner: (owner: SlotOwner | undefined, leaving?: SlotOwner) => void = () => {};

const tag = 'edgewise-slot';

/*
 * The default content stays in the flow, invisible and inert, so that the slot keeps the size the shop's own CSS gave it at every width;
 * an experience lies over it, and the margins of both stay inside. With the attribute `grow` the experience takes the flow instead.
 * What makes itself visible in spite of what is around it, as carousels do, is clipped. What scrolls cuts off the ring around a link at its
 * edge; `render/whole-focus-ring.ts` prevents that.
 */
const css = `::slotted([slot=experience]){overflow:auto;inset:0;position:absolute}:host([grow]) ::slotted([slot=experience]){position:static}:host([hidden]),::slotted([slot=experience]:empty),:host([grow]) [inert]{display:none}:host{display:flow-root;position:relative}[inert]{visibility:hidden}[inert]::slotted(*){clip-path:circle(0)}`;

/** Registers the element once per page, however many scripts ask, and gives its slots to `first`. */
export function defineSlotElement(first: SlotOwner): void {
  if (customElements.get(tag)) return setSlotOwner(first);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  /** None once they are upgraded: whatever is upgraded then has only just come, and been seen by nobody. */
  let standing: ReturnType<typeof standingSlots> | undefined = standingSlots();
  const connected = new Set<SlotElement>();
  let owner: SlotOwner | undefined = first;

  class SlotElement extends HTMLElement implements EdgewiseSlot {
    readonly #place = document.createElement('slot');
    readonly #experience = document.createElement('slot');
    /** 0 until it comes into the page: a router, or React, may have made it, or copied it, long before. */
    #heldSince = 0;

    constructor() {
      super();
      // From then on not by its style: for each of many slots that come at once the browser would style the page anew.
      if (standing) this.#heldSince = standing.get(this) ?? heldSince(this);
      this.#experience.name = 'experience';
      // The page may write its content anew, and the experience away.
      this.#experience.onslotchange = () => this.#experience.assignedElements()[0] || this.show();
      this.attachShadow({ mode: 'open' }).append(this.#place, this.#experience);
      // A slot made by a framework or the parser from here on has shown nothing yet; one that was copied brings the experience of the other.
      this.#place.inert = this.#experience.inert = this.#heldSince >= 0;
    }

    get scope(): string {
      return this.getAttribute('scope') ?? '';
    }

    /** Frameworks set the properties that an element has, not its attributes. */
    set scope(scope: string) {
      this.setAttribute('scope', scope);
    }

    get max(): number {
      // Without the attribute, 0.
      return +(this.getAttribute('max') as string) || 1;
    }

    set max(max: number) {
      this.setAttribute('max', `${max}`);
    }

    get heldMs(): number {
      return performance.now() - this.#heldSince;
    }

    connectedCallback(): void {
      this.#heldSince ||= performance.now();
      try {
        // Not before: WebKit, asked for a style while the slot stands in no page, as it is by React, draws a frame without the sheet.
        (this.shadowRoot as ShadowRoot).adoptedStyleSheets = [sheet];
      } catch {
        // In another document, as that of a frame, which takes no sheet of this one, it would show default content and experience alike.
        this.show();
      }
      connected.add(this);
      if (owner) owner.attach(this);
      // A framework brings the slot first and the client that is to decide after it; where none comes, nobody will.
      else requestAnimationFrame(() => owner || this.show());
    }

    disconnectedCallback(): void {
      connected.delete(this);
      owner?.detach(this);
    }

    show(content?: HTMLElement): void {
      this.#heldSince = Number.NEGATIVE_INFINITY;
      const prepared = this.#experience.assignedElements()[0];
      // A slot that was copied, as by a carousel, brings the experience of the other with it.
      prepared?.replaceChildren();
      if (content) {
        if (prepared) prepared.append(content);
        else {
          content.slot = 'experience';
          this.append(content);
        }
      }
      this.#place.inert = !!content;
      this.#experience.inert = false;
    }
  }

  setSlotOwner = (next, leaving = owner) => {
    if (owner !== leaving) return;
    owner = next;
    for (const slot of connected) {
      leaving?.detach(slot);
      next ? next.attach(slot) : slot.show();
    }
  };
  customElements.define(tag, SlotElement);
  standing = undefined;
}

/**
 * The slots that stand in the page before this script has run, with {@link heldSince}. All at once, before the first is upgraded: a browser
 * that is asked for the animations of one element looks through all, and styles the page anew after each upgrade.
 */
function standingSlots(): ReadonlyMap<HTMLElement, number> {
  const animations = document.getAnimations() as (Animation & { readonly effect: KeyframeEffect })[];
  const holds = new Map(animations.map((animation) => [animation.effect.target, animation]));
  const slots = document.querySelectorAll<HTMLElement>(tag);
  return new Map([...slots].map((slot) => [slot, heldSince(slot, holds.get(slot))]));
}

/**
 * Since when a slot has been invisible, by `performance.now()`: by the page's one line of CSS since a frame before this script ran, or from
 * now on where it has not been painted; -Infinity for one that the visitor sees already, which must never change.
 * @param hold the animation that reveals it at the end of the budget.
 */
function heldSince(slot: HTMLElement, hold?: Animation): number {
  const now = performance.now();
  // Not its `currentTime`, which is that of the last frame. Until its first frame an animation has no start, or 0 in a page rendered ahead.
  if (getComputedStyle(slot).visibility === 'hidden') return +(hold?.startTime || now);
  return hold || performance.getEntriesByType('paint')[0] ? Number.NEGATIVE_INFINITY : now;
}
