/** ONNX protobuf as a tree that can be changed anywhere and written again with right lengths. */

export interface Field {
  number: number;
  /** Protobuf's wire type: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  wire: number;
  /** The message's name where the field holds one. */
  message: string | undefined;
  value: bigint | Uint8Array | Field[];
}

/** What the length-delimited fields of each message hold; those that are not listed are text or bytes. */
const messages: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Model: { 7: 'Graph', 8: 'Opset', 25: 'Function' },
  Graph: { 1: 'Node', 5: 'Tensor', 11: 'Value', 12: 'Value', 13: 'Value' },
  Node: { 5: 'Attribute' },
  Attribute: { 5: 'Tensor', 6: 'Graph' },
  Tensor: { 13: 'Entry' },
  Value: { 2: 'Type' },
  Type: { 1: 'TensorType', 4: 'TensorType', 5: 'TensorType' },
  TensorType: { 2: 'Shape' },
  Shape: { 1: 'Dimension' },
  Function: { 7: 'Node', 9: 'Opset', 11: 'Attribute' },
};

/** Reads a valid message. */
export function readTree(bytes: Uint8Array, message = 'Model'): Field[] {
  const fields: Field[] = [];
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[position++] ?? 0);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  while (position < bytes.length) {
    const tag = Number(varint());
    const [number, wire] = [tag >> 3, tag & 7];
    if (wire === 0) {
      fields.push({ number, wire, message: undefined, value: varint() });
      continue;
    }
    const length = wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4;
    const content = bytes.subarray(position, position + length);
    position += length;
    const inner = wire === 2 ? messages[message]?.[number] : undefined;
    fields.push({ number, wire, message: inner, value: inner ? readTree(content, inner) : content });
  }
  return fields;
}

/** Writes fields as protobuf. */
export function writeTree(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const { number, wire, value } of fields) {
    parts.push(varintBytes(BigInt(number * 8 + wire)));
    if (typeof value === 'bigint') parts.push(varintBytes(value));
    else {
      const content = value instanceof Uint8Array ? value : writeTree(value);
      if (wire === 2) parts.push(varintBytes(BigInt(content.length)));
      parts.push(content);
    }
  }
  return concat(parts);
}

/** A number as protobuf's varint, negative ones as 64 bits. */
export function varintBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
}

/** Joins bytes. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}
