import { checkProfile, type RestProfile } from '../../connectors/crm/rest';
import { changed } from '../../connectors/crm/rest/map/change';
import { recordOf } from '../../connectors/crm/rest/map/record';
import type { FieldPatch } from '../../core/contact/contact';
import type { CrmRecord } from '../../core/ports/crm';
import type { PersonalityName } from '../../sandbox/rest';
import type { Sandbox } from '../../sandbox/kit';
import type { JsonObject } from '../../sandbox/kit/json';
import { connect, hand, SERVICE } from '../contract/crmRestWorld';
import { profileOf } from '../contract/crmRestWriteWorld';
import { createNodeClient } from '../support/nodeClient';
import type { FakeEnvironment } from '../support/environment';
import { clearedByKind, type StandInCrm } from './httpSides';

/** A REST CRM of one personality. People fill in what its records have a place for; what has none they cannot enter. */
export function restSide(sandbox: Sandbox, { env }: FakeEnvironment, name: PersonalityName): StandInCrm {
	const control = hand(sandbox, name);
	const profile = goodProfile(name);
	const account = { crm: profile.crm, account: 'acme' };
	const documentOf = (id: string): JsonObject => control('record.get', { id }) as JsonObject;
	const ids = (): string[] => (sandbox.service(SERVICE).control('record.ids', { personality: name }) as string[]);
	const edit = (id: string, patch: FieldPatch): void => {
		const before = documentOf(id);
		const after = changed(before, { patch: clearedByKind(patch) }, profile);
		for (const [path, value] of Object.entries(after)) if (JSON.stringify(before[path]) !== JSON.stringify(value)) control('record.set', { id, path, value });
	};
	return {
		connect: (wrap) => connect(sandbox, name, { profile: profileOf(name), env, wrap, clientOf: createNodeClient }).crm,
		hands: {
			put(record) {
				const { id } = control('record.create', { tags: record.tags ?? [] }) as { id: string };
				edit(id, record);
				return id;
			},
			edit,
			tag: (id, tag) => void control('record.tag', { id, tag }),
			untag: (id, tag) => void control('record.untag', { id, tag }),
			remove: (id) => void control('record.delete', { id }),
			setVisibilityDelay: (ms) => void control('visibility.set', { ms }),
			records: () => new Map(ids().flatMap((id): Array<[string, CrmRecord]> => {
				const record = recordOf(documentOf(id), { account, profile });
				return record ? [[id, record]] : [];
			})),
		},
	};
}

export function goodProfile(name: PersonalityName): RestProfile {
	const checked = checkProfile(profileOf(name));
	if (checked.kind === 'good') return checked.profile;
	throw new Error(`The profile of ${name} is not good.`);
}
