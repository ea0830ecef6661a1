import type { Activity, Segment } from '../../decisioning/activity.ts';
import { type Manifest, parseManifest, type Service } from '../../registry/manifest.ts';
import { readPath } from '../../xdm/path.ts';
import type { Problem } from '../validation/problem.ts';
import { checkRules, checkSourceGraph, findLooseEnds } from './check-given.ts';
import { checkOptions } from './check-options.ts';
import type { ServiceCheck, ServiceSource } from './check-service.ts';
import { describeService, needsWasm, readWasmRuntime } from './describe-service.ts';
import { copyLibrary } from './library.ts';
import { listGenerations, sha256 } from './publication-folder.ts';
import { type SigningOptions, updatePublication } from './update-publication.ts';

/** What marketers write of a manifest. */
export interface SiteRules {
  readonly segments?: readonly Segment[] | undefined;
  readonly activities?: readonly Activity[] | undefined;
  /** Share of visitors, 0 to 1, who get the default content everywhere. */
  readonly holdout?: number | undefined;
  /** What visitors are allocated with; a new one draws anew. */
  readonly seed?: string | undefined;
  /** `paused` gives every scope its default content. */
  readonly status?: 'live' | 'paused' | undefined;
}

/** Options of {@link publish}. Services and rules that are not given stay as the folder serves them. */
export interface PublishOptions extends SigningOptions, SiteRules {
  /** Services by id, each added or put in the place of the one before. @default {} */
  readonly services?: Readonly<Record<string, ServiceSource>> | undefined;
  /** The folder that is served: gets `manifest.json`, `artifacts/` and `history/`. Made when missing. */
  readonly outDir: string;
  /** Must be higher than what visitors have seen. @default one above that of the manifest in `outDir`, or of its history, or 1 */
  readonly generation?: number | undefined;
  /** Folders (URLs) that hold the same files, tried in order when the origin fails. @default those of the manifest in `outDir`, or none */
  readonly mirrors?: readonly string[] | undefined;
  /** ISO 8601. @default now */
  readonly publishedAt?: string | undefined;
  /** Publishes ONNX Runtime's binary even if no model needs it. @default false */
  readonly includeRuntime?: boolean | undefined;
  /** Adds the files that pages load (`copyLibrary`), before the manifest. @default false */
  readonly includeLibrary?: boolean | undefined;
  /** Told what the check of each service found. */
  readonly onChecked?: ((id: string, check: ServiceCheck) => void) | undefined;
  /**
   * Told, by its path in the manifest, of what is doubtful in the rules and graphs that are given (`warning`) and, once they are published, of
   * what segments and activities refer to that is not there (`error`).
   */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/**
 * Checks services on every provider, and rules as `edgewise validate` does, and writes them as a site's manifest and artifacts. Artifacts are
 * written first and the manifest last, each whole or not at all, so that a visitor never sees a manifest whose files are missing.
 * @returns the manifest, without its signature.
 * @throws EdgewiseError `graph-invalid`, `model-invalid`, `model-unsupported` (no provider runs it), `artifact-unavailable` (ONNX Runtime is
 * needed and not installed, or the package holds no library), `input-invalid` (an option is wrong, a graph does not take a visit), `engine-failed` (a self-check does not give its scores),
 * `manifest-invalid` (a rule is wrong), `manifest-stale` (the folder holds this generation or a later one), `manifest-untrusted` (it is signed by another
 * key, or would no longer be signed), `storage-unavailable` (another process publishes into it); what the file system refuses.
 */
export async function publish(options: PublishOptions): Promise<Manifest> {
  const doubts = checkOptions(options);
  const {
    outDir,
    onChecked = () => {},
    onProblem = () => {},
    includeRuntime = false,
    includeLibrary = false,
  } = options;
  const rules = checkRules(rulesOf(options), Date.now());
  doubts.forEach(onProblem);
  const files = new Map<string, Uint8Array>();
  const services: Record<string, Service> = {};
  for (const [id, source] of Object.entries(options.services ?? {})) {
    const graph = await checkSourceGraph(id, source.graph);
    graph.warnings.forEach(onProblem);
    const models = modelsRun(graph.given, source.models);
    const { service, check } = await describeService(id, { ...source, graph: graph.given, models });
    for (const bytes of Object.values(models)) files.set(sha256(bytes), bytes);
    services[id] = service;
    for (const message of check.remarks) onProblem({ severity: 'warning', path: `services.${id}`, message });
    onChecked(id, check);
  }
  rules.warnings.forEach(onProblem);

  const published = await updatePublication(outDir, options, async (previous) => {
    const before = previous?.manifest;
    const all = { ...before?.services, ...services };
    const runtimes = Object.values(all).some(needsWasm) ? before?.runtimes : undefined;
    // Its JavaScript is among the files that pages load: both are of one version.
    const takesRuntime = includeRuntime || Object.values(includeLibrary ? all : services).some(needsWasm);
    const wasm = takesRuntime ? await readWasmRuntime() : undefined;
    if (wasm) files.set(wasm.runtime.sha256, wasm.bytes);
    const manifest = parseManifest({
      ...rulesOf(before ?? {}),
      ...rules.given,
      manifestVersion: 1,
      // Where its manifest was lost, pages still refuse a generation below those that the folder has served.
      generation: options.generation ?? (before?.generation ?? (await listGenerations(outDir)).at(-1) ?? 0) + 1,
      publishedAt: options.publishedAt ?? new Date().toISOString(),
      mirrors: options.mirrors ?? before?.mirrors ?? [],
      services: all,
      ...(wasm ? { runtimes: { wasm: wasm.runtime } } : runtimes && { runtimes }),
    });
    if (includeLibrary) await copyLibrary(outDir);
    return { manifest, files };
  });
  findLooseEnds(published).forEach(onProblem);
  return published;
}

/** Without those that no node runs, which every page would load. Where one is missing, its refusal tells what there is. */
function modelsRun(graph: unknown, models: ServiceSource['models']): ServiceSource['models'] {
  const run = new Set([readPath(graph, 'nodes[*].params.model')].flat().map(String));
  if ([...run].some((name) => !Object.hasOwn(models, name))) return models;
  return Object.fromEntries(Object.entries(models).filter(([name]) => run.has(name)));
}

function rulesOf({ segments, activities, holdout, seed, status }: SiteRules): SiteRules {
  const given = Object.entries({ segments, activities, holdout, seed, status });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
