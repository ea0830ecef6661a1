import { useEffect, useSyncExternalStore } from 'react';
import type { Proposition } from '../../decisioning/activity.ts';
import type { Edgewise } from '../../page/edgewise.ts';
import type { Prediction } from '../../worker/protocol.ts';
import { useStore } from './provider.ts';

const onServer = (): undefined => undefined;

/**
 * The client, to `track` with; `undefined` on the server, while hydrating and before the provider is mounted.
 * @throws EdgewiseError `input-invalid` outside of a provider, as all hooks here.
 */
export function useEdgewise(): Edgewise | undefined {
  const store = useStore('useEdgewise');
  return useSyncExternalStore(store.subscribe, store.client, onServer);
}

/**
 * What was last decided for a scope; `undefined` while nothing is, on the server, and where the default content stays. All scopes
 * of the components that mount together are one decision. For content that the visitor must not see change, take {@link Slot},
 * which waits for the decision no longer than its budget.
 * @example
 * const item = useProposition('delivery')?.items[0];
 */
export function useProposition(scope: string): Proposition | undefined {
  const store = useStore('useProposition');
  useEffect(() => store.askForScope(scope), [store, scope]);
  return useSyncExternalStore(store.subscribe, () => store.proposition(scope), onServer);
}

/**
 * The scores of a service, by output, as of the last decision that needed them, or as of mounting where none has; `undefined` until then.
 * @example
 * const probability = useScores('purchase-intent')?.probability;
 */
export function useScores(serviceId: string): Prediction['scores'] | undefined {
  const store = useStore('useScores');
  useEffect(() => store.askForScores(serviceId), [store, serviceId]);
  return useSyncExternalStore(store.subscribe, () => store.scores(serviceId), onServer);
}
