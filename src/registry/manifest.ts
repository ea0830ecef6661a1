import * as v from 'valibot';
import { activitySchema, segmentSchema, siteEntries } from '../decisioning/activity.ts';
import { EdgewiseError } from '../errors.ts';

const text = v.string();
/** No artifact is larger than 1 GiB, so that a slip of the pen cannot ask for more memory than there is. */
const artifact = {
  sha256: v.pipe(text, v.regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 30)),
};

/** One ONNX file: its operators as `domain.Operator` or `Operator`, and the execution providers that run it, best first. */
const modelSchema = v.object({
  ...artifact,
  operators: v.array(text),
  executionProviders: v.pipe(v.array(v.picklist(['js', 'wasm', 'webgpu'])), v.minLength(1)),
});

/** One visit, and the scores that every execution provider must find for it. `now` is in milliseconds since 1970. */
export const selfCheckSchema = v.object({
  input: v.object({
    events: v.array(v.looseObject({ _id: text, timestamp: text, eventType: text })),
    profile: v.exactOptional(v.record(text, v.unknown())),
    now: v.number(),
  }),
  scores: v.record(text, v.union([v.number(), text, v.array(v.number())])),
});

/** A graph (validated by the pipeline) and its models by name. */
const serviceSchema = v.object({
  version: text,
  graph: v.record(text, v.unknown()),
  models: v.record(text, modelSchema),
  selfCheck: v.exactOptional(v.union([selfCheckSchema, v.array(selfCheckSchema)])),
});

/** ONNX Runtime's binary, of the build that the execution provider takes. */
const runtimeSchema = v.object({ version: text, ...artifact });

/**
 * The one document that names all services, segments and activities of a site. Unknown fields are let through and dropped.
 * - `generation`: counts up with every publication.
 * - `status`: `paused` gives every scope its default content. Default: `live`.
 * - `holdout`: share of visitors, 0 to 1, who get the default content everywhere.
 * - `seed`: what visitors are allocated with; a new one draws anew.
 * - `mirrors`: folders that hold the same manifest and artifacts, tried in order when the origin fails.
 */
export const manifestSchema = v.object({
  manifestVersion: v.literal(1),
  generation: v.pipe(v.number(), v.integer(), v.minValue(1)),
  publishedAt: text,
  mirrors: v.exactOptional(v.array(text), []),
  ...siteEntries,
  services: v.record(text, serviceSchema),
  runtimes: v.exactOptional(v.object({ wasm: v.exactOptional(runtimeSchema), webgpu: v.exactOptional(runtimeSchema) })),
  segments: v.exactOptional(v.array(segmentSchema), []),
  activities: v.exactOptional(v.array(activitySchema), []),
});

/** All that a site publishes: see {@link manifestSchema}. */
export type Manifest = v.InferOutput<typeof manifestSchema>;
/** A graph and its models under one version. */
export type Service = v.InferOutput<typeof serviceSchema>;
/** One ONNX file, by its hash. */
export type Model = v.InferOutput<typeof modelSchema>;
/** ONNX Runtime's binary, by its hash. */
export type Runtime = v.InferOutput<typeof runtimeSchema>;
/** A visit, and the scores that every device must find for it. */
export type SelfCheck = v.InferOutput<typeof selfCheckSchema>;

/**
 * Checks a manifest against its schema.
 * @throws EdgewiseError `manifest-invalid`, naming the first field that is wrong by its path.
 */
export function parseManifest(value: unknown): Manifest {
  const result = v.safeParse(manifestSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'the document';
  const message = `The manifest is not valid at ${path}: ${issue.message}; correct it and publish again`;
  throw new EdgewiseError('manifest-invalid', message);
}

/** What of a manifest is downloaded by its hash. */
export interface Artifact {
  readonly sha256: string;
  readonly bytes: number;
}

/** All models, and ONNX Runtime's binary where a model's first execution provider needs it; each artifact once. */
export function neededArtifacts({ services, runtimes }: Manifest): Artifact[] {
  const needed = new Map<string, Artifact>();
  for (const { models } of Object.values(services)) {
    for (const model of Object.values(models)) {
      needed.set(model.sha256, model);
      const provider = model.executionProviders[0];
      const runtime = provider === 'js' || !provider ? undefined : runtimes?.[provider];
      if (runtime) needed.set(runtime.sha256, runtime);
    }
  }
  return [...needed.values()];
}
