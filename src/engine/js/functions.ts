import { decode } from './decode.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { OnnxAttribute, OnnxFunction, OnnxModel, OnnxNode } from './model.ts';
import { readText } from './protobuf.ts';

/**
 * Decodes a model's functions, by `domain:name` as nodes call them; an overload (since IR version 10) stands behind the name.
 * @throws EdgewiseError as decodeModel
 */
export function decodeFunctions(
  { functions }: Pick<OnnxModel, 'functions'>,
  limits: Limits = defaultLimits,
): Map<string, OnnxFunction> {
  return new Map(
    functions.map((bytes) => {
      const decoded = decodeFunction(bytes, limits);
      return [`${decoded.domain}:${decoded.name}`, decoded];
    }),
  );
}

function decodeFunction(bytes: Uint8Array, limits: Limits): OnnxFunction {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const nodes: OnnxNode[] = [];
  const opsets = new Map<string, number>();
  const defaults = new Map<string, OnnxAttribute>();
  let name = '';
  let domain = '';
  let overload = '';
  decode(bytes, limits, (decoder, tag) => {
    if (tag === 1) name = readText(decoder.reader);
    else if (tag === 4) inputs.push(readText(decoder.reader));
    else if (tag === 5) outputs.push(readText(decoder.reader));
    else if (tag === 7) nodes.push(decoder.node());
    else if (tag === 9) decoder.opset(opsets);
    else if (tag === 10) domain = decoder.domain();
    else if (tag === 11) decoder.attribute(defaults);
    else if (tag === 13) overload = readText(decoder.reader);
  });
  // As nodes name it that call it.
  if (overload) name += `:${overload}`;
  return { domain, name, inputs, outputs, defaults, nodes, opsets };
}
