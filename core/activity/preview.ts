import type { CampaignSink } from '../ports/campaigns';

/** The same sink, read as before, that writes nothing: rows that would be sent are `planned`. */
export function previewSink(sink: CampaignSink): CampaignSink {
	return {
		...sink,
		create: async ({ service, kind, sourceId, counts, url }) => ({ key: { service, kind, sourceId }, id: '', counts, ...(url === undefined ? {} : { url }) }),
		update: async () => undefined,
		async *writeRows(_stored, rows) {
			if (rows.length > 0) yield rows.map(({ email }) => ({ kind: 'planned', email }));
		},
	};
}
