import { EdgewiseError } from '../../errors.ts';
import type { Tensor, TensorData, TensorType } from '../session.ts';
import { sameShape } from './dims.ts';
import type { DataOf, MutableTensor } from './kernel.ts';
import type { Limits } from './limits.ts';
import { bytesPerElement, createData } from './tensor-data.ts';

// Up to this many bytes a node of the main graph keeps its outputs' memory from run to run; above, memory goes round between nodes.
const smallBytes = 8192;
// The most that nodes keep, and the most free memory that is kept for the next run.
const keptBytes = 4_194_304;

interface Piece {
  users: number;
  readonly bytes: number;
  readonly key: string;
  readonly data: TensorData;
}

/** The memory of one session: counts who uses each large piece, hands it on when nobody does, and holds runs to the limits. */
export interface TensorPool {
  /** How many runs have begun. */
  runs(): number;
  /** Counts steps and elements written, so that no model runs without end. */
  spend(work: number): void;
  /** Marks the start of a node; give the mark to `endNode`. */
  startNode(): number;
  /** Takes back what the node allocated but did not return. */
  endNode(mark: number): void;
  retain(data: TensorData): void;
  release(data: TensorData): void;
  /** A tensor's data as the caller may keep it: taken out of the pool, or copied where the session or the feeds still hold it. */
  detach(data: TensorData): TensorData;
  /** Counts memory that lives as long as the session. */
  keep(tensor: Tensor): void;
  /** @param countsAnew false where the work goes on counting: all that planning computes is held to the limit together. */
  startRun(countsAnew?: boolean): void;
  /** Takes everything back that is still in use; outputs are detached before. */
  endRun(): void;
  /** The allocator of one node. A node that runs once a run (`cached`) gets its small tensors again each time, with no allocation. */
  arena(cached: boolean, fail: (reason: string) => never): Arena;
}

/** Creates the {@link TensorPool} of a session. */
export function createTensorPool(limits: Limits): TensorPool {
  // By what owns the memory: views of one buffer (a slice, a reshaped tensor) are one piece.
  const pieces = new Map<object, Piece>();
  const free = new Map<string, TensorData[]>();
  const fresh: Piece[] = [];
  let freeBytes = 0;
  let usedBytes = 0;
  let cachedBytes = 0;
  let work = 0;
  let runs = 0;

  function refuse(what: string, limit: 'work' | 'bytes'): never {
    throw new EdgewiseError(
      'input-invalid',
      `The run ${what} than limits.${limit} (${limits[limit]}): feed fewer rows, or raise the limit.`,
    );
  }

  function spend(more: number): void {
    work += more;
    if (work > limits.work) refuse('takes more elements and steps', 'work');
  }

  /** Counts memory in use, and refuses what would not fit; free memory gives way first. */
  function take(bytes: number): void {
    if (usedBytes + bytes > limits.bytes) refuse('needs more memory', 'bytes');
    usedBytes += bytes;
    if (usedBytes + freeBytes > limits.bytes) dropFree();
  }

  function dropFree(): void {
    free.clear();
    freeBytes = 0;
  }

  /** Memory for `size` elements that goes round. */
  function acquire<T extends TensorType>(type: T, size: number, bytes: number): DataOf[T] & TensorData {
    const key = type + size;
    const reused = free.get(key)?.pop();
    if (reused) freeBytes -= bytes;
    take(bytes);
    if (Array.isArray(reused)) reused.fill('');
    // The key holds the element type, so what comes back under it has that type.
    const data = (reused as (DataOf[T] & TensorData) | undefined) ?? createData(type, size);
    const piece = { users: 0, bytes, key, data };
    pieces.set(ownerOf(data), piece);
    fresh.push(piece);
    return data;
  }

  function recycle({ data, bytes, key }: Piece): void {
    if (!pieces.delete(ownerOf(data))) return;
    usedBytes -= bytes;
    freeBytes += bytes;
    const list = free.get(key);
    if (list) list.push(data);
    else free.set(key, [data]);
  }

  return {
    runs: () => runs,
    spend,
    startNode: () => fresh.length,
    endNode(mark) {
      while (fresh.length > mark) {
        const piece = fresh.pop();
        if (piece?.users === 0) recycle(piece);
      }
    },
    retain(data) {
      const piece = pieces.get(ownerOf(data));
      if (piece) piece.users++;
    },
    release(data) {
      const piece = pieces.get(ownerOf(data));
      if (piece && --piece.users <= 0) recycle(piece);
    },
    detach(data) {
      const owner = ownerOf(data);
      const piece = pieces.get(owner);
      if (!piece) return data.slice();
      pieces.delete(owner);
      usedBytes -= piece.bytes;
      return piece.data.length === data.length ? data : data.slice();
    },
    keep: ({ type, data }) => take(data.length * bytesPerElement(type)),
    startRun(countsAnew = true) {
      runs++;
      if (countsAnew) work = 0;
    },
    endRun() {
      fresh.length = 0;
      for (const piece of pieces.values()) recycle(piece);
      if (freeBytes > keptBytes) dropFree();
    },
    arena(cached, fail) {
      const kept: (MutableTensor | undefined)[] = [];
      const arena: Arena = {
        next: -1,
        allocate: (type, dims) => {
          const size = checkedSize(dims, limits, fail);
          spend(size + dims.length);
          const bytes = size * bytesPerElement(type);
          // While planning (next < 0) tensors may become constants: they belong to nobody else.
          const position = arena.next < 0 ? -1 : arena.next++;
          if (position >= 0 && bytes > smallBytes) {
            return { type, dims: dims.slice(), data: acquire(type, size, bytes) };
          }
          const last = kept[position];
          if (last && isOfType(last, type) && sameShape(last.dims, dims)) return last;
          take(bytes);
          const tensor = { type, dims: dims.slice(), data: createData(type, size) };
          if (cached && position >= 0 && cachedBytes < keptBytes) {
            // Shapes that change from run to run are counted again each time: caching then ends soon, which is right for them.
            cachedBytes += bytes;
            kept[position] = tensor;
          } else usedBytes -= bytes;
          return tensor;
        },
      };
      return arena;
    },
  };
}

/** Hands out one node's tensors. `next` counts them within a run; it is negative while the model is planned. */
export interface Arena {
  next: number;
  allocate<T extends TensorType>(type: T, dims: readonly number[]): MutableTensor<T>;
}

function ownerOf(data: TensorData): object {
  return ArrayBuffer.isView(data) ? data.buffer : data;
}

function isOfType<T extends TensorType>(tensor: MutableTensor, type: T): tensor is MutableTensor<T> {
  return tensor.type === type;
}

function checkedSize(dims: readonly number[], limits: Limits, fail: (reason: string) => never): number {
  let size = 1;
  for (let axis = 0; axis < dims.length; axis++) {
    const dim = dims[axis] as number;
    // Written so that NaN is none either.
    if (!(dim >= 0 && dim % 1 === 0)) fail(`an output would have the dims [${dims}], of which ${dim} is no size`);
    size *= dim;
  }
  if (!(size <= limits.tensorElements)) {
    fail(`an output would have the dims [${dims}], beyond limits.tensorElements (${limits.tensorElements})`);
  }
  return size;
}
