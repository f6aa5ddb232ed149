import { config as communityRules } from '@n8n/node-cli/eslint';
import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';

/**
 * What is published is linted by n8n's community rules, unmodified and with no comment to escape them.
 * What is not published needs timers, processes and files, which those rules forbid.
 */
export default defineConfig(
	{ ignores: ['dist/**', 'coverage/**', '.demo/**', '**/node_modules/**'] },
	{ files: ['package.json', '{nodes,credentials,core,connectors}/**/*.ts'], extends: [communityRules] },
	{ files: ['{sandbox,test,scripts}/**/*.ts'], extends: [typescript.configs.recommended] },
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
);
