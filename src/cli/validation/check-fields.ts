import { didYouMean } from '../../authoring/graph/did-you-mean.ts';
import type { Path } from '../../authoring/json/json-document.ts';
import { activitySchema, experienceSchema } from '../../decisioning/activity.ts';
import type { Context } from './context.ts';

/** Reports fields that an object is not known to have, which are dropped: most are slips of the pen. */
export function checkFields(value: object, known: readonly string[], path: Path, { report }: Context): void {
  for (const name of Object.keys(value)) {
    if (!known.includes(name))
      report('warning', [...path, name], `there is no field "${name}"${didYouMean(name, known)}`);
  }
}

/** {@link checkFields} of an activity and its experiences. */
export function checkActivityFields(activity: Readonly<Record<string, unknown>>, path: Path, context: Context): void {
  checkFields(activity, Object.keys(activitySchema.entries), path, context);
  for (const [index, experience] of Object.entries(Object(activity.experiences)))
    checkFields(
      Object(experience),
      Object.keys(experienceSchema.entries),
      [...path, 'experiences', Number(index)],
      context,
    );
}
