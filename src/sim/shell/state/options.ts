/** `set -o` options by name, with their letters (empty: none), in the order of `set -o`. */
export const SET_OPTIONS: readonly (readonly [name: string, letter: string])[] = [
  ['allexport', 'a'],
  ['braceexpand', 'B'],
  ['emacs', ''],
  ['errexit', 'e'],
  ['errtrace', 'E'],
  ['functrace', 'T'],
  ['hashall', 'h'],
  ['histexpand', 'H'],
  ['history', ''],
  ['ignoreeof', ''],
  ['interactive-comments', ''],
  ['keyword', 'k'],
  ['monitor', 'm'],
  ['noclobber', 'C'],
  ['noexec', 'n'],
  ['noglob', 'f'],
  ['nolog', ''],
  ['notify', 'b'],
  ['nounset', 'u'],
  ['onecmd', 't'],
  ['physical', 'P'],
  ['pipefail', ''],
  ['posix', ''],
  ['privileged', 'p'],
  ['verbose', 'v'],
  ['vi', ''],
  ['xtrace', 'x'],
];

/** Order of the letters in `$-`. */
const FLAG_ORDER = 'abefhikmnprtuvxBCEHPT';

/** `shopt` options that are on in a shell that has just started, as Debian builds bash. */
const SHOPT_ON = new Set(
  (
    'checkwinsize cmdhist complete_fullquote extquote force_fignore globasciiranges globskipdots hostcomplete interactive_comments ' +
    'patsub_replacement progcomp promptvars sourcepath'
  ).split(' '),
);

export const SHOPT_OPTIONS: readonly string[] = (
  'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 ' +
  'compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore ' +
  'globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit ' +
  'interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob ' +
  'nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose ' +
  'sourcepath varredir_close xpg_echo'
).split(' ');

/** The options of a shell: those of `set -o` and those of `shopt`. */
export class Options {
  readonly #set: Set<string>;
  readonly #shopt: Set<string>;
  // what is asked for at every command
  errexit = false;
  xtrace = false;
  nounset = false;
  noglob = false;
  noexec = false;
  pipefail = false;
  extglob = false;

  constructor(from?: Options) {
    this.#set = new Set(from ? from.#set : ['braceexpand', 'hashall', 'interactive-comments']);
    this.#shopt = new Set(from ? from.#shopt : SHOPT_ON);
    this.#refresh();
  }

  #refresh(): void {
    this.errexit = this.#set.has('errexit');
    this.xtrace = this.#set.has('xtrace');
    this.nounset = this.#set.has('nounset');
    this.noglob = this.#set.has('noglob');
    this.noexec = this.#set.has('noexec');
    this.pipefail = this.#set.has('pipefail');
    this.extglob = this.#shopt.has('extglob');
  }

  get(name: string): boolean {
    return this.#set.has(name);
  }

  set(name: string, on: boolean): void {
    if (on) this.#set.add(name);
    else this.#set.delete(name);
    // the two editing modes exclude each other
    if (on && name === 'vi') this.#set.delete('emacs');
    if (on && name === 'emacs') this.#set.delete('vi');
    this.#refresh();
  }

  shopt(name: string): boolean {
    return this.#shopt.has(name);
  }

  setShopt(name: string, on: boolean): void {
    if (on) this.#shopt.add(name);
    else this.#shopt.delete(name);
    this.#refresh();
  }

  /** `$-`; `extra` are the letters of how the shell was started (`i`, `s`, `c`). */
  flags(extra: string): string {
    let out = '';
    for (const letter of FLAG_ORDER) {
      if (letter === 'i' ? extra.includes('i') : SET_OPTIONS.some(([name, l]) => l === letter && this.#set.has(name))) out += letter;
    }
    return out + (extra.includes('c') ? 'c' : '') + (extra.includes('s') ? 's' : '');
  }

  /** `$SHELLOPTS` and `$BASHOPTS`. */
  setNames(): string {
    return SET_OPTIONS.map(([name]) => name)
      .filter((name) => this.#set.has(name))
      .join(':');
  }

  shoptNames(): string {
    return SHOPT_OPTIONS.filter((name) => this.#shopt.has(name)).join(':');
  }
}

/** The name of the `set` option with a letter. */
export function optionOfLetter(letter: string): string | undefined {
  return SET_OPTIONS.find(([, l]) => l === letter && l !== '')?.[0];
}
