import {
  type EvaluationContext,
  FlagNotFoundError,
  type FlagValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
  StandardResolutionReasons,
  TypeMismatchError,
} from '@openfeature/web-sdk';
import type { Item, Proposition } from '../../decisioning/activity.ts';
import { EdgewiseError } from '../../errors.ts';
import type { Edgewise } from '../../page/edgewise.ts';
import type { ExperienceEventInput } from '../../xdm/event.ts';
import { createSnapshot } from '../snapshot.ts';

const jsonContentItem: Item['schema'] = 'https://ns.adobe.com/personalization/json-content-item';

/** Options of {@link createOpenFeatureProvider}. */
export interface OpenFeatureProviderOptions {
  /** Decides the flags. It stays the caller's: closing the provider does not dispose it. */
  readonly client: Edgewise;
  /** The scopes that are flags. They are decided ahead, because a flag is evaluated at once; another key is an unknown flag. */
  readonly flags: readonly string[];
  /**
   * Turns an evaluation context into the event that tells conditions and features of it; `undefined` for none. The event is tracked
   * when the provider starts and when the context changes, before the flags are decided. @default the context is not used: audiences are decided by what lies on the device
   */
  readonly contextToEvent?: (context: EvaluationContext) => ExperienceEventInput | undefined;
}

/**
 * A provider for OpenFeature's web SDK. A flag is a scope, its value the content of the proposition's json-content-item, its variant the
 * experience. Where nothing was decided for the visitor, or the experience has no such item, the value is the default.
 *
 * Reasons: `TARGETING_MATCH` (the first experience that fits), `SPLIT` (by weight or learned), `DEFAULT`.
 * Events: ready once the flags are decided, configuration changed when a flag is decided anew otherwise, error when deciding fails, and
 * ready again when it works again.
 * @example
 * const provider = createOpenFeatureProvider({ client: edgewise, flags: ['checkout-layout'] });
 * // It rejects where Edgewise does not run, as without consent; flags have their defaults then.
 * await OpenFeature.setProviderAndWait(provider).catch(() => undefined);
 * const layout = OpenFeature.getClient().getStringValue('checkout-layout', 'classic');
 * @see https://openfeature.dev/specification/sections/providers
 */
export function createOpenFeatureProvider({ client, flags, contextToEvent }: OpenFeatureProviderOptions): Provider {
  const events = new OpenFeatureEventEmitter();
  const known = new Set(flags);
  let failed = false;
  // What a decision changes while the SDK waits for it is told by the SDK itself, as ready or as context changed.
  let awaited = 0;
  const snapshot = createSnapshot(client, (changedScopes) => {
    if (failed) {
      failed = false;
      events.emit(ProviderEvents.Ready, {});
    }
    const flagsChanged = changedScopes.filter((scope) => known.has(scope));
    if (awaited === 0 && flagsChanged.length > 0) events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged });
  });

  const decide = async (): Promise<void> => {
    if (flags.length > 0) await client.decide({ scopes: flags });
  };
  /** Nobody awaits it. */
  const decideAnew = (): void => {
    decide().catch((error: unknown) => {
      failed = true;
      events.emit(ProviderEvents.Error, { message: error instanceof Error ? error.message : String(error) });
    });
  };
  const decideFor = async (context: EvaluationContext): Promise<void> => {
    const event = contextToEvent?.(context);
    if (event) client.track(event);
    awaited++;
    try {
      await decide();
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      awaited--;
    }
  };
  const unsubscribers = [
    client.on('update', decideAnew),
    // After a start that failed: the visitor has consented since.
    client.on('ready', ({ status }) => {
      if (failed && status === 'complete') decideAnew();
    }),
    snapshot.dispose,
  ];

  const resolve = <Value extends FlagValue>(
    flag: string,
    defaultValue: Value,
    isValue: (value: unknown) => value is Value,
  ): ResolutionDetails<Value> => {
    if (!known.has(flag)) throw new FlagNotFoundError(`"${flag}" is none of the provider's flags; add it to them`);
    const proposition = snapshot.proposition(flag);
    if (!proposition) return { value: defaultValue, reason: StandardResolutionReasons.DEFAULT };
    const item = proposition.items.find(({ schema }) => schema === jsonContentItem);
    const value = item ? item.data.content : defaultValue;
    if (isValue(value)) return { value, ...describe(proposition) };
    throw new TypeMismatchError(`"${flag}" is ${JSON.stringify(value)}, which is not of the type asked for`);
  };

  return {
    metadata: { name: 'edgewise' },
    runsOn: 'client',
    events,
    async initialize(context = {}) {
      const { status } = await client.ready;
      if (status !== 'complete') {
        failed = true;
        throw new EdgewiseError('engine-failed', `Edgewise did not start (${status}); its error event says why`);
      }
      await decideFor(context);
    },
    onContextChange: (_, context) => decideFor(context),
    async onClose() {
      for (const unsubscribe of unsubscribers) unsubscribe();
    },
    track(name, _, details) {
      client.track({ ...details, eventType: name });
    },
    resolveBooleanEvaluation: (flag, defaultValue) =>
      resolve(flag, defaultValue, (value): value is boolean => typeof value === 'boolean'),
    resolveStringEvaluation: (flag, defaultValue) =>
      resolve(flag, defaultValue, (value): value is string => typeof value === 'string'),
    resolveNumberEvaluation: (flag, defaultValue) =>
      resolve(flag, defaultValue, (value): value is number => typeof value === 'number'),
    // Nobody can check a type that is the caller's word.
    resolveObjectEvaluation: <Value extends FlagValue>(flag: string, defaultValue: Value) =>
      resolve(flag, defaultValue, (value): value is Value => typeof value === 'object'),
  };
}

function describe({ scopeDetails }: Proposition): Omit<ResolutionDetails<never>, 'value'> {
  const { activity, experience, characteristics } = scopeDetails;
  const { generation, selection } = characteristics;
  return {
    variant: experience.id,
    reason: StandardResolutionReasons[selection === 'first' ? 'TARGETING_MATCH' : 'SPLIT'],
    flagMetadata: { activity: activity.id, selection, ...(generation !== undefined && { generation }) },
  };
}
