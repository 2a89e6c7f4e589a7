/** One assignment of a unit file. */
export interface Setting {
  section: string;
  key: string;
  value: string;
  line: number;
}

/** What is wrong with a line; the text is what systemd logs, `path:line:` in front. */
export interface Complaint {
  line: number;
  text: string;
}

/** What a file says, line by line. */
export type FileLine = { setting: Setting } | { section: string; line: number } | { complaint: Complaint };

export interface ParsedFile {
  /** In the order of the file, as systemd reads it. */
  lines: readonly FileLine[];
  settings: readonly Setting[];
}

const cache = new Map<string, ParsedFile>();

/**
 * Takes a unit file apart (systemd.syntax(7)): sections, `Key=value`, comments with # and ;, a backslash at a line's end goes
 * on in the next one. The same text gives the same object, since nodes have the same files.
 */
export function parseUnitFile(text: string): ParsedFile {
  let parsed = cache.get(text);
  if (!parsed) {
    if (cache.size > 1000) cache.clear();
    cache.set(text, (parsed = parse(text)));
  }
  return parsed;
}

function parse(text: string): ParsedFile {
  const into: Reading = { settings: [], lines: [], section: undefined };
  let continued = '';
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const trimmed = raw.replace(/^[ \t\r]+/, '');
    if (trimmed[0] === '#' || trimmed[0] === ';') continue;
    if (/(^|[^\\])(\\\\)*\\$/.test(raw) && raw.endsWith('\\')) {
      continued += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = (continued + raw).trim();
    continued = '';
    if (line !== '' && !readLine(line, number, into)) return into;
  }
  if (continued.trim() !== '') readLine(continued.trim(), number, into);
  return into;
}

interface Reading {
  settings: Setting[];
  lines: FileLine[];
  section: string | undefined;
}

/** Reads one line; false where the rest of the file is not read. */
function readLine(text: string, line: number, into: Reading): boolean {
  const complain = (complaint: string): void => void into.lines.push({ complaint: { line, text: complaint } });
  if (text[0] === '[') {
    if (text.endsWith(']')) {
      into.section = text.slice(1, -1);
      into.lines.push({ section: into.section, line });
    } else complain(`Invalid section header '${text}'`);
    return text.endsWith(']');
  }
  const { section } = into;
  const at = text.indexOf('=');
  if (section === undefined) complain('Assignment outside of section. Ignoring.');
  else if (at === 0) complain("Missing key name before '=', ignoring line.");
  else if (at < 0) complain("Missing '=', ignoring line.");
  else {
    const setting = { section, key: text.slice(0, at).trimEnd(), value: text.slice(at + 1).trimStart(), line };
    into.settings.push(setting);
    into.lines.push({ setting });
  }
  return true;
}
