import type { PropositionItem } from '../../decisioning/activity.ts';
import { document } from '../document.ts';
import type { Change } from './changes.ts';
import { bindAction, type ChangeElement } from './dom-action-table.ts';
import type { HtmlRenderer } from './html.ts';
import { markSelector, sanitise } from './markup.ts';
import { mayChange } from './safe-attribute.ts';

/** How many elements a selector may find; one that finds more was not meant. */
const targetLimit = 1000;

/** One dom-action in force. */
export interface DomAction {
  /** Attributes by which the page's own code could undo them. */
  attributes(): readonly string[];
  /** Whether it still waits for its elements, or watches over them. */
  isActive(now: number): boolean;
  /** Waits for its elements until another moment, where they had not come by the last. */
  renew(deadline: number): void;
  /**
   * Changes the elements that match and are not, or no longer, changed.
   * @param mayRepeat asked where it has changed something before and has to again.
   * @returns what the visitor sees of its changes, each element once.
   */
  run(now: number, mayRepeat: () => boolean): readonly Element[];
  /** Takes back every change, for good. */
  undo(): void;
}

/** What a dom-action needs. */
export interface DomActionOptions {
  readonly item: PropositionItem;
  readonly renderer: HtmlRenderer;
  /** By `performance.now()`; an action that has changed nothing until then does not begin to. */
  readonly deadline: number;
  /** Whether the visitor sees an element as the page made it, and it must stay so. */
  readonly isFinal: (element: Element) => boolean;
  /** Told once, in one sentence, why the action was given up; its changes have been taken back. */
  readonly onProblem: (problem: string) => void;
  /** Called when it can run that could not before. */
  readonly onReady: () => void;
}

/** Puts a dom-action in force; it changes nothing before it runs. */
export function createDomAction(options: DomActionOptions): DomAction {
  const { item, renderer, isFinal, onProblem, onReady } = options;
  const { type, selector, content } = item.data as Readonly<Record<string, unknown>>;
  const changes = new Map<Element, Change>();
  const shown = new WeakSet<Element>();
  const leftAlone = new WeakSet<Element>();
  let { deadline } = options;
  let change: ChangeElement | undefined;
  let begun = false;
  let over = false;

  const undo = (): void => {
    over = true;
    for (const made of [...changes.values()].reverse()) made.undo();
    changes.clear();
  };

  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      undo();
      const reason = error instanceof Error ? error.message : String(error);
      onProblem(`The dom-action ${type} of item "${item.id}" was taken back: ${reason}; correct it in its activity`);
    }
  };

  attempt(() => {
    const bound = bindAction(type, content, (html) => sanitise(renderer, html, item.id));
    if (bound instanceof Promise) {
      void bound.then((made) => {
        change = made;
        onReady();
      });
    } else change = bound;
  });

  const mark = markSelector(item.id);
  const findTargets = (): readonly Element[] => {
    const found = document.querySelectorAll(String(selector));
    if (found.length > targetLimit)
      throw new TypeError(`its selector finds ${found.length} elements, over ${targetLimit}`);
    // What it has inserted may match, too.
    return [...found].filter((element) => !element.closest(mark));
  };

  /** Copies of what it has inserted, as a page makes them that writes its own `innerHTML` anew or keeps a snapshot. */
  const removeCopies = (): void => {
    for (const element of document.querySelectorAll(mark)) if (!shown.has(element)) element.remove();
  };

  const isActive = (now: number): boolean => !over && (begun || now <= deadline);

  return {
    attributes: () => [...changes.values()].flatMap((made) => made.attributes),
    isActive,
    renew: (next) => {
      deadline = next;
    },
    run(now, mayRepeat) {
      const make = change;
      if (!make || !isActive(now)) return [];
      const again = begun;
      const fresh: Element[] = [];
      attempt(() => {
        removeCopies();
        for (const [element, made] of changes) {
          if (element.isConnected) continue;
          made.undo();
          changes.delete(element);
        }
        for (const target of findTargets()) {
          const made = changes.get(target);
          if (made?.intact() || leftAlone.has(target)) continue;
          if (!mayChange(target.localName)) throw new TypeError(`<${target.localName}> is not for it to change`);
          if (!made && isFinal(target)) {
            leftAlone.add(target);
            continue;
          }
          if (again && !mayRepeat()) return;
          made?.undo();
          const next = make(target);
          for (const element of next.shows) {
            if (!shown.has(element)) fresh.push(element);
            shown.add(element);
          }
          changes.set(target, next);
          begun = true;
        }
      });
      return over ? [] : fresh;
    },
    undo,
  };
}
