import { parseFacility, parseLevel } from '../../systemd/values.ts';

/** A line of rsyslog.conf: which messages go to which file. */
export interface Rule {
  path: string;
  takes(facility: number, priority: number): boolean;
}

/** Selectors as syslog.conf(5) has them (`*.*;auth,authpriv.none`): a later one overrides for the facilities that it names. */
function selector(text: string): Rule['takes'] | undefined {
  const parts = text.split(';').map((part) => {
    const at = part.lastIndexOf('.');
    const facilities = part.slice(0, at).split(',');
    const m = /^(!?)(=?)(\*|[a-z0-9]+)$/.exec(part.slice(at + 1));
    if (at <= 0 || !m) return undefined;
    const numbers = facilities.includes('*') ? undefined : new Set(facilities.map(parseFacility));
    const level = m[3] === '*' ? 7 : m[3] === 'none' ? -1 : parseLevel(m[3]!);
    return level === undefined ? undefined : { numbers, level, not: m[1] === '!', only: m[2] === '=' };
  });
  if (parts.includes(undefined)) return undefined;
  return (facility, priority) => {
    let takes = false;
    for (const part of parts) {
      if (part!.numbers && !part!.numbers.has(facility)) continue;
      if (part!.level < 0) takes = false;
      else {
        const hit = part!.only ? priority === part!.level : priority <= part!.level;
        if (part!.not ? hit : true) takes = part!.not ? false : hit;
      }
    }
    return takes;
  };
}

/** The rules of a configuration that write to files; modules, directives and other actions are passed over. */
export function parseRules(text: string): Rule[] {
  return text.split('\n').flatMap((raw) => {
    const m = /^([a-z*][a-z0-9*,;.=!]*)\s+-?(\/\S+)\s*$/.exec(raw.trim());
    const takes = m && selector(m[1]!);
    return takes ? [{ path: m[2]!, takes }] : [];
  });
}
