import type { Proposition } from '../../decisioning/activity.ts';
import type { Edgewise } from '../../page/edgewise.ts';
import type { Prediction } from '../../worker/protocol.ts';
import { createSnapshot, type Snapshot } from '../snapshot.ts';

/** What the components under one provider share: the client while any of them is mounted, and what it decided. */
export interface ClientStore {
  /** Starts the client with the first who holds it, and lets it go once the last has released it. Returns the release. */
  hold(): () => void;
  /** {@link hold}s, and calls `listener` after each change. */
  subscribe(listener: () => void): () => void;
  /** `undefined` while nobody holds it, as on the server, and until the script tag has loaded. */
  client(): Edgewise | undefined;
  proposition(scope: string): Proposition | undefined;
  scores(serviceId: string): Prediction['scores'] | undefined;
  /** Has the scope decided, once, together with all others that are asked for in the same task. */
  askForScope(scope: string): void;
  /** Has the service scored, once. */
  askForScores(serviceId: string): void;
}

interface Running {
  readonly client: Edgewise;
  readonly snapshot: Snapshot;
  /** What has been asked for and not been answered. */
  readonly awaited: Set<string>;
  stop(): void;
}

/**
 * Makes the store of a provider.
 * @param source a client that belongs to the caller, or what makes one; one that was made here is disposed here. @default the script tag's
 */
export function createClientStore(source?: Edgewise | (() => Edgewise)): ClientStore {
  const listeners = new Set<() => void>();
  const scopes = new Set<string>();
  const services = new Set<string>();
  let holders = 0;
  let running: Running | undefined;
  let asking = false;

  const notify = (): void => {
    for (const listener of [...listeners]) listener();
  };

  const ask = (): void => {
    asking = false;
    if (!running) return;
    const { client, snapshot, awaited } = running;
    /** What fails leaves the default content; it is asked for again when the runtime stands, as after consent. */
    const awaitAnswer = (keys: readonly string[], answer: Promise<unknown>): void => {
      for (const key of keys) awaited.add(key);
      const forget = (): void => {
        for (const key of keys) awaited.delete(key);
      };
      answer.then(forget, forget);
    };
    const undecided = [...scopes].filter(
      (scope) => snapshot.proposition(scope) === undefined && !awaited.has(`scope ${scope}`),
    );
    if (undecided.length > 0) {
      awaitAnswer(
        undecided.map((scope) => `scope ${scope}`),
        client.decide({ scopes: undecided }),
      );
    }
    for (const id of services) {
      if (snapshot.scores(id) || awaited.has(`service ${id}`)) continue;
      const answer = client.predict(id).then(({ scores }) => {
        snapshot.keepScores(id, scores);
        notify();
      });
      awaitAnswer([`service ${id}`], answer);
    }
  };
  /** In a task's end, so that the components that mount together are one decision. */
  const askSoon = (): void => {
    if (asking) return;
    asking = true;
    queueMicrotask(ask);
  };

  const start = (client: Edgewise): Running => {
    const snapshot = createSnapshot(client, notify);
    const unsubscribe = client.on('ready', ({ status }) => {
      if (status === 'complete') askSoon();
    });
    return {
      client,
      snapshot,
      awaited: new Set(),
      stop() {
        unsubscribe();
        snapshot.dispose();
        if (typeof source === 'function') void client.dispose();
      },
    };
  };

  const release = (): void => {
    holders--;
    // Strict mode and fast refresh unmount everything only to mount it again in the same task.
    setTimeout(() => {
      if (holders > 0) return;
      running?.stop();
      running = undefined;
      scopes.clear();
      services.clear();
    });
  };

  const begin = (): void => {
    if (running || holders === 0) return;
    const client = typeof source === 'function' ? source() : (source ?? tagClient());
    // The tag may be what loads next.
    if (!client) return document.addEventListener('load', begin, { capture: true, once: true });
    running = start(client);
    askSoon();
    notify();
  };

  const hold = (): (() => void) => {
    holders++;
    begin();
    return release;
  };

  return {
    hold,
    subscribe(listener) {
      listeners.add(listener);
      const letGo = hold();
      return () => {
        listeners.delete(listener);
        letGo();
      };
    },
    client: () => running?.client,
    proposition: (scope) => running?.snapshot.proposition(scope) ?? undefined,
    scores: (serviceId) => running?.snapshot.scores(serviceId),
    askForScope(scope) {
      scopes.add(scope);
      askSoon();
    },
    askForScores(serviceId) {
      services.add(serviceId);
      askSoon();
    },
  };
}

/** The script tag's client; `undefined` until the tag has run. */
function tagClient(): Edgewise | undefined {
  const { edgewise } = window;
  return edgewise && 'track' in edgewise ? edgewise : undefined;
}
