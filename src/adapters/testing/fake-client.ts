import type { Proposition } from '../../decisioning/activity.ts';
import { EdgewiseError } from '../../errors.ts';
import type { Edgewise } from '../../page/edgewise.ts';
import { createEmitter } from '../../page/emitter.ts';
import type { DecisionDetail, EdgewiseEvents } from '../../page/events.ts';
import type { Prediction, ReadyState } from '../../worker/protocol.ts';
import type { ExperienceEventInput } from '../../xdm/event.ts';

/** A client without a worker: its decisions are what a test puts into `content`. */
export interface FakeClient extends Edgewise {
  /** Content of a json-content-item by scope, as `{ experience, content }`; a scope that is not in it keeps its default content. */
  readonly content: Record<string, { readonly experience: string; readonly content?: unknown }>;
  /** Scopes of each decision that was asked for. */
  readonly asked: string[][];
  readonly predicted: string[];
  readonly tracked: ExperienceEventInput[];
  disposed: number;
  /** What `decide` fails with. */
  failure: EdgewiseError | undefined;
  emit<Name extends keyof EdgewiseEvents>(name: Name, detail: EdgewiseEvents[Name]): void;
}

const prediction: Prediction = {
  scores: { probability: 0.7 },
  executionProvider: 'js',
  durationMs: 1,
  serviceVersion: '1',
  features: {},
};

/** Makes a client that is ready with `state`. */
export function createFakeClient(state: ReadyState = { status: 'complete', generation: 3 }): FakeClient {
  const { on, emit } = createEmitter<EdgewiseEvents>();
  const toProposition = (scope: string): Proposition[] => {
    const decided = client.content[scope];
    if (!decided) return [];
    const { experience, content } = decided;
    const id = `3/${scope}/activity/${experience}`;
    const items =
      content === undefined
        ? []
        : [
            {
              id: `${id}/0`,
              schema: 'https://ns.adobe.com/personalization/json-content-item' as const,
              data: { content },
            },
          ];
    return [
      {
        id,
        scope,
        scopeDetails: {
          decisionProvider: 'EDGEWISE',
          activity: { id: 'activity' },
          experience: { id: experience },
          characteristics: { generation: 3, selection: 'first' },
        },
        items,
      },
    ];
  };
  const client: FakeClient = {
    content: {},
    asked: [],
    predicted: [],
    tracked: [],
    disposed: 0,
    failure: undefined,
    ready: Promise.resolve(state),
    on,
    emit,
    track: (event) => void client.tracked.push(event),
    async predict(serviceId) {
      client.predicted.push(serviceId);
      return prediction;
    },
    async decide({ scopes: requested }) {
      const scopes = requested.map((scope) => (typeof scope === 'string' ? scope : scope.scope));
      client.asked.push([...scopes]);
      if (client.failure) throw client.failure;
      const propositions = scopes.flatMap(toProposition);
      const decision: DecisionDetail = {
        propositions,
        traces: [],
        predictions: { decided: prediction },
        segments: [],
        events: [],
        profile: {},
        generation: 3,
        source: 'network',
        hints: { stored: {}, operators: [] },
        timings: {},
        requests: 0,
        bytesFetched: 0,
        scopes,
        late: false,
        decidedAt: 0,
        preview: false,
        durationMs: 1,
      };
      emit('decision', decision);
      return propositions;
    },
    display() {},
    setConsent() {},
    async debug() {},
    async dispose() {
      client.disposed++;
    },
  };
  return client;
}

/** What a client says that has no consent. */
export const consentRequired = new EdgewiseError('consent-required', 'decide needs consent; call setConsent');
