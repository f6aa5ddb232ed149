const tables = new Map();

/** Makes the table of a service known to the other parts of the page. */
export function register(access) {
	tables.set(access.service, {
		...access,
		find: (id) => access.rows().find((row) => row.id === id),
		focusId(id) {
			const row = access.rows().find((one) => one.id === id);
			if (row) access.focus(row);
		},
	});
}

export const tableOf = (service) => tables.get(service);

export const allTables = () => [...tables.values()];
