import type { Proposition } from '../decisioning/activity.ts';
import type { Edgewise } from '../page/edgewise.ts';
import type { Prediction } from '../worker/protocol.ts';

/**
 * What a client last decided, there to be read at once. Every decision on the page keeps it up, whoever asked for it; when the site is
 * paused, nothing is decided any more.
 */
export interface Snapshot {
  /** The proposition of a scope; `null` when its default content stays, `undefined` before it has been decided. */
  proposition(scope: string): Proposition | null | undefined;
  /** The scores of a service, by output; `undefined` before anything has needed them. */
  scores(serviceId: string): Prediction['scores'] | undefined;
  /** Takes scores that were asked for by name. */
  keepScores(serviceId: string, scores: Prediction['scores']): void;
  /** Stops following the client. */
  dispose(): void;
}

/**
 * Follows the decisions of a client.
 * @param onDecision called after each, and after a pause, with the scopes whose proposition is another than before.
 */
export function createSnapshot(client: Edgewise, onDecision: (changedScopes: readonly string[]) => void): Snapshot {
  const propositions = new Map<string, Proposition | null>();
  const scores = new Map<string, Prediction['scores']>();
  const stopFollowingUpdates = client.on('update', ({ status }) => {
    if (status !== 'paused') return;
    const shown = [...propositions].flatMap(([scope, proposition]) => (proposition ? [scope] : []));
    for (const scope of shown) propositions.set(scope, null);
    if (shown.length > 0) onDecision(shown);
  });
  const stopFollowingDecisions = client.on('decision', (decision) => {
    const changed = decision.scopes.filter((scope) => {
      const next = decision.propositions.find((proposition) => proposition.scope === scope) ?? null;
      const previous = propositions.get(scope);
      // The id names the content: who compares by identity sees a change only where there is one.
      if (previous !== undefined && previous?.id === next?.id) return false;
      propositions.set(scope, next);
      return true;
    });
    for (const [id, prediction] of Object.entries(decision.predictions)) scores.set(id, prediction.scores);
    onDecision(changed);
  });
  return {
    proposition: (scope) => propositions.get(scope),
    scores: (serviceId) => scores.get(serviceId),
    keepScores: (serviceId, found) => void scores.set(serviceId, found),
    dispose() {
      stopFollowingUpdates();
      stopFollowingDecisions();
    },
  };
}
