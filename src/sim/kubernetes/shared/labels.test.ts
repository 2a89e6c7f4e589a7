import { describe, expect, it } from 'vitest';
import { errorText } from './go/error.ts';
import { fieldsMatch, formatFieldTerms, parseFieldSelector } from './fields.ts';
import { formatLabelSelector, formatRequirements, labelSelectorMatches, parseLabelSelector, selectorMatches } from './labels.ts';

function tryTo<T>(action: () => T): T | string {
  try {
    return action();
  } catch (e) {
    return errorText(e);
  }
}

describe('a label selector', () => {
  it('is read and written', () => {
    const cases: [string, string][] = [
      ['b=2,a==1', 'a==1,b=2'],
      ['x in (b, a),!y,z', 'x in (a,b),!y,z'],
      ['x notin (,a)', 'x notin (,a)'],
      ['x in ()', 'x in ()'],
      ['n>3,n<9', 'n>3,n<9'],
      ['in in (in)', 'in in (in)'],
      ['a=', 'a='],
      ['', ''],
    ];
    for (const [text, want] of cases) expect(formatRequirements(parseLabelSelector(text))).toBe(want);
  });

  it('is refused with the parser’s words', () => {
    const cases: [string, string][] = [
      ['a in b', "unable to parse requirement: found 'b' expected: '('"],
      ['=b', "found '=', expected: !, identifier, or 'end of string'"],
      ['a b c', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
      ['a,', "found '', expected: identifier after ','"],
      ['a=b c', "found 'c', expected: ',' or 'end of string'"],
      ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
      ['a>b', "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"],
    ];
    for (const [text, want] of cases) expect(tryTo(() => parseLabelSelector(text))).toBe(want);
    expect(tryTo(() => parseLabelSelector('a/b/c=d'))).toBe(
      'unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters, ' +
        "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex " +
        "used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. " +
        "'example.com/MyName')",
    );
  });

  it('selects', () => {
    const selects = (text: string) => selectorMatches(parseLabelSelector(text), { a: '1', b: 'x' });
    expect(['a=1', 'a!=1', 'c!=1', 'a in (1,2)', 'b', '!b', 'a>0', 'b>0', ''].map(selects)).toEqual([
      ...[true, false, true, true, true, false, true, false, true],
    ]);
    expect(labelSelectorMatches(undefined, {})).toBe(false);
    expect(labelSelectorMatches({}, {})).toBe(true);
    const selector = { matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'In', values: ['y', 'x'] }] };
    expect(labelSelectorMatches(selector, { a: '1', b: 'x' })).toBe(true);
    expect(formatLabelSelector(selector)).toBe('a=1,b in (x,y)');
    expect(formatLabelSelector({})).toBe('<none>');
  });
});

describe('a field selector', () => {
  it('is read, written and applied', () => {
    const terms = parseFieldSelector('status.phase!=Running,metadata.name==a\\,b');
    expect(formatFieldTerms(terms)).toBe('metadata.name=a\\,b,status.phase!=Running');
    expect(fieldsMatch(terms, { 'metadata.name': 'a,b' })).toBe(true);
  });

  it('is refused where it cannot be understood', () => {
    expect(tryTo(() => parseFieldSelector('foo'))).toBe("invalid selector: 'foo'; can't understand 'foo'");
    expect(tryTo(() => parseFieldSelector('a=b=c'))).toBe('invalid field selector: unescaped character in value: 61');
    expect(tryTo(() => parseFieldSelector('a=b\\x'))).toBe('invalid field selector: invalid escape sequence: \\x');
  });
});
