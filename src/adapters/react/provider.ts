import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
} from 'react';
import { EdgewiseError } from '../../errors.ts';
import type { Edgewise } from '../../page/edgewise.ts';
import { type ClientStore, createClientStore } from './store.ts';

const StoreContext = createContext<ClientStore | undefined>(undefined);

/** Properties of {@link EdgewiseProvider}. */
export interface EdgewiseProviderProps {
  /**
   * What makes the client, or a client that stands already. It is taken from the first render; a provider with another `key` takes
   * another. A function is called in the browser only, once while the provider is mounted, strict mode included; what it made is
   * disposed when the provider goes. A client given as it is stays the caller's. @default the script tag's, as soon as that has loaded
   */
  readonly client?: Edgewise | (() => Edgewise) | undefined;
  readonly children?: ReactNode;
}

// On the server React 18 warns of layout effects, and nothing is to be done.
const useBrowserLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Gives the components under it a client.
 * @example
 * const start = () => createEdgewise({ manifestUrl: '/edgewise/manifest.json' });
 * <EdgewiseProvider client={start}>…</EdgewiseProvider>
 */
export function EdgewiseProvider({ client, children }: EdgewiseProviderProps): ReactElement {
  const [store] = useState(() => createClientStore(client));
  // Before the browser paints: slots that came in are held by then, and their decision is on its way.
  useBrowserLayoutEffect(() => store.hold(), [store]);
  // Suspense around the provider takes back layout effects alone, for as long as it shows its fallback.
  useEffect(() => store.hold(), [store]);
  return createElement(StoreContext.Provider, { value: store }, children);
}

/** @throws EdgewiseError `input-invalid` outside of a provider. */
export function useStore(hook: string): ClientStore {
  const store = useContext(StoreContext);
  if (store) return store;
  throw new EdgewiseError('input-invalid', `${hook} has no client; put the component into an <EdgewiseProvider>`);
}
