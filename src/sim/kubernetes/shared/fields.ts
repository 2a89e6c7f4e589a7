import { GoError } from './go/error.ts';
import { compareStrings } from './go/quote.ts';

// Models apimachinery/pkg/fields/selector.go @v1.35

/** One condition on a field. */
export interface FieldTerm {
  field: string;
  operator: '=' | '!=';
  value: string;
}

/** Takes the backslashes from a value (UnescapeValue). Throws InvalidEscapeSequence's texts. */
function unescape(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === ',' || char === '=') throw new GoError(`invalid field selector: unescaped character in value: ${char.codePointAt(0)}`);
    if (char !== '\\') {
      out += char;
      continue;
    }
    const next = text[++i];
    if (next === undefined || !',=\\'.includes(next)) throw new GoError(`invalid field selector: invalid escape sequence: \\${next ?? ''}`);
    out += next;
  }
  return out;
}

/** The parts between commas that no backslash hides. */
function terms(text: string): string[] {
  return text === '' ? [] : text.match(/(?:^|,)(?:\\.|[^\\,]|\\$)*/gs)!.map((part) => part.replace(/^,/, ''));
}

/** The terms of a field selector (fields.ParseSelector). Throws its errors. */
export function parseFieldSelector(text: string): FieldTerm[] {
  return terms(text)
    .sort(compareStrings)
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
      if (!match) throw new GoError(`invalid selector: '${text}'; can't understand '${term}'`);
      return { field: match[1]!, operator: match[2] === '!=' ? '!=' : '=', value: unescape(match[3]!) };
    });
}

/** Whether fields fulfil all terms; a field that is not there is the empty text. */
export function fieldsMatch(list: readonly FieldTerm[], fields: Readonly<Record<string, string>>): boolean {
  return list.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='));
}

const escapeValue = (text: string) => text.replace(/[\\,=]/g, '\\$&');

/** A selector's text (Selector.String). */
export function formatFieldTerms(list: readonly FieldTerm[]): string {
  return list.map(({ field, operator, value }) => `${field}${operator}${escapeValue(value)}`).join(',');
}
