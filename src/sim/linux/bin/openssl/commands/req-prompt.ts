import type { Step } from '../../../../kernel/step.ts';
import { oidOf } from '../../../../crypto/oids.ts';
import { nameOf, type Name } from '../../../../crypto/x509/name.ts';
import type { Config } from '../config.ts';
import type { Tool } from '../tool.ts';

/** What was asked for a request: the subject, and attributes beside it. */
export interface Asked {
  subject: Name;
  attributes: readonly (readonly [oid: string, value: string])[];
}

interface Field {
  oid: string;
  /** Joins the set of the field before. */
  joins: boolean;
  prompt: string;
  defaultValue: string;
  value: string | undefined;
  min: number;
  max: number;
}

/** The fields of a section: `commonName = Prompt`, with `commonName_default` and the like beside it. */
function fieldsOf(config: Config, section: string): Field[] {
  const entries = config.section(section) ?? [];
  return entries.flatMap(([key, prompt]) => {
    const joins = key.startsWith('+');
    const name = key.replace(/^\+/, '');
    // a number in front keeps several of one type apart
    const oid = oidOf(name.replace(/^[^.]*\./, '')) ?? oidOf(name);
    if (!oid || /_(default|value|min|max)$/.test(key)) return [];
    const more = (suffix: string): string | undefined => config.value(section, `${key}_${suffix}`);
    return [
      {
        oid,
        joins,
        prompt,
        defaultValue: more('default') ?? '',
        value: more('value'),
        min: Number(more('min') ?? -1),
        max: Number(more('max') ?? -1),
      },
    ];
  });
}

const INTRODUCTION = `You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
`;

const EXTRA = `
Please enter the following 'extra' attributes
to be sent with your certificate request
`;

/** Asks for one field until the answer fits; empty where it is to be left out, nothing at the end of input. */
function* ask(tool: Tool, field: Field): Step<string | undefined> {
  for (;;) {
    let answer = field.value;
    if (answer === undefined) {
      if (tool.options.has('batch')) answer = '';
      else {
        yield* tool.say(`${field.prompt} [${field.defaultValue}]:`);
        answer = yield* tool.line();
        if (answer === undefined) return undefined;
      }
    }
    if (answer === '.') return '';
    const value = answer === '' ? field.defaultValue : answer;
    if (value === '') return '';
    const { length } = new TextEncoder().encode(value);
    if (field.min > 0 && length < field.min) yield* tool.say(`String too short, must be at least ${field.min} bytes long\n`);
    else if (field.max >= 0 && length > field.max) yield* tool.say(`String too long, must be at most ${field.max} bytes long\n`);
    else return value;
    if (field.value !== undefined || tool.options.has('batch')) return undefined;
  }
}

/** A name that the configuration gives whole (`prompt = no`). */
function fixedName(config: Config, section: string): Name {
  const rdns: (readonly [string, string])[][] = [];
  for (const [key, value] of config.section(section) ?? []) {
    const name = key.replace(/^\+/, '');
    const oid = oidOf(name.replace(/^[^.]*\./, '')) ?? oidOf(name);
    if (!oid) continue;
    if (key.startsWith('+') && rdns.length > 0) rdns.at(-1)!.push([oid, value]);
    else rdns.push([[oid, value]]);
  }
  return nameOf(rdns);
}

/** make_REQ: the subject, and with `extra` the attributes, asked for on standard input. Ends the command where they are not given. */
export function* askSubject(tool: Tool, config: Config, section: string, extra: boolean): Step<Asked> {
  const failed = 'Error making certificate request\n';
  const dn = config.value(section, 'distinguished_name');
  if (dn === undefined) return yield* tool.fail(`Error: No section 'distinguished_name' in config\n${failed}`);
  if (!config.section(dn)) return yield* tool.fail(`Unable to get '${dn}' section\n${failed}`);
  if (config.value(section, 'prompt') === 'no') {
    const subject = fixedName(config, dn);
    if (subject.rdns.length === 0) return yield* tool.fail(`Error: No objects specified in config file\n${failed}`);
    return { subject, attributes: [] };
  }
  if (!tool.options.has('batch')) yield* tool.say(INTRODUCTION);
  const rdns: (readonly [string, string])[][] = [];
  for (const field of fieldsOf(config, dn)) {
    const value = yield* ask(tool, field);
    if (value === undefined) return yield* tool.fail(failed);
    if (value === '') continue;
    if (field.joins && rdns.length > 0) rdns.at(-1)!.push([field.oid, value]);
    else rdns.push([[field.oid, value]]);
  }
  if (rdns.length === 0) return yield* tool.fail(`Error: No objects specified in config file\n${failed}`);
  const attributes = extra ? yield* askAttributes(tool, config, section) : [];
  return { subject: nameOf(rdns), attributes };
}

function* askAttributes(tool: Tool, config: Config, section: string): Step<(readonly [string, string])[]> {
  const fields = fieldsOf(config, config.value(section, 'attributes') ?? '');
  if (fields.length > 0 && !tool.options.has('batch')) yield* tool.say(EXTRA);
  const attributes: (readonly [string, string])[] = [];
  for (const field of fields) {
    const value = yield* ask(tool, field);
    if (value === undefined) return yield* tool.fail('Error making certificate request\n');
    if (value !== '') attributes.push([field.oid, value]);
  }
  return attributes;
}
