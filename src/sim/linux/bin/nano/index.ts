import { editFiles } from '../editor/edit.ts';
import { NanoFiles } from '../editor/keepers.ts';
import { FAMILIES, NotSimulated, utility } from '../lib/utility.ts';

const family = {
  ...FAMILIES.coreutils,
  package: 'nano',
  version: () => ' GNU nano, version 7.2',
  helpLetters: 'h',
  versionLetters: 'V',
  hint: (name: string) => `Type '${name} -h' for a list of available options.\n`,
};

export default utility({
  name: 'nano',
  paths: ['/usr/bin/nano', '/usr/bin/pico', '/usr/bin/editor', '/usr/bin/sensible-editor'],
  family,
  sizeBytes: 283_144,
  usage: ['[OPTIONS] [[+LINE[,COLUMN]] FILE]...'],
  summary: "Edit files. Here they are edited in the page's editor.",
  options: {
    smartHome: { flags: '-A, --smarthome', help: '(ignored)' },
    backup: { flags: '-B, --backup', help: 'save backups of existing files', refused: true },
    autoIndent: { flags: '-i, --autoindent', help: '(ignored)' },
    lineNumbers: { flags: '-l, --linenumbers', help: '(ignored)' },
    mouse: { flags: '-m, --mouse', help: '(ignored)' },
    constant: { flags: '-c, --constantshow', help: '(ignored)' },
    tabSize: { flags: '-T, --tabsize', arg: '<number>', help: '(ignored)' },
    tabsToSpaces: { flags: '-E, --tabstospaces', help: '(ignored)' },
    noWrap: { flags: '-w, --nowrap', help: '(ignored)' },
    syntax: { flags: '-Y, --syntax', arg: '<name>', help: '(ignored)' },
    softWrap: { flags: '-S, --softwrap', help: '(ignored)' },
    restricted: { flags: '-R, --restricted', help: '(ignored)' },
    view: { flags: '-v, --view', help: 'view mode (read-only)' },
    ignoreRc: { flags: '-I, --ignorercfiles', help: '(ignored)' },
  },
  *main(p, t) {
    if (!p.fds.get(0)?.file.terminal && !p.env['EDITOR']) {
      yield* p.error('Standard input is not a terminal\n');
      return 1;
    }
    const files = t.operands.filter((word) => !/^\+[\d,]*$/.test(word));
    if (files.length === 0) throw new NotSimulated('nano without a file');
    const place = t.operands.map((word) => /^\+(\d+)/.exec(word)?.[1]).find((line) => line !== undefined);
    return yield* editFiles(p, {
      program: 'nano',
      files,
      readOnly: t.has('view'),
      ...(place === undefined ? {} : { line: Number(place) }),
      keeper: (path) => new NanoFiles(p, path, t.has('view')),
    });
  },
});
