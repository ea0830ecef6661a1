/** An event as the baseline keeps it: the fields that its features read. */
export interface VisitEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: 'page-view' | 'product-view' | 'cart-add' | 'cart-removal' | 'checkout';
  readonly sku?: string;
  readonly price?: number;
  readonly category?: string;
}

/** What the page asks its worker. */
export interface Question {
  readonly events: readonly VisitEvent[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The ONNX file, which the page fetched while the worker's script was on its way. */
  readonly model: ArrayBuffer;
}
