import { parseArgs } from 'node:util';

export interface DemoOptions {
	/** once: no person is there; everything is done, checked, and ended. */
	mode: 'open' | 'once';
	/** Of the sandbox; taken if it is free, else one near it. */
	port: number;
	/** keep: the workflows and executions of the last demo are still there. */
	start: 'fresh' | 'keep';
	/** Where n8n keeps its data, below ".demo". */
	folder: string;
}

export const usage = `npm run demo -- [options]

  --once         runs and checks everything without a person, then ends
  --port NUMBER  port of the sandbox and its console (default 7700)
  --keep         keeps the workflows of the last demo, with your changes
  --folder NAME  folder for n8n's data below .demo (default "open", or "once")
  --help         shows this text`;

/** Throws an Error with a text for the user when the arguments make no sense. */
export function parseOptions(args: readonly string[]): DemoOptions | 'help' {
	const { values } = parseArgs({
		args: [...args],
		options: {
			once: { type: 'boolean', default: false },
			port: { type: 'string', default: '7700' },
			keep: { type: 'boolean', default: false },
			folder: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return 'help';
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port takes a number from 1 to 65535, not "${values.port}".`);
	if (values.once && values.keep) throw new Error('--once always starts afresh, so it does not go with --keep.');
	const mode = values.once ? 'once' : 'open';
	const folder = values.folder ?? mode;
	if (!/^[a-z0-9][a-z0-9-]*$/.test(folder)) throw new Error(`--folder takes a name of small letters, digits and "-", not "${folder}".`);
	return { mode, port, start: values.keep ? 'keep' : 'fresh', folder };
}
