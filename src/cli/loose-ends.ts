import { type Path, readJson } from '../authoring/json/json-document.ts';
import { findProblems } from '../authoring/validation/find-problems.ts';
import type { Manifest } from '../registry/manifest.ts';
import { isRecord } from '../xdm/record.ts';

/** A file of activities. */
interface RulesFile {
  readonly path: string;
  readonly text: string;
}

/**
 * What segments and activities of a manifest refer to and do not find, a sentence each.
 * @param file that the manifest has rules from: those are named by its lines.
 */
export function looseEnds(manifest: Manifest, file?: RulesFile): string[] {
  const placeOf = createPlaces(file);
  return findProblems(JSON.stringify(manifest), Date.now())
    .filter(({ severity, path }) => severity === 'error' && /^(segments|activities)\b/.test(path))
    .map(({ path, message }) => `${placeOf(path) ?? `In the manifest, ${path}`}: ${message}`);
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
