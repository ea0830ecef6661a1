import { createSession } from '../../engine/create-session.ts';
import type { ExecutionProvider, Session } from '../../engine/session.ts';
import { EdgewiseError, isEdgewiseError } from '../../errors.ts';
import { createGraph, type Graph } from '../../pipeline/create-graph.ts';
import { parseGraph } from '../../pipeline/graph-plan.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import type { SelfCheck } from '../../registry/manifest.ts';
import { eventFault } from '../../visitor/normalise-event.ts';
import { authorOperators } from '../graph/author-operators.ts';
import { checkCustomOperators } from '../graph/check-custom-operators.ts';
import { tellFixedRows } from '../graph/fixed-rows.ts';
import { expectNoHalves } from '../onnx/half-values.ts';
import { estimators } from '../trainers/estimators.ts';
import { sampleVisits } from './sample-visits.ts';

/** A service as its author has it: the graph, and its models as ONNX bytes by name. */
export interface ServiceSource {
  /** Any text; devices tell it with the scores. */
  readonly version: string;
  /** Fitted, as JSON: what the `toJSON` of a graph gives. */
  readonly graph: Readonly<Record<string, unknown>>;
  /** The bytes of ONNX files by the names under which the graph refers to them; `{}` for a graph of rules alone. */
  readonly models: Readonly<Record<string, Uint8Array>>;
  /** What the modules that its `custom` nodes name export as `operators`; the page imports them itself. @default none */
  readonly customOperators?: Readonly<Record<string, CustomOperator>> | undefined;
  /** Visits with the scores that every device must find for them. @default visits made up, with the scores found here */
  readonly selfCheck?: SelfCheck | readonly SelfCheck[] | undefined;
  /** Where its author finds what an error of the graph is about, such as `graph.json:12:7`. @default such an error names the service */
  placeOf?(error: Error): string | undefined;
}

/** What the check of a service found. */
export interface ServiceCheck {
  readonly selfCheck: readonly SelfCheck[];
  /** Where all of its models ran and gave these scores. */
  readonly checkedOn: readonly ExecutionProvider[];
  /** By provider: why its models were not run there. */
  readonly skipped: Readonly<Partial<Record<ExecutionProvider, EdgewiseError>>>;
  /** What its author should know, in a sentence each: scores that the visits made up to check by do not have. */
  readonly remarks: readonly string[];
}

/** With those that only training has, so that a graph is told that it was not trained. */
const operators = authorOperators(estimators);

/** Difference from a self-check's score up to which a service counts as right, relative for scores above 1. */
const tolerance = 1e-5;

/**
 * Compiles a service's graph over its models on each of `providers`, and runs its self-checks there: what does not work here would work
 * nowhere, and what two providers see differently would differ among visitors.
 * @throws EdgewiseError `graph-invalid`, `model-invalid`, `model-unsupported` (by every provider), `artifact-unavailable` (ONNX Runtime is
 * needed and not installed), `input-invalid` (the graph does not take a visit), `engine-failed` (a score is not what it should be).
 */
export async function checkService(
  id: string,
  source: ServiceSource,
  providers: readonly ExecutionProvider[],
): Promise<ServiceCheck> {
  const { version: serviceVersion, customOperators = {} } = source;
  const given = source.selfCheck && [source.selfCheck].flat();
  expectEvents(id, given ?? []);
  let selfCheck = given;
  const checkedOn: ExecutionProvider[] = [];
  const skipped: Partial<Record<ExecutionProvider, EdgewiseError>> = {};
  const remarks = new Set<string>();
  for (const provider of providers) {
    const sessions: Record<string, Session> = {};
    try {
      checkCustomOperators(source.graph, customOperators);
      for (const [name, bytes] of Object.entries(source.models)) {
        const session = await createSession(bytes, { executionProviders: [provider] });
        sessions[name] = tellFixedRows(`Model "${name}"`, session);
        expectNoHalves(`Model "${name}"`, session);
      }
      const options = { sessions, serviceId: id, serviceVersion, customOperators };
      const graph = createGraph(parseGraph(source.graph, operators), options);
      selfCheck ??= await makeSelfCheck(source.graph, graph, remarks);
      await runSelfCheck(provider, graph, selfCheck);
      checkedOn.push(provider);
    } catch (error) {
      if (!isEdgewiseError(error)) throw error;
      if (!['model-unsupported', 'artifact-unavailable'].includes(error.code)) {
        const place = source.placeOf?.(error) ?? `Service "${id}"`;
        throw new EdgewiseError(error.code, `${place}: ${error.message}`, { cause: error });
      }
      skipped[provider] = error;
    } finally {
      for (const session of Object.values(sessions)) await session.release();
    }
  }
  const [first, ...others] = Object.values(skipped);
  if (checkedOn.length === 0 && first) {
    const error = others.find(({ code }) => code === 'artifact-unavailable') ?? first;
    const message = `No execution provider runs the models of service "${id}": ${error.message}`;
    throw new EdgewiseError(error.code, message, { cause: error });
  }
  return { selfCheck: selfCheck ?? [], checkedOn, skipped, remarks: [...remarks] };
}

/** Refuses events that no page has: one without offset would be another on each visitor's device. */
function expectEvents(id: string, selfCheck: readonly SelfCheck[]): void {
  for (const event of selfCheck.flatMap(({ input }) => input.events)) {
    const fault = eventFault(event);
    if (fault) throw new EdgewiseError('input-invalid', `Service "${id}", selfCheck, event "${event._id}": ${fault}.`);
  }
}

async function makeSelfCheck(definition: unknown, graph: Graph, remarks: Set<string>): Promise<SelfCheck[]> {
  const made: SelfCheck[] = [];
  for (const input of sampleVisits(definition)) {
    const { scores } = await graph.run({ profile: {}, ...input }).catch(tellMadeUp);
    made.push({ input, scores: comparable(scores) });
    for (const [name, score] of Object.entries(scores)) {
      const wrong = [score]
        .flat<readonly unknown[]>()
        .find((value) => typeof value === 'number' && !isFiniteNumber(value));
      if (wrong !== undefined)
        remarks.add(`${name} is ${wrong}${onMadeUp}; give columns a default, or impute, fill or clip them`);
    }
  }
  return made;
}

const onMadeUp = ' on a visit made up to check by, of common events alone';

/** The author never wrote the visit that the graph does not take. */
function tellMadeUp(error: unknown): never {
  if (!isEdgewiseError(error) || error.code !== 'input-invalid') throw error;
  throw new EdgewiseError(error.code, error.message.replace(/\.?$/, ` (${onMadeUp.trim()}).`), { cause: error });
}

/** What the manifest can hold to compare with: JSON has no NaN. */
function comparable(scores: Awaited<ReturnType<Graph['run']>>['scores']): SelfCheck['scores'] {
  const kept: SelfCheck['scores'] = {};
  for (const [name, score] of Object.entries(scores)) {
    const values: unknown[] = [score].flat();
    const numbers = values.filter(isFiniteNumber);
    if (typeof score === 'string') kept[name] = score;
    else if (typeof score === 'object' && numbers.length === values.length) kept[name] = numbers;
    else if (isFiniteNumber(score)) kept[name] = score;
  }
  return kept;
}

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

async function runSelfCheck(provider: ExecutionProvider, graph: Graph, selfCheck: readonly SelfCheck[]): Promise<void> {
  for (const { input, scores } of selfCheck) {
    const { events, profile = {}, now } = input;
    const found = await graph.run({ events, profile, now });
    for (const [name, expected] of Object.entries(scores)) {
      if (isSameScore(found.scores[name], expected)) continue;
      const message = `The self-check on ${provider} expects ${name} ${expected}, but the graph gives ${found.scores[name]}; correct one of them.`;
      throw new EdgewiseError('engine-failed', message);
    }
  }
}

function isSameScore(found: unknown, expected: unknown): boolean {
  if (Array.isArray(found) && Array.isArray(expected)) {
    return found.length === expected.length && found.every((value, index) => isSameScore(value, expected[index]));
  }
  if (typeof found !== 'number' || typeof expected !== 'number') return found === expected;
  return Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
}
