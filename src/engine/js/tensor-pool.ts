import { EdgewiseError } from '../../errors.ts';
import type { Tensor, TensorData, TensorType } from '../session.ts';
import type { DataOf, MutableTensor } from './kernel.ts';
import type { Limits } from './limits.ts';
import { bytesPerElement, createData } from './tensor-data.ts';

// Up to this many bytes a node of the main graph keeps its outputs' memory from run to run; above, memory goes round between nodes.
const smallBytes = 8192;
const cacheBytes = 4_194_304;

/** The memory of one session: counts who uses each large piece, hands it on when nobody does, and holds runs to the limits. */
export class TensorPool {
  /** Counts the runs. */
  run = 0;
  private readonly limits: Limits;
  private readonly users = new Map<object, { count: number; bytes: number; key: string; data: TensorData }>();
  private readonly fresh: TensorData[] = [];
  private free = new Map<string, TensorData[]>();
  private lastRunsFree = new Map<string, TensorData[]>();
  private constantBytes = 0;
  private cachedBytes = 0;
  private liveBytes = 0;
  private freeBytes = 0;
  private work = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Counts steps and elements written, so that no model runs without end. */
  spend(work: number): void {
    this.work += work;
    if (this.work > this.limits.work) {
      throw new EdgewiseError(
        'input-invalid',
        `The run takes more than limits.work (${this.limits.work}) elements and steps: feed fewer rows, or raise the limit.`,
      );
    }
  }

  /** Memory for `size` elements that goes round. */
  private acquire<T extends TensorType>(type: T, size: number): DataOf[T] & TensorData {
    const key = `${type}:${size}`;
    const bytes = size * bytesPerElement(type);
    const reused = this.free.get(key)?.pop() ?? this.lastRunsFree.get(key)?.pop();
    if (reused) this.freeBytes -= bytes;
    this.require(bytes);
    if (Array.isArray(reused)) reused.fill('');
    // The key holds the element type, so what comes back under it has that type.
    const data = (reused as (DataOf[T] & TensorData) | undefined) ?? createData(type, size);
    this.liveBytes += bytes;
    this.users.set(ownerOf(data), { count: 0, bytes, key, data });
    this.fresh.push(data);
    return data;
  }

  private require(bytes: number): void {
    const needed = this.constantBytes + this.cachedBytes + this.liveBytes + bytes;
    if (needed > this.limits.bytes) {
      throw new EdgewiseError(
        'input-invalid',
        `The run needs more memory than limits.bytes (${this.limits.bytes}): feed fewer rows, or raise the limit.`,
      );
    }
    if (needed + this.freeBytes > this.limits.bytes) this.dropFree();
  }

  private dropFree(): void {
    this.free.clear();
    this.lastRunsFree.clear();
    this.freeBytes = 0;
  }

  /** Marks the start of a node; give the mark to {@link endNode}. */
  startNode(): number {
    return this.fresh.length;
  }

  /** Takes back what the node allocated but did not return. */
  endNode(mark: number): void {
    while (this.fresh.length > mark) {
      const data = this.fresh.pop();
      if (data && this.users.get(ownerOf(data))?.count === 0) this.recycle(ownerOf(data));
    }
  }

  retain(data: TensorData): void {
    if (isSmall(data)) return;
    const user = this.users.get(ownerOf(data));
    if (user) user.count++;
  }

  release(data: TensorData): void {
    if (isSmall(data)) return;
    const owner = ownerOf(data);
    const user = this.users.get(owner);
    if (user && --user.count <= 0) this.recycle(owner);
  }

  private recycle(owner: object): void {
    const user = this.users.get(owner);
    if (!user) return;
    this.users.delete(owner);
    this.liveBytes -= user.bytes;
    this.freeBytes += user.bytes;
    const list = this.free.get(user.key);
    if (list) list.push(user.data);
    else this.free.set(user.key, [user.data]);
  }

  /** A tensor's data as the caller may keep it: taken out of the pool, or copied where the session or the feeds still hold it. */
  detach(data: TensorData): TensorData {
    const owner = ownerOf(data);
    const isWhole = this.users.get(owner)?.data.length === data.length;
    return this.users.delete(owner) && isWhole ? data : data.slice();
  }

  /** Counts memory that lives as long as the session. */
  keep(tensor: Tensor): void {
    this.constantBytes += tensor.data.length * bytesPerElement(tensor.type);
    this.require(0);
  }

  startRun(): void {
    this.run++;
    this.work = 0;
    this.lastRunsFree = this.free;
    this.free = new Map();
  }

  /** Takes everything back that is still in use; outputs are detached before. Keeps only memory that this run used. */
  endRun(): void {
    for (const list of this.lastRunsFree.values()) {
      for (const data of list) this.freeBytes -= data.length * (ArrayBuffer.isView(data) ? data.BYTES_PER_ELEMENT : 8);
    }
    this.lastRunsFree.clear();
    this.fresh.length = 0;
    for (const owner of this.users.keys()) this.recycle(owner);
    this.liveBytes = 0;
  }

  /** The allocator of one node. A node that runs once a run (`cached`) gets its small tensors again each time, with no allocation. */
  arena(cached: boolean, fail: (reason: string) => never): Arena {
    const kept: (MutableTensor | undefined)[] = [];
    const arena: Arena = {
      next: -1,
      allocate: (type, dims) => {
        const size = checkedSize(dims, this.limits, fail);
        this.spend(size);
        // While planning (next < 0) tensors may become constants: they belong to nobody else.
        const position = arena.next < 0 ? -1 : arena.next++;
        const bytes = size * bytesPerElement(type);
        if (bytes > smallBytes && position >= 0) return { type, dims: dims.slice(), data: this.acquire(type, size) };
        if (!cached || position < 0) {
          if (position < 0) this.require(bytes);
          return { type, dims: dims.slice(), data: createData(type, size) };
        }
        const last = kept[position];
        if (last && isOfType(last, type) && sameDims(last.dims, dims)) return last;
        const tensor = { type, dims: dims.slice(), data: createData(type, size) };
        if (this.cachedBytes < cacheBytes) {
          // Shapes that change from run to run are counted again each time: caching then ends soon, which is right for them.
          this.cachedBytes += bytes;
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

// Views of one memory (a slice, a reshaped tensor) have one owner.
function ownerOf(data: TensorData): object {
  return ArrayBuffer.isView(data) ? data.buffer : data;
}

function isSmall(data: TensorData): boolean {
  return (ArrayBuffer.isView(data) ? data.buffer.byteLength : data.length * 8) <= smallBytes;
}

function isOfType<T extends TensorType>(tensor: MutableTensor, type: T): tensor is MutableTensor<T> {
  return tensor.type === type;
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

function checkedSize(dims: readonly number[], limits: Limits, fail: (reason: string) => never): number {
  let size = 1;
  for (let axis = 0; axis < dims.length; axis++) {
    const dim = dims[axis] ?? -1;
    if (!(dim >= 0) || !Number.isInteger(dim))
      fail(`an output would have the dims [${dims}], of which ${dim} is no size`);
    size *= dim;
  }
  if (!(size <= limits.tensorElements)) {
    fail(
      `an output would have the dims [${dims}], more elements than limits.tensorElements (${limits.tensorElements})`,
    );
  }
  return size;
}
