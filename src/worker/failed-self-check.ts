import type { ExecutionProvider, Session } from '../engine/session.ts';
import { EdgewiseError } from '../errors.ts';
import type { Service } from '../registry/manifest.ts';

type Sessions = Readonly<Record<string, Session>>;

/** A service whose scores are not those that were published. */
export interface FailedSelfCheck {
  readonly id: string;
  readonly service: Service;
  readonly sessions: Sessions;
  /** Providers that failed before. */
  readonly without: ReadonlySet<ExecutionProvider>;
  /** Which score is off. */
  readonly wrong: string;
}

/**
 * The providers that are not used again for a service on this page view, and what to report once others have taken over.
 * @throws EdgewiseError `engine-failed` when no other is left.
 */
export function excludeProviders({ id, service, sessions, without, wrong }: FailedSelfCheck): {
  readonly excluded: ReadonlySet<ExecutionProvider>;
  readonly reportOf: (replacement: Sessions) => EdgewiseError;
} {
  const used = new Set(providersOf(sessions));
  const excluded = new Set([...without, ...used]);
  const message = `Service "${id}" on ${[...used].join(', ')} failed its self-check (${wrong})`;
  const isLeft = Object.values(service.models).every(({ executionProviders }) =>
    executionProviders.some((provider) => !excluded.has(provider)),
  );
  if (!isLeft) throw new EdgewiseError('engine-failed', `${message} and no other provider is left; publish it again`);
  return {
    excluded,
    reportOf: (replacement) =>
      new EdgewiseError('engine-failed', `${message}; ${providersOf(replacement).join(', ')} has taken over`),
  };
}

function providersOf(sessions: Sessions): ExecutionProvider[] {
  return Object.values(sessions).map(({ executionProvider }) => executionProvider);
}
