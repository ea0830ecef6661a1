import { array, number, optional, record, strictObject, string, unknown } from 'valibot';
import { checkExpression, evaluateCondition, type JsonLogic } from '../../xdm/condition.ts';
import type { Profile, SegmentMembership, StoredScore } from '../../xdm/profile.ts';
import { defineOperator, type Score } from '../operator.ts';
import { nameSchema } from '../params.ts';
import { resolveTensor, toScore } from '../reference.ts';

const segmentSchema = strictObject({
  id: nameSchema,
  score: optional(nameSchema),
  threshold: optional(number()),
  condition: optional(unknown()),
});

/** Decides from the scores whether the visitor is in a segment. */
interface SegmentRule {
  readonly id: string;
  holds(data: object, scores: Readonly<Record<string, Score>>, onProblem?: (message: string) => void): boolean;
}

/**
 * Writes scores into the profile under `_edgewise.scores[service]` and segments under `segmentMembership.edgewise`.
 * `scores` maps names to references, each to one number or text. A segment is realized when its `score` is at least
 * `threshold` and its `condition` (JSON Logic over `{ scores, profile, event, now }`) holds, whichever of the two it has,
 * and exited when it was realized before. Writers see what writers before them wrote in the same run.
 */
export const profileWriter = defineOperator({
  name: 'profile-writer',
  inputs: { kinds: ['profile'], min: 0, max: 1 },
  paramsSchema: strictObject({
    serviceId: optional(nameSchema),
    scores: record(nameSchema, string()),
    segments: optional(array(segmentSchema), []),
  }),
  references: ({ scores }) => Object.values(scores),
  plan(node, params) {
    const { serviceVersion = '' } = node.options;
    const serviceId =
      params.serviceId ??
      node.options.serviceId ??
      node.fail('serviceId', 'it is missing; name the service to store scores under');
    const readers = Object.entries(params.scores).map(([name, text], index) => {
      const type = node.references[index] ?? node.fail(`scores.${name}`, 'it is missing');
      const refuse = (reason: string, code?: string) =>
        code === 'input-invalid' ? node.refuse(reason) : node.fail(`scores.${name}`, reason);
      const tensor = resolveTensor(text, { type, read: (value) => value }, refuse);
      return {
        name,
        read(value: Parameters<typeof tensor.read>[0]): number | string {
          const score = toScore(tensor.read(value));
          if (typeof score === 'object' || score === undefined) {
            return node.refuse(`score '${name}' has several values; pick one with an index such as '${text}[0]'`);
          }
          return score;
        },
      };
    });
    const rules = params.segments.map(({ id, score, threshold, condition }, position): SegmentRule => {
      const fail = (param: string, reason: string) => node.fail(`segments.${position}.${param}`, reason);
      if (score === undefined && condition === undefined)
        fail('condition', 'it is missing; add it or a score with a threshold');
      if ((score === undefined) !== (threshold === undefined))
        fail('threshold', 'score and threshold go together; add the other');
      if (score !== undefined && !Object.hasOwn(params.scores, score))
        fail('score', `'${score}' is not among scores; add it`);
      const [problem] = condition === undefined ? [] : checkExpression(condition);
      if (problem) fail('condition', problem);
      const reaches = (scores: Readonly<Record<string, Score>>) =>
        score === undefined || threshold === undefined || Number(scores[score]) >= threshold;
      return {
        id,
        holds: (data, scores, onProblem) =>
          reaches(scores) && (condition === undefined || evaluateCondition(condition as JsonLogic, data, onProblem)),
      };
    });

    return {
      output: { kind: 'profile' },
      run(values, state) {
        const timestamp = new Date(state.now).toISOString();
        const scores: Record<string, number | string> = {};
        const stored: Record<string, StoredScore> = {};
        for (const [index, { name, read }] of readers.entries()) {
          const value = read(values[node.inputs.length + index]);
          scores[name] = value;
          stored[name] = { value, serviceVersion, timestamp };
        }
        const profile = readers.length ? withScores(state.writtenProfile, serviceId, stored) : state.writtenProfile;
        const data = { scores, profile, event: state.events.at(-1), now: state.now };
        state.writtenProfile = rules.reduce(
          (written, rule) => withSegment(written, rule.id, rule.holds(data, scores, state.onProblem), timestamp),
          profile,
        );
        return undefined;
      },
    };
  },
});

function withScores(profile: Profile, serviceId: string, stored: Readonly<Record<string, StoredScore>>): Profile {
  const scores = profile._edgewise?.scores;
  return {
    ...profile,
    _edgewise: { ...profile._edgewise, scores: { ...scores, [serviceId]: { ...scores?.[serviceId], ...stored } } },
  };
}

/** The time of qualification stays while the status does; a segment never realized does not exit. */
function withSegment(profile: Profile, id: string, holds: boolean, timestamp: string): Profile {
  const memberships = profile.segmentMembership?.edgewise;
  const before = memberships && Object.hasOwn(memberships, id) ? memberships[id]?.status : undefined;
  const status: SegmentMembership['status'] = holds ? 'realized' : 'exited';
  if (status === before || (!holds && before === undefined)) return profile;
  const edgewise = { ...memberships, [id]: { status, lastQualificationTime: timestamp } };
  return { ...profile, segmentMembership: { ...profile.segmentMembership, edgewise } };
}
