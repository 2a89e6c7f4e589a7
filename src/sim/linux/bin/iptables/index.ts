import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { MONTHS, pad, toCivil, WEEKDAYS } from '../../../kernel/time.ts';
import { RuleNotSimulated, TABLES, type TableName } from '../../net/netfilter.ts';
import { Services } from '../../net/services.ts';
import { getopt, GetoptError } from '../lib/getopt.ts';
import { change, filterOf, IptablesError, newChain, parseInvocation, RuleError } from './commands.ts';
import { listSpecs, listTable, saveText } from './list.ts';

const VERSION = 'v1.8.9 (nf_tables)';

function* iptables(p: Process, name: string, v6: boolean): Step<number> {
  const args = p.argv.slice(1);
  if (args.includes('-V') || args.includes('--version')) {
    yield* p.stdout.line(`${name} ${VERSION}`);
    return 0;
  }
  if (args.includes('-h') || args.includes('--help')) {
    yield* p.stdout.write(
      `${name} ${VERSION}\n\nUsage: ${name} -[ACD] chain rule-specification [options]\n       ${name} -I chain [rulenum] rule-specification [options]\n       ${name} -[LS] [chain [rulenum]] [options]\n       ${name} -[FZ] [chain] [options]\n       ${name} -[NX] chain\n       ${name} -P chain target [options]\n`,
    );
    return 0;
  }
  const i = parseInvocation(args);
  if (p.cred.uid !== 0) throw new IptablesError('Could not fetch rule set generation id: Permission denied (you must be root)', 4);
  const filter = filterOf(p, v6);
  const { verb, chain } = i.command;
  if (verb === 'N') newChain(filter, i);
  else if (verb === 'L' || verb === 'S') {
    const table = filter.table(i.table);
    if (chain !== undefined && !table.chains.has(chain)) throw new IptablesError('No chain/target/match by that name.', 1, true);
    yield* p.stdout.write(verb === 'L' ? listTable(table, i) : listSpecs(table, i));
  } else change(p, filter, i, v6);
  return 0;
}

function moment(p: Process): string {
  const c = toCivil(p.clock.now);
  return `${WEEKDAYS[c.weekday]} ${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)} ${c.year}`;
}

const SAVE_FORMS = [
  { id: 'counters', letters: 'c', names: ['counters'], takes: 'none' },
  { id: 'table', letters: 't', names: ['table'], takes: 'required' },
  { id: 'file', letters: 'f', names: ['file'], takes: 'required' },
  { id: 'modprobe', letters: 'M', names: ['modprobe'], takes: 'required' },
  { id: 'version', letters: 'V', names: ['version'], takes: 'none' },
  { id: 'dump', letters: 'd', names: ['dump'], takes: 'none' },
] as const;

function* save(p: Process, name: string, v6: boolean): Step<number> {
  const { given } = getopt(p.argv.slice(1), SAVE_FORMS);
  const value = (id: string): string | undefined => given.findLast((g) => g.id === id)?.value;
  if (p.cred.uid !== 0) throw new IptablesError('Could not fetch rule set generation id: Permission denied (you must be root)', 4);
  const table = value('table') as TableName | undefined;
  if (table !== undefined && !(table in TABLES)) throw new IptablesError(`Table \`${table}' does not exist`, 1, true);
  const filter = filterOf(p, v6);
  const text = saveText(
    filter,
    table === undefined ? filter.used : [table],
    given.some((g) => g.id === 'counters'),
    moment(p),
    name,
  );
  const file = value('file');
  if (file === undefined) yield* p.stdout.write(text);
  else p.sys.writeFile(file, text);
  return 0;
}

const RESTORE_FORMS = [
  ...SAVE_FORMS.filter((f) => f.id === 'counters' || f.id === 'modprobe' || f.id === 'version'),
  { id: 'noflush', letters: 'n', names: ['noflush'], takes: 'none' },
  { id: 'test', letters: 't', names: ['test'], takes: 'none' },
  { id: 'verbose', letters: 'v', names: ['verbose'], takes: 'none' },
  { id: 'wait', letters: 'w', names: ['wait'], takes: 'optional' },
  { id: 'waitInterval', letters: 'W', names: ['wait-interval'], takes: 'required' },
  { id: 'table', letters: 'T', names: ['table'], takes: 'required' },
] as const;

function* restore(p: Process, v6: boolean): Step<number> {
  const { given, operands } = getopt(p.argv.slice(1), RESTORE_FORMS);
  if (p.cred.uid !== 0) throw new IptablesError('Could not fetch rule set generation id: Permission denied (you must be root)', 4);
  let text: string;
  try {
    text = operands[0] === undefined ? yield* p.stdinText() : p.sys.readText(operands[0]);
  } catch (e) {
    if (!isErrno(e)) throw e;
    throw new IptablesError(`Can't open ${operands[0]}: ${e.text}`, 1, true);
  }
  const services = new Services(p.sys);
  if (given.some((g) => g.id === 'test')) return 0;
  filterOf(p, v6).restore(
    text,
    given.some((g) => g.id === 'noflush'),
    (name, protocol) => services.port(name, protocol),
  );
  return 0;
}

const NAMES = ['iptables', 'ip6tables'].flatMap((name) =>
  ['', '-save', '-restore'].flatMap((suffix) => [`/usr/sbin/${name}${suffix}`, `/usr/sbin/${name}-nft${suffix}`]),
);

/** iptables(8) 1.8.9, its siblings for IPv6, and those that save and restore. */
export default program({
  id: 'iptables',
  paths: ['/usr/sbin/xtables-nft-multi', ...NAMES],
  package: 'iptables',
  sizeBytes: 228_872,
  *main(p) {
    const called = p.argv[0]!.split('/').pop()!;
    const v6 = called.startsWith('ip6');
    const name = v6 ? 'ip6tables' : 'iptables';
    try {
      if (called.endsWith('-save')) return yield* save(p, `${name}-save`, v6);
      if (called.endsWith('-restore')) return yield* restore(p, v6);
      return yield* iptables(p, name, v6);
    } catch (e) {
      const hint = `Try \`${name} -h' or '${name} --help' for more information.\n`;
      if (e instanceof IptablesError) {
        yield* p.error(e.short ? `${called}: ${e.message}\n` : `${called} ${VERSION}: ${e.message}\n${e.hint ? hint : ''}`);
        return e.code;
      }
      if (e instanceof RuleError) {
        yield* p.error(called.endsWith('-restore') ? `${called}: ${e.message}.\n` : `${called} ${VERSION}: ${e.message}\n${hint}`);
        return e.code;
      }
      if (e instanceof RuleNotSimulated) {
        yield* p.error(`mirrorpod: ${name} ${e.message}: not simulated\n`);
        return 1;
      }
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`${called}: ${e.message}\n`);
      return 2;
    }
  },
});
