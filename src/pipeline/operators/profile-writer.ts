import { array, number, optional, record, strictObject, string } from 'valibot';
import { evaluateCondition } from '../../xdm/condition.ts';
import type { Profile, SegmentMembership, StoredScore } from '../../xdm/profile.ts';
import { defineOperator } from '../operator.ts';
import { conditionSchema, nameSchema } from '../params.ts';
import { tensorOf, toScore } from '../reference.ts';

const segmentSchema = strictObject({
  id: nameSchema,
  score: optional(nameSchema),
  threshold: optional(number()),
  condition: optional(conditionSchema),
});

/**
 * Writes scores into the profile under `_edgewise.scores[service]` and segments under `segmentMembership.edgewise`.
 * `scores` maps names to references, each to one number or text. A segment is realized when its `score` is at least
 * `threshold` and its `condition` (JSON Logic over `{ scores, profile, event, now }`) holds, whichever of the two it has,
 * and exited when it was realized before. Writers see what writers before them wrote in the same run.
 */
export const profileWriter = defineOperator({
  name: 'profile-writer',
  inputs: { kinds: ['profile'], min: 0, many: true },
  paramsSchema: strictObject({
    serviceId: optional(nameSchema),
    scores: record(nameSchema, string()),
    segments: optional(array(segmentSchema), []),
  }),
  references: ({ scores }) => Object.entries(scores).map(([name, text]) => [`scores.${name}`, text]),
  plan(node, { serviceId = node.options.serviceId, scores: references, segments }) {
    if (serviceId === undefined) return node.fail('serviceId', 'it is missing; name the service to store scores under');
    const { serviceVersion = '' } = node.options;
    const names = Object.keys(references);
    const tensors = node.references.map(tensorOf);
    for (const [position, { score, threshold, condition }] of segments.entries()) {
      const fail = (param: string, reason: string) => node.fail(`segments.${position}.${param}`, reason);
      if (score === undefined && condition === undefined) fail('condition', 'it is missing; add it or a score');
      if ((score === undefined) !== (threshold === undefined)) fail('threshold', 'it goes with a score; give both');
      if (score !== undefined && !names.includes(score)) fail('score', `'${score}' is not among scores; add it`);
    }
    return {
      output: { kind: 'profile', parts: [] },
      run(values, state) {
        const { events, now, onProblem, writtenProfile } = state;
        const timestamp = new Date(now).toISOString();
        const scores: Record<string, number | string> = {};
        const stored: Record<string, StoredScore> = {};
        for (const [position, name] of names.entries()) {
          const tensor = tensors[position];
          const value = tensor && toScore(tensor.read(values));
          if (typeof value === 'object' || value === undefined) {
            return node.refuse(
              `score '${name}' has several values; pick one with an index such as '${references[name]}[0]'`,
            );
          }
          scores[name] = value;
          stored[name] = { value, serviceVersion, timestamp };
        }
        const profile = names.length ? withScores(writtenProfile, serviceId, stored) : writtenProfile;
        const data = { scores, profile, event: events.at(-1), now };
        state.writtenProfile = profile;
        for (const { id, score, threshold = 0, condition } of segments) {
          const holds =
            (score === undefined || Number(scores[score]) >= threshold) &&
            (condition === undefined || evaluateCondition(condition, data, onProblem));
          state.writtenProfile = withSegment(state.writtenProfile, id, holds, timestamp);
        }
        return [];
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
  if (status === (before ?? 'exited')) return profile;
  const edgewise = { ...memberships, [id]: { status, lastQualificationTime: timestamp } };
  return { ...profile, segmentMembership: { ...profile.segmentMembership, edgewise } };
}
