import { dirname, join, relative } from 'node:path/posix';
import { parseAst } from 'vite';

/** Folders (or files) of `src` by layer, the highest first. A folder imports itself and lower layers. */
const layers: readonly (readonly string[])[] = [
  ['page', 'worker', 'service-worker', 'hub', 'cli', 'demo', 'adapters', 'index.ts', 'script-tag.ts'],
  ['authoring'],
  ['learning', 'decisioning', 'registry', 'visitor'],
  ['pipeline'],
  ['engine', 'inference-protocol', 'xdm'],
  ['errors.ts'],
];

interface Import {
  /** As written. */
  readonly specifier: string;
  readonly typesOnly: boolean;
}

/** What may be imported although it does not lie lower. */
const exceptions: readonly ((file: string, target: string, typesOnly: boolean) => boolean)[] = [
  // The manifest holds activities.
  (file, target) => file.startsWith('registry/') && target === 'decisioning/activity.ts',
  (file, target, typesOnly) => file.startsWith('page/') && target === 'worker/protocol.ts' && typesOnly,
  // What conditions read of a page.
  (file, target, typesOnly) => file.startsWith('authoring/validation/') && target === 'worker/protocol.ts' && typesOnly,
  // What the page lets dom-actions set, and in what it parses HTML.
  (file, target) =>
    file.startsWith('authoring/validation/') &&
    /^page\/render\/(safe-attribute|safe-style|parse-context|placeholder)\.ts$/.test(target),
  // The entries hand the page its ways to the worker and the sanitizer, and tell of the worker's types.
  (file, target) => isPageEntry(file) && target.startsWith('page/'),
  (file, target, typesOnly) => isPageEntry(file) && target === 'worker/protocol.ts' && typesOnly,
  // They are handed a client, and bring none of their own.
  (file, target, typesOnly) => file.startsWith('adapters/') && /^(page|worker)\//.test(target) && typesOnly,
  // The shop runs the page's client.
  (file, target) => file.startsWith('demo/') && (target.startsWith('page/') || isPageEntry(target)),
  (file, target, typesOnly) => file.startsWith('demo/') && target === 'worker/protocol.ts' && typesOnly,
];

/** Packages that few may import. */
const packageOwners: Readonly<Record<string, RegExp>> = {
  'onnxruntime-web': /^engine\/ort\//,
  comlink: /^worker\//,
  react: /^adapters\/react\//,
  '@openfeature/web-sdk': /^adapters\/openfeature\//,
  'idb-keyval': /^(registry|visitor|learning\/state)\b/,
};

const pure = /^(decisioning|pipeline|engine\/js)\//;
/** Globals through which pure code would reach what it must be given. */
const impureGlobals =
  /^(fetch|indexedDB|window|document|navigator|localStorage|sessionStorage|performance|crypto|caches)$/;
const impureMembers = /^(Date\.now|Math\.random)$/;

const maySeeTheTree = /^(page\/slots?\b|page\/slot-element\.ts$|page\/(render|overlay)\/|demo\/)/;
const treeCalls =
  /^(createElement|append|appendChild|prepend|replaceChildren|replaceWith|insertBefore|insertAdjacentHTML|insertAdjacentElement|attachShadow)$/;
const treeProperties = /^(innerHTML|outerHTML)$/;

/**
 * Says what in a file breaks the rules of who may import and touch what.
 * @param file its path under `src`.
 */
export function findViolations(file: string, source: string): string[] {
  const violations: string[] = [];
  for (const node of nodesOf(parseAst(source, { lang: 'ts' }))) {
    const found = importOf(node);
    const problem = found ? importProblem(file, found) : contentProblem(file, node);
    if (problem) violations.push(`src/${file} ${problem}`);
  }
  return violations;
}

function importProblem(file: string, { specifier, typesOnly }: Import): string | undefined {
  if (!specifier.startsWith('.')) {
    const owned = Object.entries(packageOwners).find(
      ([name]) => specifier === name || specifier.startsWith(`${name}/`),
    );
    return owned && !owned[1].test(file) ? `imports ${specifier}, which only ${owned[1].source} may` : undefined;
  }
  const target = join(dirname(file), specifier);
  // The page is built with the version of its package.
  if (file === 'page/worker-factory.ts' && target === '../package.json') return undefined;
  // What a package carries beside its code: its JSON Schema, its own package.json.
  if (target.startsWith('..')) return `imports ${relative('.', target)} from outside of src`;
  const from = folderOf(file);
  const to = folderOf(target);
  if (from === to || exceptions.some((allows) => allows(file, target, typesOnly))) return undefined;
  const [fromLayer, toLayer] = [layerOf(from), layerOf(to)];
  if (fromLayer < 0) return `lies in the folder ${from}, which has no layer; give it one`;
  return toLayer > fromLayer ? undefined : `imports ${specifier}: ${from} may not import ${to}`;
}

function contentProblem(file: string, node: Node): string | undefined {
  if (pure.test(file)) {
    const used = globalUse(node);
    if (used) return `uses ${used}, but is pure; take it as an argument`;
  }
  if ((file.startsWith('page/') || isPageEntry(file)) && !maySeeTheTree.test(file)) {
    const touched = treeUse(node);
    if (touched) return `touches the DOM tree by ${touched}, which only page/slots and page/render may`;
  }
  return undefined;
}

/** `fetch(…)`, `window.…`, `Date.now` and `new Date()`; a variable that happens to have such a name is none. */
function globalUse(node: Node): string | undefined {
  const called = node.type === 'CallExpression' || node.type === 'NewExpression' ? nameOf(node.callee) : undefined;
  if (called && impureGlobals.test(called)) return called;
  if (
    node.type === 'NewExpression' &&
    called === 'Date' &&
    Array.isArray(node.arguments) &&
    node.arguments.length === 0
  )
    return 'new Date()';
  if (node.type !== 'MemberExpression') return undefined;
  const object = nameOf(node.object);
  const member = `${object}.${nameOf(node.property)}`;
  return (object && impureGlobals.test(object)) || impureMembers.test(member) ? member : undefined;
}

function treeUse(node: Node): string | undefined {
  if (node.type === 'CallExpression' && isNode(node.callee) && node.callee.type === 'MemberExpression') {
    const method = nameOf(node.callee.property);
    return method && treeCalls.test(method) ? method : undefined;
  }
  if (node.type === 'AssignmentExpression' && isNode(node.left) && node.left.type === 'MemberExpression') {
    const property = nameOf(node.left.property);
    return property && treeProperties.test(property) ? property : undefined;
  }
  return undefined;
}

/** A node of the syntax tree, in the ESTree form. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  if (!isNode(value)) return;
  yield value;
  for (const field of Object.values(value)) yield* nodesOf(field);
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined;
}

/** Static imports, re-exports, and dynamic imports of a literal. */
function importOf(node: Node): Import | undefined {
  if (
    !['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].includes(node.type)
  ) {
    return undefined;
  }
  const { source } = node;
  if (!isNode(source) || typeof source.value !== 'string') return undefined;
  const specifiers: unknown[] = Array.isArray(node.specifiers) ? node.specifiers : [];
  const isType = (part: unknown): boolean => isNode(part) && (part.importKind === 'type' || part.exportKind === 'type');
  return { specifier: source.value, typesOnly: isType(node) || (specifiers.length > 0 && specifiers.every(isType)) };
}

const folderOf = (file: string): string => file.split('/')[0] ?? file;
const layerOf = (folder: string): number => layers.findIndex((names) => names.includes(folder));
const isPageEntry = (file: string): boolean => file === 'index.ts' || file === 'script-tag.ts';
