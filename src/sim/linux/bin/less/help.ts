/** What h shows, and `less --help`. */
export const LESS_HELP = `
                   SUMMARY OF LESS COMMANDS

  q  :q  Q  ZZ       Leave less.
  e  ^E  j  ^N  CR   Forward one line (or N lines).
  y  ^Y  k  ^K  ^P   Backward one line (or N lines).
  f  ^F  ^V  SPACE   Forward one window.
  b  ^B              Backward one window.
  d  ^D              Forward one half-window.
  u  ^U              Backward one half-window.
  LeftArrow, RightArrow   Half a screen to the left or right.
  F                  Forward forever; like "tail -f".
  r  ^R  ^L          Repaint the screen.

  /pattern           Search forward.
  ?pattern           Search backward.
  n  N               Again; in the other direction.
  ESC-u              Turn the highlighting off.

  g  <  HOME         First line (or line N).
  G  >  END          Last line (or line N).
  p  %               N percent into the file.

  :n  :p             Next or previous file.
  =  ^G              Where this is.
  -X                 Flip the option X: -S (cut long lines), -N (numbers), -i (case), -R (colours).
  v                  Edit this file with $VISUAL or $EDITOR.
  !command           Run a shell command.

                      OPTIONS

  -?  --help         This help.
  -e  --quit-at-eof  Leave at the second end of file; -E at the first.
  -F  --quit-if-one-screen
  -i  --ignore-case  Searches ignore case, unless they have capitals; -I always.
  -K  --quit-on-intr Leave on ^C.
  -m -M              Longer prompts.
  -N  --LINE-NUMBERS
  -p pattern         Begin at a match.
  -R  --RAW-CONTROL-CHARS  Show colours; -r all control characters.
  -s  --squeeze-blank-lines
  -S  --chop-long-lines
  -X  --no-init      No alternate screen.
  +command           Begin with a command: +G, +F, +/pattern, +100.
`;
