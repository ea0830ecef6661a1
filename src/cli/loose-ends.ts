import { type Path, readJson } from '../authoring/json/json-document.ts';
import type { Problem } from '../authoring/validation/problem.ts';
import { isRecord } from '../xdm/record.ts';

/** A file of activities. */
interface RulesFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Says, in a sentence, what segments and activities of a manifest refer to and do not find.
 * @param file that the manifest has rules from: those are named by its lines.
 */
export function createLooseEnds(file?: RulesFile): (problem: Problem) => string {
  const placeOf = createPlaces(file);
  return ({ path, message }) => `${placeOf(path) ?? `In the manifest, ${path}`}: ${message}`;
}

/** Tells where a path of the manifest stands in the file, or undefined where it does not come from there. */
function createPlaces(file: RulesFile | undefined): (path: string) => string | undefined {
  const document = file && readJson(file.text);
  if (!document || !('value' in document)) return () => undefined;
  const { value, positionOf } = document;
  return (path) => {
    const [list = '', ...within] = path.split('.');
    const isListOnly = Array.isArray(value);
    if (isListOnly ? list !== 'activities' : !isRecord(value) || !Object.hasOwn(value, list)) return undefined;
    const place: Path = isListOnly ? within : [list, ...within];
    const { line, column } = positionOf(place);
    return `${file.path}:${line}:${column}`;
  };
}
