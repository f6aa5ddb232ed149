import type { Service, ServiceContext } from '../../sandbox/kit';

/** The smallest stand-in there can be: it keeps the bodies that it was sent. */
export function createNotebook(context: ServiceContext): Service {
	let notes: unknown[] = [];
	return {
		name: 'notebook',
		switches: [{ name: 'ink', certainty: 'assumed', describes: 'Colour of the ink', values: ['blue', 'red'] }],
		opOf: (request) => (request.url.includes('notes:batch') ? 'notes.batch' : `notes.${request.method.toLowerCase()}`),
		routes(app) {
			app.route({
				method: ['GET', 'POST', 'DELETE'],
				url: '/*',
				handler: async (request) => {
					if (request.method !== 'GET') notes.push(request.body ?? null);
					context.note(request, { committed: request.method !== 'GET', units: { calls: 1 }, records: notes.length });
					return { ink: context.switchValue('ink'), path: (request.params as { '*': string })['*'], notes };
				},
			});
		},
		reset: () => {
			notes = [];
		},
		seed: (size) => {
			notes = Array.from({ length: size.people }, (_, index) => index);
		},
		dump: () => notes,
		rows: () => [],
		control: (action) => {
			throw new Error(`notebook knows no action "${action}".`);
		},
	};
}
