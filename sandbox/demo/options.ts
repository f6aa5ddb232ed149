import { parseArgs } from 'node:util';

export interface DemoOptions {
	/** once: no person is there; everything is done, checked, and ended. */
	mode: 'open' | 'once';
	/** Of the sandbox; taken if it is free, else one near it. */
	port: number;
	/** keep: the workflows and executions of the last open demo are still there. */
	data: 'fresh' | 'keep';
}

export const usage = `npm run demo -- [options]

  --once         runs and checks everything without a person, then ends
  --port NUMBER  port of the sandbox and its console (default 7700)
  --keep         keeps the workflows of the last demo, with your changes
  --help         shows this text`;

/** Throws an Error with a text for the user when the arguments make no sense. */
export function parseOptions(args: readonly string[]): DemoOptions | 'help' {
	const { values } = parseArgs({
		args: [...args],
		options: {
			once: { type: 'boolean', default: false },
			port: { type: 'string', default: '7700' },
			keep: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return 'help';
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port takes a number from 1 to 65535, not "${values.port}".`);
	if (values.once && values.keep) throw new Error('--once always starts afresh, so it does not go with --keep.');
	return { mode: values.once ? 'once' : 'open', port, data: values.keep ? 'keep' : 'fresh' };
}
