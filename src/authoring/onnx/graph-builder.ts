import type { Tensor } from '../../engine/session.ts';
import type { AttributeValue, NodeDefinition } from './writer.ts';

/** Adds to an ONNX graph under way. */
export interface GraphBuilder {
  /** Adds a node of one output; returns the output's name. `opType` may name its domain before: `ai.onnx.ml.Scaler`. */
  node(opType: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
  /** Adds an initializer, under a name of its own where none is given; returns the name. */
  constant(value: Tensor, name?: string): string;
}

/** The nodes and initializers that builders add to. */
export interface GraphParts {
  readonly nodes: NodeDefinition[];
  readonly initializers: Record<string, Tensor>;
}

/** Creates a builder that names what it adds after `prefix`, which no other builder of the same parts may have. */
export function createGraphBuilder({ nodes, initializers }: GraphParts, prefix: string): GraphBuilder {
  let count = 0;
  const next = (kind: string): string => `${prefix}/${kind}_${count++}`;
  return {
    node(name, inputs, attributes = {}) {
      const domain = name.startsWith('ai.onnx.ml.') ? 'ai.onnx.ml' : '';
      const opType = domain ? name.slice(domain.length + 1) : name;
      const output = next(opType);
      nodes.push({ opType, ...(domain && { domain }), name: output, inputs, outputs: [output], attributes });
      return output;
    },
    constant(value, name = next('constant')) {
      initializers[name] = value;
      return name;
    },
  };
}
