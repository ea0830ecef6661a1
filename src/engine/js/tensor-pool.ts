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
export class TensorPool {
  /** Counts the runs. */
  run = 0;
  private readonly limits: Limits;
  // By what owns the memory: views of one buffer (a slice, a reshaped tensor) are one piece.
  private readonly pieces = new Map<object, Piece>();
  private readonly free = new Map<string, TensorData[]>();
  private readonly fresh: Piece[] = [];
  private freeBytes = 0;
  private usedBytes = 0;
  private cachedBytes = 0;
  private work = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Counts steps and elements written, so that no model runs without end. */
  spend(work: number): void {
    this.work += work;
    if (this.work > this.limits.work) this.refuse('takes more elements and steps', 'work');
  }

  private refuse(what: string, limit: 'work' | 'bytes'): never {
    throw new EdgewiseError(
      'input-invalid',
      `The run ${what} than limits.${limit} (${this.limits[limit]}): feed fewer rows, or raise the limit.`,
    );
  }

  /** Refuses what would not fit beside all that is in use; free memory gives way first. */
  private require(bytes: number): void {
    const needed = this.usedBytes + bytes;
    if (needed > this.limits.bytes) this.refuse('needs more memory', 'bytes');
    if (needed + this.freeBytes > this.limits.bytes) this.dropFree();
  }

  private dropFree(): void {
    this.free.clear();
    this.freeBytes = 0;
  }

  /** Memory for `size` elements that goes round. */
  private acquire<T extends TensorType>(type: T, size: number, bytes: number): DataOf[T] & TensorData {
    const key = type + size;
    const reused = this.free.get(key)?.pop();
    if (reused) this.freeBytes -= bytes;
    this.require(bytes);
    if (Array.isArray(reused)) reused.fill('');
    // The key holds the element type, so what comes back under it has that type.
    const data = (reused as (DataOf[T] & TensorData) | undefined) ?? createData(type, size);
    this.usedBytes += bytes;
    const piece = { users: 0, bytes, key, data };
    this.pieces.set(ownerOf(data), piece);
    this.fresh.push(piece);
    return data;
  }

  /** Marks the start of a node; give the mark to {@link endNode}. */
  startNode(): number {
    return this.fresh.length;
  }

  /** Takes back what the node allocated but did not return. */
  endNode(mark: number): void {
    while (this.fresh.length > mark) {
      const piece = this.fresh.pop();
      if (piece?.users === 0) this.recycle(piece);
    }
  }

  retain(data: TensorData): void {
    const piece = this.pieces.get(ownerOf(data));
    if (piece) piece.users++;
  }

  release(data: TensorData): void {
    const piece = this.pieces.get(ownerOf(data));
    if (piece && --piece.users <= 0) this.recycle(piece);
  }

  private recycle({ data, bytes, key }: Piece): void {
    if (!this.pieces.delete(ownerOf(data))) return;
    this.usedBytes -= bytes;
    this.freeBytes += bytes;
    const list = this.free.get(key);
    if (list) list.push(data);
    else this.free.set(key, [data]);
  }

  /** A tensor's data as the caller may keep it: taken out of the pool, or copied where the session or the feeds still hold it. */
  detach(data: TensorData): TensorData {
    const owner = ownerOf(data);
    const piece = this.pieces.get(owner);
    if (!piece) return data.slice();
    this.pieces.delete(owner);
    this.usedBytes -= piece.bytes;
    return piece.data.length === data.length ? data : data.slice();
  }

  /** Counts memory that lives as long as the session. */
  keep(tensor: Tensor): void {
    this.usedBytes += tensor.data.length * bytesPerElement(tensor.type);
    this.require(0);
  }

  startRun(): void {
    this.run++;
    this.work = 0;
  }

  /** Takes everything back that is still in use; outputs are detached before. */
  endRun(): void {
    this.fresh.length = 0;
    for (const piece of this.pieces.values()) this.recycle(piece);
    if (this.freeBytes > keptBytes) this.dropFree();
  }

  /** The allocator of one node. A node that runs once a run (`cached`) gets its small tensors again each time, with no allocation. */
  arena(cached: boolean, fail: (reason: string) => never): Arena {
    const kept: (MutableTensor | undefined)[] = [];
    const arena: Arena = {
      next: -1,
      allocate: (type, dims) => {
        const size = checkedSize(dims, this.limits, fail);
        this.spend(size);
        const bytes = size * bytesPerElement(type);
        // While planning (next < 0) tensors may become constants: they belong to nobody else.
        const position = arena.next < 0 ? -1 : arena.next++;
        if (position < 0) this.require(bytes);
        else if (bytes > smallBytes) return { type, dims: dims.slice(), data: this.acquire(type, size, bytes) };
        const last = kept[position];
        if (last && isOfType(last, type) && sameShape(last.dims, dims)) return last;
        const tensor = { type, dims: dims.slice(), data: createData(type, size) };
        if (cached && position >= 0 && this.cachedBytes < keptBytes) {
          // Shapes that change from run to run are counted again each time: caching then ends soon, which is right for them.
          this.cachedBytes += bytes;
          this.usedBytes += bytes;
          kept[position] = tensor;
        }
        return tensor;
      },
    };
    return arena;
  }
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
