import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import type { LinuxCalls } from '../../calls.ts';
import { NotSimulated } from '../lib/utility.ts';
import { addLink, changeAddress, deleteLink, flushAddresses, setLink } from './change.ts';
import { choose, IpError, jsonOutput, namedNamespace, unknownCommand, type Request } from './context.ts';
import { OBJECT_USAGE, USAGE } from './help.ts';
import { netns } from './netns.ts';
import { changeRoute, flushRoutes, getRoute, showRoutes } from './route.ts';
import { showAddresses, showLinks, showNeighbours } from './show.ts';

type Outcome = string | number;

/** The objects in the order in which abbreviations are looked for. */
const OBJECTS = [
  ...[
    'address',
    'addrlabel',
    'maddress',
    'route',
    'rule',
    'neighbor',
    'neighbour',
    'ntable',
    'ntbl',
    'link',
    'l2tp',
    'fou',
    'ila',
    'macsec',
  ],
  ...['tunnel', 'tunl', 'tuntap', 'tap', 'token', 'tcpmetrics', 'tcp_metrics', 'monitor', 'xfrm', 'mroute', 'mrule', 'netns', 'netconf'],
  ...['vrf', 'sr', 'nexthop', 'mptcp', 'ioam', 'help', 'stats'],
];

interface Options {
  family: Request['family'];
  brief: boolean;
  oneline: boolean;
  json: boolean;
  pretty: boolean;
  netns: string | undefined;
  version: boolean;
  help: boolean;
}

const NO_OPTIONS: Options = {
  family: undefined,
  brief: false,
  oneline: false,
  json: false,
  pretty: false,
  netns: undefined,
  version: false,
  help: false,
};

const FAMILIES: Record<string, Request['family']> = { inet: 'inet', inet6: 'inet6', link: 'link' };

/** Options by the words that may be abbreviated, in iproute2's order; those without an effect here are only named. */
const WORDS: readonly (readonly [name: string, effect: keyof Options | 'refused' | 'argument' | 'nothing'])[] = [
  ['loops', 'argument'],
  ['family', 'family'],
  ['human-readable', 'nothing'],
  ['iec', 'nothing'],
  ['stats', 'refused'],
  ['statistics', 'refused'],
  ['details', 'refused'],
  ['resolve', 'refused'],
  ['oneline', 'oneline'],
  ['timestamp', 'nothing'],
  ['tshort', 'nothing'],
  ['Version', 'version'],
  ['force', 'nothing'],
  ['batch', 'refused'],
  ['brief', 'brief'],
  ['json', 'json'],
  ['pretty', 'pretty'],
  ['rcvbuf', 'argument'],
  ['color', 'nothing'],
  ['help', 'help'],
  ['netns', 'netns'],
  ['Numeric', 'nothing'],
  ['all', 'refused'],
];

/** Reads the options before the object; gives those that are left. Throws IpError. */
function readOptions(args: readonly string[]): { options: Options; words: string[] } {
  const options = { ...NO_OPTIONS };
  const words = [...args];
  const argument = (): string => {
    const value = words.shift();
    if (value === undefined) throw new IpError('Command line is not complete. Try option "help"', 255);
    return value;
  };
  while (words[0]?.startsWith('-')) {
    const word = words.shift()!;
    if (word === '--') break;
    const opt = word.startsWith('--') ? word.slice(1) : word;
    if (opt === '-4') options.family = 'inet';
    else if (opt === '-6') options.family = 'inet6';
    else if (opt === '-0') options.family = 'link';
    else {
      // a letter stands for the first option that begins with it
      const name = opt.slice(1).split('=')[0]!;
      const found = WORDS.find(([w]) => w.startsWith(name));
      if (name === '' || !found) throw new IpError(`Option "${word}" is unknown, try "ip -help".`, 255);
      const [full, effect] = found;
      if (effect === 'refused') throw new NotSimulated(`ip ${word}`);
      if (effect === 'argument') argument();
      else if (effect === 'family') {
        const family = argument();
        if (!(family in FAMILIES)) throw new IpError(`Error: argument "${family}" is wrong: invalid protocol family\n`, 255);
        options.family = FAMILIES[family];
      } else if (effect === 'netns') options.netns = argument();
      else if (effect !== 'nothing') options[full.toLowerCase() as 'brief' | 'oneline' | 'json' | 'pretty' | 'version' | 'help'] = true;
    }
  }
  return { options, words };
}

function usage(object: string): never {
  throw new IpError(OBJECT_USAGE[object]!.replace(/\n$/, ''), 255);
}

function address(r: Request): Outcome {
  const word = r.words.shift() ?? 'show';
  const exists = ['add', 'change', 'chg', 'replace', 'delete', 'show', 'lst', 'list', 'showdump', 'save', 'flush', 'restore', 'help'];
  switch (choose(word, exists)) {
    case 'show':
    case 'lst':
    case 'list':
      return showAddresses(r);
    case 'add':
      changeAddress(r, 'add');
      return '';
    case 'change':
    case 'chg':
      changeAddress(r, 'change');
      return '';
    case 'replace':
      changeAddress(r, 'replace');
      return '';
    case 'delete':
      changeAddress(r, 'delete');
      return '';
    case 'flush':
      flushAddresses(r);
      return '';
    case 'help':
      return usage('address');
    default:
      throw unknownCommand(r, 'address', word, exists);
  }
}

function link(r: Request): Outcome {
  const word = r.words.shift() ?? 'show';
  const exists = ['add', 'set', 'change', 'replace', 'delete', 'show', 'lst', 'list', 'xstats', 'afstats', 'property', 'help'];
  switch (choose(word, exists)) {
    case 'show':
    case 'lst':
    case 'list':
      return showLinks(r);
    case 'set':
    case 'change':
      setLink(r);
      return '';
    case 'add':
      addLink(r);
      return '';
    case 'delete':
      deleteLink(r);
      return '';
    case 'help':
      return usage('link');
    default:
      throw unknownCommand(r, 'link', word, exists);
  }
}

function route(r: Request): Outcome {
  const word = r.words.shift() ?? 'show';
  const exists = [
    'show',
    'lst',
    'list',
    'get',
    'add',
    'change',
    'chg',
    'replace',
    'prepend',
    'append',
    'test',
    'delete',
    'flush',
    'save',
    'restore',
    'showdump',
    'help',
  ];
  const command = choose(word, exists);
  switch (command) {
    case 'show':
    case 'lst':
    case 'list':
      return showRoutes(r);
    case 'get':
      return getRoute(r);
    case 'add':
    case 'append':
    case 'change':
    case 'replace':
    case 'delete':
      changeRoute(r, command);
      return '';
    case 'flush':
      flushRoutes(r);
      return '';
    case 'help':
      return usage('route');
    default:
      throw unknownCommand(r, 'route', word, exists);
  }
}

function neighbour(r: Request): Outcome {
  const word = r.words.shift() ?? 'show';
  const exists = ['add', 'change', 'chg', 'replace', 'delete', 'get', 'show', 'lst', 'list', 'flush', 'help'];
  switch (choose(word, exists)) {
    case 'show':
    case 'lst':
    case 'list':
      return showNeighbours(r);
    case 'help':
      return usage('neigh');
    default:
      throw unknownCommand(r, 'neigh', word, exists);
  }
}

const RULES = [
  { priority: 0, table: 'local' },
  { priority: 32766, table: 'main' },
  { priority: 32767, table: 'default' },
];

function rule(r: Request): Outcome {
  const word = r.words.shift() ?? 'list';
  const exists = ['list', 'lst', 'show', 'save', 'restore', 'add', 'delete', 'flush', 'help'];
  const command = choose(word, exists);
  if (command !== 'list' && command !== 'lst' && command !== 'show') throw unknownCommand(r, 'rule', word, exists);
  if (r.words.length > 0) throw new NotSimulated(`ip rule show ${r.words[0]!}`);
  if (r.json) {
    return jsonOutput(
      r,
      RULES.map(({ priority, table }) => ({ priority, src: 'all', table })),
    );
  }
  return RULES.map(({ priority, table }) => `${priority}:\tfrom all lookup ${table}\n`).join('');
}

function* dispatch(p: Process): Step<Outcome> {
  const { options, words } = readOptions(p.argv.slice(1));
  if (options.version) return 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n';
  const word = words.shift();
  if (options.help || word === undefined) throw new IpError(USAGE.replace(/\n$/, ''), 255);
  const object = choose(word, OBJECTS);
  if (object === undefined) throw new IpError(`Object "${word}" is unknown, try "ip help".`, 1);
  if (object === 'help') throw new IpError(USAGE.replace(/\n$/, ''), 255);
  const net = options.netns === undefined ? (p.sys as LinuxCalls).namespaces.net : namedNamespace(p, options.netns);
  const { family, brief, oneline, json, pretty } = options;
  const r: Request = { p, net, family, brief, oneline, json, pretty, words };
  switch (object) {
    case 'address':
      return address(r);
    case 'link':
      return link(r);
    case 'route':
      return route(r);
    case 'neighbor':
    case 'neighbour':
      return neighbour(r);
    case 'rule':
      return rule(r);
    case 'netns':
      return yield* netns(r);
    default:
      throw new NotSimulated(`ip ${object}`);
  }
}

export default program({
  id: 'ip',
  paths: ['/usr/bin/ip', '/usr/sbin/ip'],
  package: 'iproute2',
  sizeBytes: 738_816,
  *main(p) {
    try {
      const outcome = yield* dispatch(p);
      if (typeof outcome === 'number') return outcome;
      yield* p.stdout.write(outcome);
      yield* p.flush();
      return 0;
    } catch (e) {
      if (e instanceof NotSimulated) {
        yield* p.error(`mirrorpod: ${e.message}: not simulated\n`);
        return 1;
      }
      if (!(e instanceof IpError)) throw e;
      yield* p.error(`${e.message}\n`);
      return e.code;
    }
  },
});
