// The layers of the project (who may import whom) and the few rules that TypeScript alone does not keep.
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import tseslint from 'typescript-eslint';

const noDecorators = [
  {
    selector: 'Decorator',
    message: 'Node runs this file by stripping types, and throws on decorators. Use static properties.',
  },
  { selector: 'AccessorProperty', message: 'Node throws on `accessor`. Use a getter and a setter.' },
];

// A plain typed field would become a real field and shadow the accessors of Sequelize and Lit.
const undeclaredFields = (base, why) => ({
  selector: `ClassDeclaration[superClass.name=/${base}/] > ClassBody > PropertyDefinition[declare!=true][static!=true][value=null]:not([key.type="PrivateIdentifier"])`,
  message: `Write \`declare\` before this field: without it, it shadows ${why}.`,
});

const noPeeking = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const serverPackages = ['koa', '@koa/*', 'sequelize', 'pg', 'pg-*', 'umzug', 'minio', 'pino', 'sharp', 'node:*'];

export default tseslint.config(
  { ignores: ['node_modules/', 'ui/dist/', 'data/', '.cache/', 'core/test/fixtures/broken-*/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './ui/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-restricted-syntax': [
        'error',
        ...noDecorators,
        undeclaredFields('^Model$', "Sequelize's accessor, and the column reads as undefined"),
        undeclaredFields('Element$', "Lit's accessor, and the element never updates"),
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['core/**/*.ts'],
    ignores: ['core/test/**'],
    rules: noPeeking([
      {
        group: ['#plugins/*', '**/plugins/*/**', '!**/core/plugins/**', '!./plugins/**', '!../plugins/**'],
        message: 'Core knows no plugin.',
      },
      {
        group: ['#ui', 'lit', 'lit/*', 'openseadragon'],
        message: 'Core is headless: what is drawn belongs to ui/ or to a plugin.',
      },
    ]),
  },
  {
    files: ['plugins/**/*.ts'],
    ignores: ['plugins/*/ui/**', 'plugins/*/test/**', 'plugins/*/bench/**', 'plugins/*/schemas.ts'],
    rules: noPeeking([
      {
        group: ['**/core/**'],
        message: "Plugins import '#core' alone; what is missing there is added to core/public.ts.",
      },
      { group: ['koa', '@koa/*'], message: 'Endpoints are declared with route() or rawRoute().' },
      {
        group: ['#ui', 'lit', 'lit/*'],
        message: "The server side doesn't draw; browser code lives in the plugin's ui/.",
      },
      {
        group: ['../../*', '!../../config/**'],
        message: "Another plugin is reached by '#plugins/<name>', and only if it is in needs.",
      },
    ]),
  },
  {
    files: ['plugins/*/schemas.ts'],
    rules: noPeeking([
      {
        group: ['*', '!#schema', '!./*', '!../*/schemas.ts'],
        message: "schemas.ts is read by both sides: it imports types from '#schema' and other schemas only.",
      },
    ]),
  },
  {
    files: ['plugins/*/ui/**/*.ts', 'examples/*/ui/**/*.ts'],
    rules: noPeeking([
      {
        group: ['#core', '#core/*', '**/core/**', ...serverPackages],
        message: 'This runs in a browser: no server code.',
      },
      {
        group: ['#plugins/*', '../../*/**'],
        message: "Another plugin's elements are reached by slots and events, not by import.",
      },
      { group: ['openseadragon'], message: 'Only ui/viewer knows OpenSeadragon; ask the viewer element.' },
      { group: ['**/ui/*', '!./**', '!../ui/**'], message: "The shell is reached by '#ui'." },
    ]),
  },
  {
    files: ['ui/**/*.ts'],
    ignores: ['ui/test/**', 'ui/build/**'],
    rules: noPeeking([
      {
        group: ['#core', '#core/*', '**/core/**', '#plugins/*', '**/plugins/**', ...serverPackages],
        message: 'The shell runs in a browser and knows no plugin.',
      },
    ]),
  },
  {
    files: ['ui/**/*.ts'],
    ignores: ['ui/viewer/**', 'ui/test/**', 'ui/build/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...noDecorators,
        { selector: "ImportDeclaration[source.value='openseadragon']", message: 'Only ui/viewer knows OpenSeadragon.' },
        undeclaredFields('Element$', "Lit's accessor, and the element never updates"),
      ],
    },
  },
  {
    files: ['ui/**/*.ts', 'plugins/*/ui/**/*.ts', 'examples/*/ui/**/*.ts'],
    ignores: ['ui/test/**', 'ui/build/**'],
    extends: [
      lit['flat/recommended'],
      litA11y.configs['recommended-flat'] ?? {
        plugins: { 'lit-a11y': litA11y },
        rules: litA11y.configs.recommended.rules,
      },
    ],
  },
  {
    files: [
      'core/main.ts',
      'core/ipm.ts',
      'examples/**/*.ts',
      'ui/build/**/*.ts',
      '**/test/**/*.ts',
      '**/bench/**/*.ts',
      'config/*.ts',
      'plugins/demo/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
);
