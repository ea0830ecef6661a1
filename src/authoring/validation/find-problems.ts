import * as v from 'valibot';
import { activitySchema, segmentSchema } from '../../decisioning/activity.ts';
import { isRecord } from '../../xdm/record.ts';
import { issueInWords } from '../json/issue-in-words.ts';
import { type Path, readJson } from '../json/json-document.ts';
import { keptManifestSchema } from '../publish/kept-manifest.ts';
import { newerVersion } from '../publish/read-manifest.ts';
import { activitiesSchema } from './activities-file.ts';
import { checkActivity } from './check-activity.ts';
import { checkCondition } from './check-condition.ts';
import { checkFields } from './check-fields.ts';
import { checkGraph } from './check-graph.ts';
import type { Context } from './context.ts';
import { inOrder, type PlacedProblem } from './problem.ts';
import { createTruths } from './truth.ts';

/**
 * Finds what is wrong with the text of a manifest, of an activities file (`{ "segments": […], "activities": […], "status": … }`) or of a list
 * of activities, in the order in which it stands there.
 * @param now - milliseconds since 1970, for schedules that have ended.
 */
export function findProblems(text: string, now: number): PlacedProblem[] {
  const document = readJson(text);
  if (!('value' in document)) return [{ severity: 'error', path: '', ...document }];
  const { value } = document;
  const problems: PlacedProblem[] = [];
  const report: Context['report'] = (severity, path, message) => {
    problems.push({ severity, path: path.join('.'), ...document.positionOf(path), message });
  };

  for (const path of document.repeatedNames) report('error', path, `"${path.at(-1)}" stands here twice`);
  if (isRecord(value) && 'payload' in value && 'signature' in value) {
    report('error', [], 'this is a signed manifest; validate what it was published from');
    return problems;
  }
  if (isRecord(value) && 'nodes' in value) {
    report('error', [], 'this is a graph, which train and publish check; validate a manifest or activities');
    return problems;
  }
  const newer = newerVersion(value);
  if (newer !== undefined) {
    report('error', ['manifestVersion'], `this is a manifest of version ${newer}; update edgewise to check it`);
    return problems;
  }
  for (const issue of v.safeParse(schemaFor(value), value).issues ?? []) {
    report(
      'error',
      (issue.path ?? []).map(({ key }) => key as string | number),
      issueInWords(issue),
    );
  }
  checkContents(value, report, now);
  return inOrder(problems);
}

function schemaFor(value: unknown): v.GenericSchema {
  if (Array.isArray(value)) return v.array(activitySchema);
  return isRecord(value) ? schemaOfDocument(value) : activitiesSchema;
}

const schemaOfDocument = (value: object): typeof keptManifestSchema | typeof activitiesSchema =>
  'manifestVersion' in value || 'services' in value ? keptManifestSchema : activitiesSchema;

/** Whether a document has anything that could be published. */
function checkDocument(value: object, context: Context): void {
  const known = Object.keys(schemaOfDocument(value).entries);
  if (!known.some((name) => name in value))
    context.report('error', [], `there is nothing in it; give ${known.join(', ')}`);
}

/** What others use of a segment: without its name it can still be referred to. */
const usedSegmentSchema = v.omit(segmentSchema, ['name']);
type UsedSegment = v.InferOutput<typeof usedSegmentSchema>;

/** Checks what follows the schema of the graphs, segments and activities. */
function checkContents(value: unknown, report: Context['report'], now: number): void {
  const root = isRecord(value) ? value : {};
  const segments = listAt(root.segments).flatMap((value, index): { segment: UsedSegment; path: Path }[] => {
    const { success, output: segment } = v.safeParse(usedSegmentSchema, value);
    return success ? [{ segment, path: ['segments', index] }] : [];
  });
  const [activities, activitiesPath]: [readonly unknown[], Path] = Array.isArray(value)
    ? [value, []]
    : [listAt(root.activities), ['activities']];
  const context: Context = {
    report,
    now,
    segmentIds:
      root.segments === undefined && !isRecord(root.services) ? undefined : segments.map(({ segment }) => segment.id),
    scores: isRecord(root.services) ? scoresOf(root.services) : undefined,
    scoreLists: scoreListsOf(Object(root.services)),
    truthOf: createTruths(segments.map(({ segment }) => segment)),
  };
  checkFields(schemaFor(value), value, [], context);
  if (isRecord(value)) checkDocument(value, context);
  if (root.holdout === 1) report('warning', ['holdout'], 'a holdout of 1 shows nothing to anybody');
  if (isRecord(root.services))
    for (const [id, service] of Object.entries(root.services))
      if (isRecord(service) && isRecord(service.graph)) checkGraph(service.graph, ['services', id, 'graph'], context);
  reportRepeatedIds(
    segments.map(({ segment, path }) => ({ id: segment.id, path })),
    'segment',
    context,
  );
  for (const [index, { segment, path }] of segments.entries()) {
    checkCondition(segment.condition, { path: [...path, 'condition'], visibleSegments: index }, context);
  }
  const ids: { id: string; path: Path }[] = [];
  for (const [index, value] of activities.entries()) {
    const path = [...activitiesPath, index];
    const { success, output: activity } = v.safeParse(activitySchema, value);
    if (!success) continue;
    ids.push({ id: activity.id, path });
    const experiences = activity.experiences.map(({ id }, number) => ({ id, path: [...path, 'experiences', number] }));
    reportRepeatedIds(experiences, 'experience', context);
    checkActivity(activity, path, context);
  }
  reportRepeatedIds(ids, 'activity', context);
}

const listAt = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function scoresOf(services: Readonly<Record<string, unknown>>): Map<string, readonly string[]> {
  return new Map(
    Object.entries(services).map(([id, service]) => [id, Object.keys(Object(Object(Object(service).graph).outputs))]),
  );
}

function scoreListsOf(services: Readonly<Record<string, unknown>>): Set<string> {
  const checked = Object.entries(services).flatMap(([id, service]) =>
    [Object(service).selfCheck]
      .flat()
      .flatMap((check) =>
        Object.entries(Object(Object(check).scores)).map(([name, value]) => ({ path: `scores.${id}.${name}`, value })),
      ),
  );
  return new Set(checked.filter(({ value }) => Array.isArray(value) && value.length > 1).map(({ path }) => path));
}

function reportRepeatedIds(entries: readonly { id: string; path: Path }[], kind: string, { report }: Context): void {
  const seen = new Set<string>();
  for (const { id, path } of entries) {
    if (seen.has(id)) report('error', [...path, 'id'], `there is another ${kind} "${id}"`);
    seen.add(id);
  }
}
