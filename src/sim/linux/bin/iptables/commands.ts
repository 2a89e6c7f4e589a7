import type { Process } from '../../../kernel/process.ts';
import type { LinuxCalls } from '../../calls.ts';
import {
  netfilterOf,
  parseRule,
  RuleError,
  sameRule,
  TABLES,
  type Chain,
  type Netfilter,
  type RuleTable,
  type TableName,
} from '../../net/netfilter.ts';
import { Services } from '../../net/services.ts';

/** What iptables says before it ends: `iptables v1.8.9 (nf_tables): …`, or in its short form. */
export class IptablesError extends Error {
  constructor(
    message: string,
    readonly code: number,
    /** `iptables: …` without the version. */
    readonly short = false,
    /** The hint to -h follows. */
    readonly hint = false,
  ) {
    super(message);
  }
}

/** A command of iptables with what it is about. */
export interface Command {
  verb: 'A' | 'C' | 'D' | 'E' | 'F' | 'I' | 'L' | 'N' | 'P' | 'R' | 'S' | 'X' | 'Z';
  chain: string | undefined;
  /** -I, -D, -R by number. */
  number: number | undefined;
  /** New name of -E, policy of -P. */
  argument: string | undefined;
  rest: string[];
}

export interface Invocation {
  table: TableName;
  command: Command;
  numeric: boolean;
  verbose: boolean;
  exact: boolean;
  lineNumbers: boolean;
}

const COMMANDS: Record<string, Command['verb']> = {
  '-A': 'A',
  '--append': 'A',
  '-C': 'C',
  '--check': 'C',
  '-D': 'D',
  '--delete': 'D',
  '-E': 'E',
  '--rename-chain': 'E',
  '-F': 'F',
  '--flush': 'F',
  '-I': 'I',
  '--insert': 'I',
  '-L': 'L',
  '--list': 'L',
  '-N': 'N',
  '--new-chain': 'N',
  '--new': 'N',
  '-P': 'P',
  '--policy': 'P',
  '-R': 'R',
  '--replace': 'R',
  '-S': 'S',
  '--list-rules': 'S',
  '-X': 'X',
  '--delete-chain': 'X',
  '-Z': 'Z',
  '--zero': 'Z',
};

const isName = (word: string | undefined): word is string => word !== undefined && !word.startsWith('-') && word !== '!';

/** Takes the command line apart; what belongs to a rule stays for `parseRule`. Throws IptablesError. */
export function parseInvocation(args: readonly string[]): Invocation {
  const words = args.flatMap((a) => (/^-[A-Za-z]{2,}$/.test(a) ? [...a.slice(1)].map((l) => `-${l}`) : [a]));
  let table: string | undefined;
  let command: Command | undefined;
  const out = { numeric: false, verbose: false, exact: false, lineNumbers: false };
  const rest: string[] = [];
  while (words.length > 0) {
    const word = words.shift()!;
    const verb = COMMANDS[word];
    if (verb && !command) {
      const chain = isName(words[0]) ? words.shift() : undefined;
      if (chain === undefined && 'ACDEINPR'.includes(verb))
        throw new IptablesError(`option "${word}" requires an argument`, 2, false, true);
      const number = 'IDRLS'.includes(verb) && /^\d+$/.test(words[0] ?? '') ? Number(words.shift()) : undefined;
      const argument = (verb === 'P' || verb === 'E') && isName(words[0]) ? words.shift() : undefined;
      if ((verb === 'P' || verb === 'E') && argument === undefined)
        throw new IptablesError(`option "${word}" requires ${verb === 'P' ? 'a chain and a policy' : 'two arguments'}`, 2, false, true);
      command = { verb, chain, number, argument, rest };
    } else if (word === '-t' || word === '--table') table = words.shift();
    else if (word === '-n' || word === '--numeric') out.numeric = true;
    else if (word === '-v' || word === '--verbose') out.verbose = true;
    else if (word === '-x' || word === '--exact') out.exact = true;
    else if (word === '--line-numbers' || word === '--line-number') out.lineNumbers = true;
    else if (word === '-w' || word === '--wait') {
      if (/^\d+$/.test(words[0] ?? '')) words.shift();
    } else if (word === '-4' || word === '-6' || word === '--ipv4' || word === '--ipv6') continue;
    else rest.push(word);
  }
  if (table !== undefined && !(table in TABLES))
    throw new IptablesError(`table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.`, 3);
  if (!command) throw new IptablesError(rest[0]?.startsWith('-') ? `unknown option "${rest[0]}"` : 'no command specified', 2, false, true);
  return { ...out, table: (table ?? 'filter') as TableName, command };
}

const NO_CHAIN = (): IptablesError => new IptablesError('No chain/target/match by that name.', 1, true);

function chainOf(table: RuleTable, name: string | undefined): Chain {
  const chain = name === undefined ? undefined : table.chains.get(name);
  if (!chain) throw NO_CHAIN();
  return chain;
}

/** Changes the rules as a command says. Throws IptablesError, RuleError. Listing is not done here. */
export function change(p: Process, filter: Netfilter, invocation: Invocation, v6: boolean): void {
  const { command } = invocation;
  const table = filter.table(invocation.table);
  const services = new Services(p.sys);
  const rule = (): ReturnType<typeof parseRule> =>
    parseRule(command.rest, { v6, chains: (name) => table.chains.has(name), ports: (name, protocol) => services.port(name, protocol) });
  const all = command.chain === undefined ? [...table.chains.values()] : [chainOf(table, command.verb === 'N' ? undefined : command.chain)];
  switch (command.verb) {
    case 'A':
      chainOf(table, command.chain).rules.push(rule());
      break;
    case 'I': {
      const chain = chainOf(table, command.chain);
      const at = command.number ?? 1;
      if (at > chain.rules.length + 1 || at < 1) throw new IptablesError('Index of insertion too big.', 1, true);
      chain.rules.splice(at - 1, 0, rule());
      break;
    }
    case 'R': {
      const chain = chainOf(table, command.chain);
      if (command.number === undefined || command.number > chain.rules.length)
        throw new IptablesError('Index of replacement too big.', 1, true);
      chain.rules[command.number - 1] = rule();
      break;
    }
    case 'C':
    case 'D': {
      const chain = chainOf(table, command.chain);
      if (command.number !== undefined && command.number > chain.rules.length)
        throw new IptablesError('Index of deletion too big.', 1, true);
      const wanted = command.number === undefined ? rule() : undefined;
      const at = wanted ? chain.rules.findIndex((r) => sameRule(r, wanted)) : command.number! - 1;
      if (at < 0) throw new IptablesError('Bad rule (does a matching rule exist in that chain?).', 1, true);
      if (command.verb === 'D') chain.rules.splice(at, 1);
      break;
    }
    case 'F':
      for (const chain of all) chain.rules = [];
      break;
    case 'Z':
      for (const chain of all) {
        chain.packets = chain.bytes = 0;
        for (const r of chain.rules) r.packets = r.bytes = 0;
      }
      break;
    case 'X':
      deleteChains(table, command.chain);
      break;
    case 'P': {
      const chain = chainOf(table, command.chain);
      if (!chain.policy) throw new IptablesError('Bad built-in chain name.', 1, true);
      if (command.argument !== 'ACCEPT' && command.argument !== 'DROP')
        throw new IptablesError("Bad policy name. Run `dmesg' for more information.", 1, true);
      chain.policy = command.argument;
      break;
    }
    case 'E': {
      const chain = chainOf(table, command.chain);
      if (table.chains.has(command.argument!)) throw new IptablesError('File exists.', 1, true);
      const entries = [...table.chains].map(([name, c]): [string, Chain] =>
        c === chain ? [command.argument!, { ...c, name: command.argument! }] : [name, c],
      );
      table.chains.clear();
      for (const [name, c] of entries) table.chains.set(name, c);
      break;
    }
    default:
      break;
  }
  filter.changed();
}

function deleteChains(table: RuleTable, name: string | undefined): void {
  const chains = name === undefined ? [...table.chains.keys()].filter((c) => !table.isBuiltIn(c)) : [name];
  for (const chain of chains) {
    const { rules } = chainOf(table, chain);
    if (table.isBuiltIn(chain) || rules.length > 0 || table.references(chain) > 0) {
      const why = table.isBuiltIn(chain) ? 'Operation not supported' : 'Device or resource busy';
      throw new IptablesError(` CHAIN_DEL failed (${why}): chain ${chain}`, 4);
    }
    table.chains.delete(chain);
  }
}

/** -N, which is the only command whose chain must not be there. Throws IptablesError. */
export function newChain(filter: Netfilter, { table, command }: Invocation): void {
  const chains = filter.table(table).chains;
  const name = command.chain!;
  if (chains.has(name)) throw new IptablesError('Chain already exists.', 1, true);
  if (name.length > 28) throw new IptablesError(`chain name \`${name}' too long (must be under 29 chars)`, 2, false, true);
  chains.set(name, { name, rules: [], packets: 0, bytes: 0 });
  filter.changed();
}

/** The packet filter of the process's network namespace; IPv6 has one of its own that nothing passes. */
export function filterOf(p: Process, v6: boolean): Netfilter {
  const { net } = (p.sys as LinuxCalls).namespaces;
  const filter = netfilterOf(net, p.kernel.random.stream(`netfilter ${p.table.machine}`));
  return v6 ? filter.ipv6 : filter;
}

export { RuleError };
