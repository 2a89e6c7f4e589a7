import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const root = dirname(fileURLToPath(import.meta.url));

/** Folders from the top layer to the bottom one; each may import only from itself and those after it. */
const LAYERS = [
  ['src/routes', 'src/cli', 'src/server'],
  ['src/ui'],
  ['src/session'],
  ['src/lab'],
  ['src/sim/cluster'],
  ['src/sim/kubernetes'],
  ['src/sim/runtime'],
  ['src/sim/linux'],
  ['src/sim/shell'],
  ['src/sim/crypto'],
  ['src/sim/kernel'],
];
const rank = (file) => LAYERS.findIndex((folders) => folders.some((folder) => file === folder || file.startsWith(`${folder}/`)));

const layers = {
  rules: {
    order: {
      meta: {
        type: 'problem',
        schema: [],
        messages: {
          up: '{{from}} may not import {{to}}: a layer imports only from itself and from those below it (see docs/ARCHITECTURE.md).',
        },
      },
      create(context) {
        const file = relative(root, context.filename);
        const from = rank(file);
        const check = (node) => {
          const source = node.source?.value;
          if (from < 0 || typeof source !== 'string') return;
          const target = source.startsWith('.')
            ? relative(root, resolve(dirname(context.filename), source))
            : source.startsWith('#')
              ? source.replace(/^#/, 'src/')
              : undefined;
          if (target === undefined) return;
          const to = rank(target);
          if (to < 0) return;
          const sibling = to === from && LAYERS[from].length > 1 && !LAYERS[from].some((f) => file.startsWith(f) && target.startsWith(f));
          if (to < from || sibling) context.report({ node, messageId: 'up', data: { from: file, to: target } });
        };
        return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
      },
    },
  },
};

/** What the engine may not use, and what to write instead. */
const HOST_GLOBALS = {
  Date: 'use the virtual clock (p.clock.now) and kernel/time.ts',
  performance: 'use the virtual clock (p.clock.now)',
  setTimeout: 'use p.sleep or p.clock.after',
  setInterval: 'use a Ticker (kernel/sync.ts)',
  setImmediate: 'use p.clock.after(0, ...)',
  queueMicrotask: 'use p.clock.after(0, ...)',
  requestAnimationFrame: 'use p.clock.after',
  fetch: 'the engine reaches nothing outside; files come in as input events',
  window: 'the engine has no DOM',
  document: 'the engine has no DOM',
  localStorage: 'the engine has no DOM',
  indexedDB: 'the engine has no DOM',
  process: 'the engine does not know its host',
  crypto: 'WebCrypto is asynchronous and not seeded: use kernel.random and sim/crypto',
};

export default ts.config(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', 'test-results/', 'playwright-report/', 'static/'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    plugins: { layers },
    rules: {
      'layers/order': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-this-alias': 'off',
      'no-constant-condition': 'off',
      'no-control-regex': 'off',
      'no-empty-pattern': 'off',
      'require-yield': 'off',
      'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true, skipRegExps: true }],
      'prefer-const': ['error', { destructuring: 'all' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/sim/**/*.ts', 'src/lab/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...Object.entries(HOST_GLOBALS).map(([name, message]) => ({ name, message }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'use kernel.random.stream(name)' }],
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'the engine does not know its host' }] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'nothing in the engine awaits: write a generator (kernel/step.ts)' },
        {
          selector: 'FunctionExpression[async=true], FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]',
          message: 'nothing in the engine is async: write a generator (kernel/step.ts)',
        },
      ],
    },
  },
  {
    files: ['src/**/*.test.ts', 'src/sim/**/testing.ts', 'tests/**/*.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-imports': 'off', 'no-restricted-syntax': 'off' },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } } },
);
