import { domAction, type Proposition } from '../../decisioning/activity.ts';
import { createDomAction, type DomAction } from './dom-action.ts';
import type { HtmlRenderer } from './html.ts';
import { createRateLimit } from './rate-limit.ts';

/** The dom-actions of all scopes. */
export interface DomActions {
  /**
   * From now on the scopes' dom-actions are those of `propositions`: others are taken back, those in force already stay as they are.
   * @param deadline by `performance.now()`; elements that come later stay as the page made them.
   */
  apply(scopes: readonly string[], propositions: readonly Proposition[], deadline: number): void;
  /** Takes back every change. */
  dispose(): void;
}

/** What dom-actions need. */
export interface DomActionsOptions {
  readonly renderer: HtmlRenderer;
  /** Whether an element must stay as the page made it. */
  readonly isFinal: (element: Element) => boolean;
  /** Told once of each action that was given up. */
  readonly onProblem: (problem: string) => void;
  /**
   * Told once of each element that shows a proposition.
   * @param again whether others have shown it before, as where the page renders anew.
   */
  readonly onShown: (proposition: Proposition, elements: readonly Element[], again: boolean) => void;
}

interface InForce {
  readonly proposition: Proposition;
  readonly actions: readonly DomAction[];
  shown: boolean;
}

/** Applies dom-actions, and again, ten times a second at most, wherever the page's own code renders over them. */
export function createDomActions({ renderer, isFinal, onProblem, onShown }: DomActionsOptions): DomActions {
  const inForce = new Map<string, InForce>();
  const repetitions = createRateLimit(10, 1000);
  let postponed: ReturnType<typeof setTimeout> | undefined;

  const pass = (): void => {
    const now = performance.now();
    let waitMs: number | undefined;
    const mayRepeat = (): boolean => {
      // However much it does, a pass counts once; a page that renders over it in return cannot keep the two going for ever.
      waitMs ??= repetitions.take(now);
      return waitMs === 0;
    };
    for (const entry of inForce.values()) {
      const elements = entry.actions.flatMap((action) => action.run(now, mayRepeat));
      if (elements.length === 0) continue;
      onShown(entry.proposition, elements, entry.shown);
      entry.shown = true;
    }
    if (waitMs) {
      clearTimeout(postponed);
      postponed = setTimeout(pass, waitMs);
    }
    observe(now);
  };

  const observer = new MutationObserver(pass);
  const observe = (now: number): void => {
    observer.disconnect();
    const active = [...inForce.values()].flatMap(({ actions }) => actions).filter((action) => action.isActive(now));
    if (active.length === 0) return;
    const attributeFilter = [...new Set(active.flatMap((action) => action.attributes()))];
    observer.observe(document, {
      childList: true,
      characterData: true,
      subtree: true,
      ...(attributeFilter.length > 0 && { attributeFilter }),
    });
  };

  const undo = ({ actions }: InForce): void => {
    for (const action of [...actions].reverse()) action.undo();
  };

  return {
    apply(scopes, propositions, deadline) {
      // Of two that changed one element, the first knows what it was like before.
      for (const [id, entry] of [...inForce].reverse()) {
        if (!scopes.includes(entry.proposition.scope) || propositions.some((proposition) => proposition.id === id))
          continue;
        undo(entry);
        inForce.delete(id);
      }
      for (const proposition of propositions) {
        const known = inForce.get(proposition.id);
        for (const action of known?.actions ?? []) action.renew(deadline);
        const items = proposition.items.filter(({ schema }) => schema === domAction);
        if (known || items.length === 0) continue;
        const actions = items.map((item) =>
          createDomAction({
            item,
            renderer,
            deadline,
            isFinal,
            onProblem,
            onReady: pass,
          }),
        );
        inForce.set(proposition.id, { proposition, actions, shown: false });
      }
      if (inForce.size === 0) return;
      pass();
      // What has not begun by then need not be watched for any more.
      setTimeout(() => observe(performance.now()), deadline - performance.now() + 1);
    },
    dispose() {
      clearTimeout(postponed);
      observer.disconnect();
      for (const entry of [...inForce.values()].reverse()) undo(entry);
      inForce.clear();
    },
  };
}
