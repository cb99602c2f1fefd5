/**
 * A matrix inside a flat array: element (r, c) stands at `offset + r * rowStep + c * columnStep`. Swapping
 * the two steps transposes it without moving a number.
 */
export interface Matrix {
  readonly values: Float64Array;
  readonly offset: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** The whole array as a matrix with rows of the given length. */
export function matrix(values: Float64Array, columns: number): Matrix {
  return { values, offset: 0, rowStep: columns, columnStep: 1 };
}

/** The same numbers with rows and columns exchanged. */
export function transposed(source: Matrix): Matrix {
  return { ...source, rowStep: source.columnStep, columnStep: source.rowStep };
}

/** The columns from `first` on. */
export function columnsFrom(source: Matrix, first: number): Matrix {
  return { ...source, offset: source.offset + first * source.columnStep };
}

/**
 * target += left × right, where left has `rows` rows, right has `columns` columns, and they share `depth`.
 * Works on tiles of 4 × 4 so that every number loaded is used four times; the order of additions is fixed,
 * so the result is the same to the bit every time.
 */
export function addProduct(
  target: Matrix,
  left: Matrix,
  right: Matrix,
  rows: number,
  columns: number,
  depth: number,
): void {
  const fullRows = rows - (rows % 4);
  const fullColumns = columns - (columns % 4);
  for (let row = 0; row < fullRows; row += 4) {
    for (let column = 0; column < fullColumns; column += 4) {
      addTile(target, left, right, row, column, depth);
    }
  }
  addSingly(target, left, right, [0, fullRows], [fullColumns, columns], depth);
  addSingly(target, left, right, [fullRows, rows], [0, columns], depth);
}

function addTile(t: Matrix, l: Matrix, r: Matrix, row: number, column: number, depth: number): void {
  const a = l.values;
  const b = r.values;
  const aStep = l.rowStep;
  const bStep = r.columnStep;
  const aStep2 = aStep * 2;
  const aStep3 = aStep * 3;
  const bStep2 = bStep * 2;
  const bStep3 = bStep * 3;
  const aNext = l.columnStep;
  const bNext = r.rowStep;
  let p = l.offset + row * aStep;
  let q = r.offset + column * bStep;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let k = 0; k < depth; k += 1) {
    const a0 = a[p] as number;
    const a1 = a[p + aStep] as number;
    const a2 = a[p + aStep2] as number;
    const a3 = a[p + aStep3] as number;
    const b0 = b[q] as number;
    const b1 = b[q + bStep] as number;
    const b2 = b[q + bStep2] as number;
    const b3 = b[q + bStep3] as number;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
    p += aNext;
    q += bNext;
  }
  addRow(t, row, column, s00, s01, s02, s03);
  addRow(t, row + 1, column, s10, s11, s12, s13);
  addRow(t, row + 2, column, s20, s21, s22, s23);
  addRow(t, row + 3, column, s30, s31, s32, s33);
}

function addRow(t: Matrix, row: number, column: number, a: number, b: number, c: number, d: number): void {
  const step = t.columnStep;
  const start = t.offset + row * t.rowStep + column * step;
  const values = t.values;
  values[start] = (values[start] as number) + a;
  values[start + step] = (values[start + step] as number) + b;
  values[start + step * 2] = (values[start + step * 2] as number) + c;
  values[start + step * 3] = (values[start + step * 3] as number) + d;
}

function addSingly(
  t: Matrix,
  l: Matrix,
  r: Matrix,
  [firstRow, endRow]: readonly [number, number],
  [firstColumn, endColumn]: readonly [number, number],
  depth: number,
): void {
  for (let row = firstRow; row < endRow; row += 1) {
    for (let column = firstColumn; column < endColumn; column += 1) {
      let sum = 0;
      let p = l.offset + row * l.rowStep;
      let q = r.offset + column * r.columnStep;
      for (let k = 0; k < depth; k += 1) {
        sum += (l.values[p] as number) * (r.values[q] as number);
        p += l.columnStep;
        q += r.rowStep;
      }
      const at = t.offset + row * t.rowStep + column * t.columnStep;
      t.values[at] = (t.values[at] as number) + sum;
    }
  }
}
