import ts from 'typescript';

/** What stands for an expression that is no literal (a function, JSX, an import). */
export const notLiteral = Symbol('not a literal');

/** A value read from source text. `undefined` is the literal `undefined`. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | undefined
  | typeof notLiteral
  | Literal[]
  | { [key: string]: Literal };

/**
 * The top-level constants of a TypeScript file, read without running it; constants that are no literals are left
 * out. `imported` gives the values of names from other files.
 */
export function readConstants(
  fileName: string,
  text: string,
  imported: ReadonlyMap<string, Literal> = new Map(),
): Map<string, Literal> {
  const kind = fileName.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true, kind);
  const known = new Map(imported);
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (!ts.isIdentifier(declaration.name) || declaration.initializer === undefined) continue;
      const value = readLiteral(declaration.initializer, known);
      if (value !== notLiteral) known.set(declaration.name.text, value);
    }
  }
  return known;
}

function readLiteral(node: ts.Expression, known: ReadonlyMap<string, Literal>): Literal {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = readLiteral(node.operand, known);
    return typeof value === 'number' ? -value : notLiteral;
  }
  if (ts.isIdentifier(node)) {
    if (node.text === 'undefined') return undefined;
    return known.has(node.text) ? known.get(node.text) : notLiteral;
  }
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node))
    return readLiteral(node.expression, known);
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => readLiteral(element, known));
  if (ts.isObjectLiteralExpression(node)) return readObject(node, known);
  // `[…].sort(…)`: the order does not matter here.
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return node.expression.name.text === 'sort' ? readLiteral(node.expression.expression, known) : notLiteral;
  }
  return notLiteral;
}

function readObject(node: ts.ObjectLiteralExpression, known: ReadonlyMap<string, Literal>): Literal {
  const result: { [key: string]: Literal } = {};
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property)) continue;
    const name = property.name;
    if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) {
      result[name.text] = readLiteral(property.initializer, known);
    }
  }
  return result;
}
