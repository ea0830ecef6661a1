/** Field numbers of the ONNX messages that are read or rewritten here. Source: onnx.proto3 of ONNX 1.19 (IR version 12). */
export const modelField = { graph: 7, opsetImport: 8, functions: 25 } as const;
export const functionField = {
  name: 1,
  input: 4,
  output: 5,
  node: 7,
  opsetImport: 9,
  domain: 10,
  overload: 13,
} as const;
export const opsetField = { domain: 1, version: 2 } as const;
export const graphField = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const nodeField = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7, overload: 8 } as const;
export const attributeField = { name: 1, i: 3, t: 5, g: 6, ints: 8, strings: 9, tensors: 10, graphs: 11 } as const;
export const tensorField = { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 } as const;
export const valueInfoField = { name: 1, type: 2 } as const;
export const typeField = { tensor: 1 } as const;
export const tensorTypeField = { elementType: 1 } as const;
/** TensorProto.DataType */
export const dataType = { float: 1, string: 8, double: 11 } as const;
