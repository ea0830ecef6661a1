import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { counted } from '../authoring/counted.ts';
import type { ServiceCheck, ServiceSource } from '../authoring/publish/check-service.ts';
import { isMirror, mirrorRemedy } from '../authoring/publish/is-mirror.ts';
import { publish as publishSite, type SiteRules } from '../authoring/publish/publish.ts';
import { graphFile, readServiceFolder, serviceFile } from '../authoring/publish/service-folder.ts';
import { readText } from '../authoring/read-file.ts';
import { activitiesSchema } from '../authoring/validation/activities-file.ts';
import { findProblems } from '../authoring/validation/find-problems.ts';
import { findGraphProblems, findServiceProblems } from '../authoring/validation/find-service-problems.ts';
import type { PlacedProblem } from '../authoring/validation/problem.ts';
import { isReadable, unreadableService } from '../authoring/validation/readable-name.ts';
import { refuseErrors } from '../authoring/validation/refuse-errors.ts';
import type { EdgewiseErrorCode } from '../errors.ts';
import { isSafeName } from '../xdm/path.ts';
import { type Command, type Surroundings, UsageError } from './command.ts';
import { createLooseEnds } from './loose-ends.ts';
import { notChecked } from './not-checked.ts';
import { operatorsHelp, operatorsOption, operatorsUsage, readOperators } from './operators.ts';
import { rulesInWords } from './rules-in-words.ts';
import { readSigning, signingHelp, signingOptions, signingUsage } from './signing.ts';

/** `edgewise publish SERVICE…`: puts services and rules into the folder that a site serves. */
export const publish: Command = {
  usage: `[SERVICE…] --out DIR ${signingUsage} [--activities FILE] ${operatorsUsage} [--mirror URL… | --no-mirrors] [--generation N] [--library] [--json]`,
  summary:
    'checks services (folders with service.json, graph.json, models/*.onnx) and writes artifacts and the signed manifest; ' +
    'services and activities that are not given stay as they are',
  options: {
    '--out DIR': 'the folder that is served; made when missing',
    ...signingHelp,
    '--activities FILE': 'segments and activities, and the holdout, seed and status of the site',
    ...operatorsHelp,
    '--mirror URL': 'a folder elsewhere that holds the same files, for when the origin fails',
    '--no-mirrors': 'takes the mirrors that were published away',
    '--generation N':
      'the number of the generation, by default one above that in the folder; where that is not kept from one publication to the next, give one that rises, such as the seconds since 1970',
    '--library': 'adds the files that pages load',
  },
  async run(args, print, { note }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        out: { type: 'string' },
        activities: { type: 'string' },
        mirror: { type: 'string', multiple: true },
        'no-mirrors': { type: 'boolean' },
        generation: { type: 'string' },
        library: { type: 'boolean' },
        ...operatorsOption,
        ...signingOptions,
      },
      allowPositionals: true,
    });
    const { out } = values;
    if (out === undefined) throw new UsageError('publish needs --out, the folder that is served');
    const mirrors = readMirrors(values);
    const number = readGeneration(values.generation);
    if (positionals.length === 0 && values.activities === undefined && !mirrors)
      throw new UsageError('publish needs a SERVICE, or --activities FILE');
    const signing = await readSigning(values);
    const checks: Record<string, ServiceCheck> = {};
    const services = await readServices(positionals, { customOperators: await readOperators(values), note });
    const file = values.activities === undefined ? undefined : await readRulesFile(values.activities);
    const rules = file ? readRules(file, note) : {};
    const looseEndOf = createLooseEnds(file);
    const manifest = await publishSite({
      services,
      ...rules,
      outDir: out,
      mirrors,
      ...(number !== undefined && { generation: number }),
      includeLibrary: values.library,
      ...signing,
      onChecked(id, check) {
        checks[id] = check;
      },
      onProblem(problem) {
        // What is doubtful in the files was told by its line.
        if (problem.severity === 'error') note(looseEndOf(problem));
      },
    });
    for (const [id, { remarks }] of Object.entries(checks)) for (const remark of remarks) note(`${id}: ${remark}`);
    for (const sentence of notChecked(checks)) note(sentence);
    const { generation } = manifest;
    if (values.json) {
      const published = Object.entries(checks).map(([id, { checkedOn }]) => [id, { checkedOn }]);
      return print(
        JSON.stringify(
          { generation, published: Object.fromEntries(published), signed: Boolean(signing.privateKey) },
          null,
          2,
        ),
      );
    }
    for (const [id, { checkedOn, selfCheck }] of Object.entries(checks))
      print(
        `${id}: ${counted(selfCheck.length, 'self-check holds', 'self-checks hold')} on ${checkedOn.join(' and ')}`,
      );
    print(
      `Generation ${generation} is in ${out}: ${Object.keys(manifest.services).join(', ') || 'no services'}; ` +
        `${rulesInWords(manifest)}${signing.privateKey ? '' : '; not signed'}`,
    );
  },
};

function readGeneration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const generation = Number(text);
  if (/^\d+$/.test(text) && generation > 0 && Number.isSafeInteger(generation)) return generation;
  throw new UsageError(`--generation is ${text}; give a whole number, such as the seconds since 1970`);
}

async function readServices(
  folders: readonly string[],
  { customOperators, note }: Pick<ServiceSource, 'customOperators'> & Pick<Surroundings, 'note'>,
) {
  const services: Record<string, ServiceSource> = {};
  for (const folder of folders) {
    const { id, source } = await readServiceFolder(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTDIR') throw error;
      throw new UsageError(
        `${folder} is a file; name the folder of a service, and a file of activities by --activities`,
      );
    });
    if (!isSafeName(id)) throw new UsageError(`no service can be named ${id}; rename the folder`);
    if (Object.hasOwn(services, id))
      throw new UsageError(`two of the services are named ${id}; rename one of the folders`);
    if (!isReadable(id)) note(`${folder}: warning: ${unreadableService}`);
    for (const [file, find] of serviceChecks) {
      const path = join(folder, file);
      tellProblems(path, find(await readText(path)), { code: 'graph-invalid', note });
    }
    services[id] = { ...source, customOperators };
  }
  return services;
}

/** @returns undefined where they stay as they are. */
function readMirrors({
  mirror: given,
  'no-mirrors': none,
}: {
  readonly mirror?: readonly string[] | undefined;
  readonly 'no-mirrors'?: boolean | undefined;
}): readonly string[] | undefined {
  if (given && none) throw new UsageError('it is either --mirror or --no-mirrors');
  for (const mirror of given ?? [])
    if (!isMirror(mirror)) throw new UsageError(`--mirror is ${mirror}; ${mirrorRemedy}`);
  return none ? [] : given;
}

const serviceChecks = [
  [serviceFile, findServiceProblems],
  [graphFile, findGraphProblems],
] as const;

const readRulesFile = async (path: string) => ({ path, text: await readText(path) });

/**
 * Reads a file of activities.
 * @throws EdgewiseError `manifest-invalid` with the place of the first error that `validate` finds.
 */
function readRules({ path, text }: { path: string; text: string }, note: (line: string) => void): SiteRules {
  tellProblems(path, findProblems(text, Date.now()), { code: 'manifest-invalid', note });
  const given: unknown = JSON.parse(text);
  return v.parse(activitiesSchema, Array.isArray(given) ? { activities: given } : given);
}

/** Notes what is doubtful in a file, and refuses what is wrong. */
function tellProblems(
  path: string,
  problems: readonly PlacedProblem[],
  { code, note }: { code: EdgewiseErrorCode } & Pick<Surroundings, 'note'>,
): void {
  const placeOf = ({ line, column }: PlacedProblem): string => `${path}:${line}:${column}`;
  for (const problem of refuseErrors(problems, { code, placeOf }))
    note(`${placeOf(problem)}: warning: ${problem.message}`);
}
