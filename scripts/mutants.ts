import ts from "typescript";

/** One small change of a source that its tests should notice. */
export interface Mutant {
  /** Counted from 1. */
  readonly line: number;
  /** What was changed, in words. */
  readonly change: string;
  readonly source: string;
}

/** Parts of a rule that say nothing of what it finds; the offences' texts are for people. */
const WORDS: ReadonlySet<string> = new Set(
  "id title why premises references remedy cure message undecided acrossStacks".split(" "),
);
const OPPOSITES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
]);

/** The mutants of a rule's source, in the order of their places. Conditions of loops are left alone, lest one never ends. */
export function mutantsOf(text: string): Mutant[] {
  const file = ts.createSourceFile("rule.ts", text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const replace = (node: ts.Node, by: string, change: string) => {
    const [start, end] = [node.getStart(file), node.getEnd()];
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    mutants.push({ line, change, source: text.slice(0, start) + by + text.slice(end) });
  };
  const cure = /^ {2}cure(?:: (\w+))?,$/m.exec(text);
  const visit = (node: ts.Node): void => {
    // How to cure an offence is held by the tests of cures.
    if (ts.isFunctionDeclaration(node) && cure !== null && node.name?.text === (cure[1] ?? "cure")) return;
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isPropertyAssignment(node) && WORDS.has(node.name.getText(file))) return;
    change(node, replace, file);
    if (ts.isForStatement(node) || ts.isWhileStatement(node)) visit(node.statement);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}

function change(
  node: ts.Node,
  replace: (node: ts.Node, by: string, change: string) => void,
  file: ts.SourceFile,
): void {
  const text = (part: ts.Node) => part.getText(file);
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    replace(condition, `!(${text(condition)})`, `negates \`${brief(text(condition))}\``);
  } else if (ts.isBinaryExpression(node) && OPPOSITES.has(node.operatorToken.kind)) {
    const by = OPPOSITES.get(node.operatorToken.kind) as string;
    replace(node.operatorToken, by, `${text(node.operatorToken)} becomes ${by} in \`${brief(text(node))}\``);
  } else if (ts.isNumericLiteral(node)) replace(node, String(Number(node.text) + 1), `${node.text} becomes one more`);
  else if (node.kind === ts.SyntaxKind.TrueKeyword) replace(node, "false", "true becomes false");
  else if (node.kind === ts.SyntaxKind.FalseKeyword) replace(node, "true", "false becomes true");
  else if (ts.isYieldExpression(node)) replace(node, "void 0", `drops \`${brief(text(node))}\``);
  else if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) {
    const name = text(node.name);
    if (name === "appliesTo") replace(node, "appliesTo: () => true", "applies to everything");
    else if (name === "check") replace(node, "check: () => []", "finds nothing");
  }
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
