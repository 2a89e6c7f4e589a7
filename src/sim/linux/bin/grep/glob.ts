/** fnmatch(3) without flags: `*` also matches slashes and leading dots. Takes time in proportion to both lengths. */
export function globMatches(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g++;
      mark = t;
      continue;
    }
    const next = one(glob, g, text[t]!);
    if (next > 0) {
      g = next;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++mark;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** Matches one character; the place behind the pattern's element, or 0 where it does not fit. */
function one(glob: string, at: number, char: string): number {
  switch (glob[at]) {
    case undefined:
      return 0;
    case '?':
      return at + 1;
    case '\\':
      return glob[at + 1] === char ? at + 2 : 0;
    case '[': {
      const found = bracket(glob, at, char);
      if (found) return found.fits ? found.next : 0;
    }
  }
  return glob[at] === char ? at + 1 : 0;
}

function bracket(glob: string, at: number, char: string): { fits: boolean; next: number } | undefined {
  let i = at + 1;
  const negated = glob[i] === '!' || glob[i] === '^';
  if (negated) i++;
  const first = i;
  let fits = false;
  while (glob[i] !== ']' || i === first) {
    if (i >= glob.length) return undefined;
    if (glob[i] === '\\' && i + 1 < glob.length) i++;
    const low = glob[i]!;
    if (glob[i + 1] === '-' && i + 2 < glob.length && glob[i + 2] !== ']') {
      if (char >= low && char <= glob[i + 2]!) fits = true;
      i += 3;
    } else {
      if (char === low) fits = true;
      i++;
    }
  }
  return { fits: fits !== negated, next: i + 1 };
}
