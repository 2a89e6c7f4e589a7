import { describe, expect, test } from 'vitest';
import { awkRegex, perlRegex, posixRegex } from '../regex.ts';

const ere = (pattern: string, text: string): (string | undefined)[] | undefined =>
  posixRegex(pattern, { extended: true, utf8: false, dialect: 'sed' }).exec(text)?.groups;

describe('POSIX regular expressions', () => {
  test('take the longest of the leftmost matches, and captures as glibc does', () => {
    expect(ere('a|ab|abc', 'xabcd')).toEqual(['abc']);
    expect(ere('(a?)(ab)?', 'ab')).toEqual(['ab', '', 'ab']);
    expect(ere('(foo|foobar)(bar)?', 'foobar')).toEqual(['foobar', 'foo', 'bar']);
    expect(ere('((a)|b)*', 'ab')).toEqual(['ab', 'b', 'a']);
    expect(ere('(a*)+', 'aab')).toEqual(['aa', 'aa']);
    expect(ere('(.)(.)\\2\\1', 'xabba')).toEqual(['abba', 'a', 'b']);
  });

  test('matching from a place sees what stands before it', () => {
    const word = posixRegex('\\<b', { extended: true, utf8: false });
    expect(word.exec('ab b', 1)?.start).toBe(3);
    expect(posixRegex('^b', { extended: true, utf8: false }).test('ab', 1)).toBe(false);
  });

  test('sets in the C locale are bytes, in UTF-8 characters', () => {
    expect(posixRegex('^.$', { extended: true, utf8: true }).test('é')).toBe(true);
    expect(posixRegex('[[:alpha:]]', { extended: true, utf8: true }).test('é')).toBe(true);
    expect(posixRegex('[[:alpha:]]', { extended: true, utf8: false }).test('\xe9')).toBe(false);
    // a stray byte is no character
    expect(posixRegex('^.$', { extended: true, utf8: true }).test('\udce9')).toBe(false);
  });

  test('nested loops take linear time', () => {
    const text = 'a'.repeat(20_000);
    expect(posixRegex('((a*)*(a|aa)*)*b', { extended: true, utf8: false }).exec(text)).toBeUndefined();
    expect(posixRegex('(x+x+)+y', { extended: true, utf8: false }).test('x'.repeat(5000))).toBe(false);
  });
});

describe('other dialects', () => {
  test("mawk's braces are characters", () => {
    expect(awkRegex('a{2}').exec('aa a{2}')?.start).toBe(3);
    expect(() => awkRegex('+a')).toThrow('missing operand');
  });

  test("Perl's first match, lookarounds, names, atomic groups and \\K", () => {
    const perl = (pattern: string, text: string): string | undefined =>
      perlRegex(pattern, { flavour: 'pcre', utf8: true }).exec(text)?.groups[0];
    expect(perl('a|ab', 'ab')).toBe('a');
    expect(perl('(?<q>[\'"]).*?\\k<q>', `x "a'b" 'c'`)).toBe(`"a'b"`);
    expect(perl('(?<!\\w)b(?=c)', 'ab bc')).toBe('b');
    expect(perl('foo\\Kbar', 'foobar')).toBe('bar');
    expect(perl('(?>a*)ab', 'aaab')).toBeUndefined();
    expect(perl('(?i:A)b', 'ab')).toBe('ab');
  });

  test('a back reference that would backtrack for ever gives up', () => {
    const regex = perlRegex('^(a+)+\\1$', { flavour: 'pcre', utf8: false });
    expect(() => regex.test(`${'a'.repeat(40)}b`)).toThrow('too many steps');
  });
});
