import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What an error can say: `…` stands for what differs from case to case. */
export interface Message {
  /** The file that throws it, from the repository's root. */
  file: string;
  text: string;
}

/** Functions of the sources that throw the sentence '`argument` must `requirement`, got `got`'. */
const sentences = /^(reject|rejectType|requirementError)$/;
/** Local functions that throw with what they are given. */
const throwing = /^(fail|refuse|damaged|abort)$/;

/** Every message of the errors of the library, the commands and the playground, found in their sources. */
export function collectMessages(root: string): Message[] {
  const files = ['src', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('assembly/'))
      .map((name) => `${folder}/${name}`),
  );
  const found = new Map<string, Message>();
  for (const file of files.sort()) {
    const code = readFileSync(join(root, file), 'utf8');
    if (!/Error\(|Refusal\(|reject|fail\(|refuse\(|super\(/.test(code)) continue;
    for (const text of messagesOf(code)) {
      if (!found.has(text)) found.set(text, { file, text });
    }
  }
  return [...found.values()];
}

/** The messages in the code of a file. */
export function messagesOf(code: string): string[] {
  const source = ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const parts of messagesAt(node)) {
      found.push(...parts.reduce<string[]>((texts, part) => join2(texts, variants(part, source)), ['']));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map(tidy).filter((text) => /\p{L}{2,}.* .*\p{L}{2,}/u.test(text.replaceAll('…', '')));
}

/** What a node that makes an error gives it to say: for each text the expressions that it is made of, one after another. */
function messagesAt(node: ts.Node): (ts.Expression | string)[][] {
  // An error of a type of its own gets its text, or parts of it, among other arguments.
  if (ts.isNewExpression(node) && /(Error|Refusal)$/.test(node.expression.getText())) {
    return (node.arguments ?? []).map((argument) => [argument]);
  }
  if (ts.isVariableDeclaration(node) && /^reasons$/.test(node.name.getText())) return valuesOf(node);
  if (!ts.isCallExpression(node)) return [];
  const name = ts.isIdentifier(node.expression) ? node.expression.text : node.expression.getText();
  const [first, second, third] = node.arguments;
  if (sentences.test(name) && second)
    return [[first!, ' must ', second, ', got ', ...(third ? [third] : [])]];
  if (throwing.test(name)) return first ? [[first]] : [];
  if (name === 'super' && first && isText(first)) return [[first]];
  return [];
}

/** The values of an object that is written in place. */
function valuesOf({ initializer }: ts.VariableDeclaration): ts.Expression[][] {
  if (!initializer || !ts.isObjectLiteralExpression(initializer)) return [];
  return initializer.properties.filter(ts.isPropertyAssignment).map((property) => [property.initializer]);
}

function isText(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) return isText(node.left) || isText(node.right);
  if (ts.isConditionalExpression(node)) return isText(node.whenTrue) || isText(node.whenFalse);
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** The texts that an expression can have. */
function variants(node: ts.Expression | string, source: ts.SourceFile, depth = 0): string[] {
  if (typeof node === 'string') return [node];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return variants(node.expression, source, depth);
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (texts, span) => join2(join2(texts, variants(span.expression, source, depth)), [span.literal.text]),
      [node.head.text],
    );
  }
  if (ts.isBinaryExpression(node)) {
    if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      return join2(variants(node.left, source, depth), variants(node.right, source, depth));
    }
    return [...variants(node.left, source, depth), ...variants(node.right, source, depth)];
  }
  if (ts.isConditionalExpression(node)) {
    return [...variants(node.whenTrue, source, depth), ...variants(node.whenFalse, source, depth)];
  }
  const inside = depth < 2 ? referred(node, source) : [];
  const texts = inside.flatMap((one) => variants(one, source, depth + 1));
  return texts.length > 0 && texts.length <= 12 ? [...new Set(texts)] : ['…'];
}

/** What a name or a call stands for, where this file has it: a constant's value, or what a function returns. */
function referred(node: ts.Expression, source: ts.SourceFile): ts.Expression[] {
  const called = ts.isCallExpression(node) ? node.expression : undefined;
  const named = called ?? node;
  if (!ts.isIdentifier(named)) return [];
  return (declarations(source).get(named.text) ?? []).flatMap((declaration) => {
    if (ts.isFunctionDeclaration(declaration)) return called ? returned(declaration) : [];
    const value = declaration.initializer;
    if (!value || !called) return value ? [value] : [];
    if (!ts.isArrowFunction(value)) return [];
    return ts.isBlock(value.body) ? returned(value) : [value.body];
  });
}

type Declared = ts.FunctionDeclaration | ts.VariableDeclaration;
const known = new WeakMap<ts.SourceFile, Map<string, Declared[]>>();

/** The functions and variables of a file by their names. */
function declarations(source: ts.SourceFile): Map<string, Declared[]> {
  const found = known.get(source) ?? new Map<string, Declared[]>();
  if (known.has(source)) return found;
  known.set(source, found);
  const visit = (node: ts.Node): void => {
    if (
      (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) &&
      node.name &&
      ts.isIdentifier(node.name)
    ) {
      found.set(node.name.text, [...(found.get(node.name.text) ?? []), node]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function returned(body: ts.Node): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Every text of one list before every text of another, up to a number that a reader can bear. */
function join2(before: string[], after: string[]): string[] {
  return before.flatMap((start) => after.map((end) => start + end)).slice(0, 24);
}

function tidy(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(… ?){2,}/g, '… ')
    .trim();
}
