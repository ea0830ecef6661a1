import { array, exactOptional, number, record, strictObject, string } from 'valibot';
import { evaluateCondition } from '../../xdm/condition.ts';
import type { StoredScore } from '../../xdm/profile.ts';
import { mergeProfile, withSegments } from '../../xdm/profile-update.ts';
import { defineOperator } from '../operator.ts';
import { conditionSchema, nameSchema } from '../params.ts';
import { tensorOf, toScore } from '../reference.ts';

const segmentSchema = strictObject({
  id: nameSchema,
  score: exactOptional(nameSchema),
  threshold: exactOptional(number()),
  condition: exactOptional(conditionSchema),
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
    serviceId: exactOptional(nameSchema),
    scores: record(nameSchema, string()),
    segments: exactOptional(array(segmentSchema), []),
  }),
  references: ({ scores }) => Object.entries(scores).map(([name, text]) => [`scores.${name}`, text]),
  plan(node, { serviceId = node.options.serviceId, scores: references, segments }) {
    if (serviceId === undefined) return node.fail('serviceId', 'it is missing; name the service to store scores under');
    const { serviceVersion = '' } = node.options;
    const names = Object.keys(references);
    const readers = node.references.map((link, position) => ({
      name: names[position] ?? '',
      text: link.text,
      tensor: tensorOf(link),
    }));
    for (const [position, { score, threshold, condition }] of segments.entries()) {
      const fail = (param: string, reason: string) => node.fail(`segments.${position}.${param}`, reason);
      if (score === undefined && condition === undefined) fail('condition', 'it is missing; add it or a score');
      if ((score === undefined) !== (threshold === undefined)) fail('threshold', 'it goes with a score; give both');
      if (score !== undefined && !names.includes(score)) fail('score', `'${score}' is not among scores; add it`);
    }
    return {
      output: { kind: 'profile', parts: [] },
      run(values, state) {
        const { current, now, onProblem, writtenProfile } = state;
        const timestamp = new Date(now).toISOString();
        const scores: Record<string, number | string> = {};
        const stored: Record<string, StoredScore> = {};
        for (const { name, text, tensor } of readers) {
          const value = toScore(tensor.read(values));
          if (typeof value === 'object') {
            return node.refuse(`'${text}' has several values; pick one with an index such as '${text}[0]'`);
          }
          scores[name] = value;
          stored[name] = { value, serviceVersion, timestamp };
        }
        const profile = readers.length
          ? mergeProfile(writtenProfile, { _edgewise: { scores: { [serviceId]: stored } } })
          : writtenProfile;
        const data = { scores, profile, event: current, now };
        const memberships: Record<string, boolean> = {};
        for (const { id, score, threshold = 0, condition } of segments) {
          memberships[id] =
            (score === undefined || Number(scores[score]) >= threshold) &&
            (condition === undefined || evaluateCondition(condition, data, onProblem));
        }
        state.writtenProfile = withSegments(profile, memberships, now);
        return [];
      },
    };
  },
});
