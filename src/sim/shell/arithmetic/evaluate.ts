import {
  add,
  and,
  divide,
  equal,
  fromDecimal,
  isZero,
  less,
  multiply,
  not,
  or,
  power,
  remainder,
  shiftLeft,
  shiftRight,
  subtract,
  xor,
  type Int,
} from './integers.ts';
import { ArithmeticError, parseArithmetic, type Arith } from './parse.ts';

/** What an expression can ask of the shell it is evaluated in. */
export interface ArithmeticContext {
  /** A variable's or an array element's text; `undefined` where it is not set. */
  get(name: string, subscript: string | undefined): string | undefined;
  set(name: string, subscript: string | undefined, value: string): void;
}

const DECIMAL = /^-?(?:0|[1-9]\d{0,14})$/;
const MAX_RECURSION = 1024;

/** Evaluates a text. Throws ArithmeticError, whose `expression` is the text in which the error was found. */
export function evaluateText(text: string, context: ArithmeticContext, depth = 0): Int {
  if (DECIMAL.test(text)) return Number(text) + 0;
  if (depth >= MAX_RECURSION) throw new ExpressionError('expression recursion level exceeded', text, text);
  try {
    return evaluate(parseArithmetic(text), context, depth);
  } catch (e) {
    if (e instanceof ArithmeticError && !(e instanceof ExpressionError)) throw new ExpressionError(e.message, e.rest, e.end === undefined ? text : text.slice(0, e.end));
    throw e;
  }
}

/** An error with the whole expression it is in. */
export class ExpressionError extends ArithmeticError {
  constructor(
    message: string,
    rest: string,
    readonly expression: string,
  ) {
    super(message, rest);
  }

  /** `1/0: division by 0 (error token is "0")` */
  get text(): string {
    const shown = this.expression.replace(/^[ \t\n]+/, '');
    return `${shown}: ${this.message} (error token is "${this.rest}")`;
  }
}

function evaluate(tree: Arith, context: ArithmeticContext, depth: number): Int {
  switch (tree.type) {
    case 'number':
      return tree.value;
    case 'variable':
      return valueOf(tree, context, depth);
    case 'unary': {
      const value = evaluate(tree.operand, context, depth);
      if (tree.operator === '-') return subtract(0, value);
      return tree.operator === '+' ? value : tree.operator === '!' ? (isZero(value) ? 1 : 0) : not(value);
    }
    case 'step': {
      const before = valueOf(tree.target, context, depth);
      const after = add(before, tree.by);
      context.set(tree.target.name, tree.target.subscript, String(after));
      return tree.before ? after : before;
    }
    case 'binary':
      return operate(tree.operator, evaluate(tree.left, context, depth), evaluate(tree.right, context, depth), tree.errorAt);
    case 'logical': {
      const left = !isZero(evaluate(tree.left, context, depth));
      if (tree.operator === '&&' ? !left : left) return left ? 1 : 0;
      return isZero(evaluate(tree.right, context, depth)) ? 0 : 1;
    }
    case 'choice':
      return evaluate(isZero(evaluate(tree.test, context, depth)) ? tree.no : tree.yes, context, depth);
    case 'assign': {
      const right = evaluate(tree.value, context, depth);
      const value = tree.operator === '' ? right : operate(tree.operator, valueOf(tree.target, context, depth), right, tree.errorAt);
      context.set(tree.target.name, tree.target.subscript, String(value));
      return value;
    }
    case 'comma':
      evaluate(tree.left, context, depth);
      return evaluate(tree.right, context, depth);
  }
}

/** A variable's text is an expression itself. */
function valueOf(variable: Arith & { type: 'variable' }, context: ArithmeticContext, depth: number): Int {
  const text = context.get(variable.name, variable.subscript);
  if (text === undefined || text === '') return 0;
  return DECIMAL.test(text) ? fromDecimal(text) : evaluateText(text, context, depth + 1);
}

function operate(operator: string, a: Int, b: Int, errorAt: string): Int {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
    case '%':
      if (isZero(b)) throw new ArithmeticError('division by 0', errorAt);
      return operator === '/' ? divide(a, b) : remainder(a, b);
    case '**':
      if (less(b, 0)) throw new ArithmeticError('exponent less than 0', errorAt);
      return power(a, b);
    case '<<':
      return shiftLeft(a, b);
    case '>>':
      return shiftRight(a, b);
    case '&':
      return and(a, b);
    case '|':
      return or(a, b);
    case '^':
      return xor(a, b);
    case '<':
      return less(a, b) ? 1 : 0;
    case '>':
      return less(b, a) ? 1 : 0;
    case '<=':
      return less(b, a) ? 0 : 1;
    case '>=':
      return less(a, b) ? 0 : 1;
    case '==':
      return equal(a, b) ? 1 : 0;
    default:
      return equal(a, b) ? 0 : 1;
  }
}
