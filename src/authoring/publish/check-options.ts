import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { manifestSchema } from '../../registry/manifest.ts';
import { isSafeName } from '../../xdm/path.ts';
import { issueInWords } from '../json/issue-in-words.ts';
import { checkFields } from '../validation/check-fields.ts';
import type { Problem } from '../validation/problem.ts';
import { isReadable, unreadableService } from '../validation/readable-name.ts';
import type { ServiceSource } from './check-service.ts';
import { isMirror, mirrorRemedy } from './is-mirror.ts';
import type { PublishOptions } from './publish.ts';
import { serviceSchema } from './service-folder.ts';
import { signingEntries } from './update-publication.ts';

const text = v.pipe(v.string(), v.minLength(1));

const sourceSchema = v.object({
  version: text,
  // They are looked at one by one, by what they are.
  graph: v.looseObject({}),
  models: v.record(v.string(), v.unknown()),
  customOperators: v.optional(v.record(v.string(), v.function())),
  selfCheck: v.optional(serviceSchema.entries.selfCheck.wrapped),
  placeOf: v.optional(v.function()),
} satisfies Record<keyof ServiceSource, v.GenericSchema>);

const optionsSchema = v.object({
  services: v.optional(v.record(v.string(), sourceSchema)),
  outDir: text,
  // Beyond it none is one above another.
  generation: v.optional(v.pipe(manifestSchema.entries.generation, v.maxValue(Number.MAX_SAFE_INTEGER))),
  mirrors: v.optional(
    v.array(
      v.pipe(
        v.string(),
        v.check(isMirror, ({ input }) => `it is ${input}; ${mirrorRemedy}`),
      ),
    ),
  ),
  publishedAt: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (time) => !Number.isNaN(Date.parse(time)),
        ({ input }) => `it is ${input}; write it as 2026-11-27T00:00:00Z`,
      ),
    ),
  ),
  includeRuntime: v.optional(v.boolean()),
  includeLibrary: v.optional(v.boolean()),
  onChecked: v.optional(v.function()),
  onProblem: v.optional(v.function()),
  ...signingEntries,
  // They are checked as a file of them is.
  segments: v.optional(v.unknown()),
  activities: v.optional(v.unknown()),
  holdout: v.optional(v.unknown()),
  seed: v.optional(v.unknown()),
  status: v.optional(v.unknown()),
} satisfies Record<keyof PublishOptions, v.GenericSchema>);

/**
 * Checks the form of what a script gives to publish, which may have no types.
 * @returns what is doubtful: fields that are dropped, services whose scores nobody can read.
 * @throws EdgewiseError `input-invalid`.
 */
export function checkOptions(options: PublishOptions): Problem[] {
  const refuse = (path: string, message: string): never => {
    throw new EdgewiseError('input-invalid', `The options of publish are wrong at ${path}: ${message}`);
  };
  const [issue] = v.safeParse(optionsSchema, options).issues ?? [];
  if (issue) refuse(v.getDotPath(issue) ?? 'the top', issueInWords(issue));
  const { services = {} } = options;
  if (Array.isArray(services)) refuse('services', 'it is a list; give services by id');
  const problems: Problem[] = [];
  checkFields(optionsSchema, options, [], {
    report: (severity, path, message) => problems.push({ severity, path: path.join('.'), message }),
  });
  for (const id of Object.keys(services)) {
    if (!isSafeName(id)) refuse('services', `no service can be named "${id}"; rename it`);
    if (!isReadable(id)) problems.push({ severity: 'warning', path: `services.${id}`, message: unreadableService });
  }
  return problems;
}
