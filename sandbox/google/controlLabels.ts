import type { FindPerson, FindUser } from './control';
import { groupId, groupName, resourceName } from './contact';
import type { Args } from './controlArgs';
import { checkName, deleteGroup, newGroup } from './groupWrites';
import { storeGroups } from './members';
import { parsePerson } from './parsePerson';
import type { Group } from './state';
import { myContacts } from './systemGroups';
import type { User, World } from './world';
import { preparedCreate } from './write';

/** The label under which the CRM vendor's own sync puts people. */
const vendorLabel = 'RAYNET CRM';

/** Labels by a person's hand. `label` is a name or a resource name; `account` as everywhere. */
export function controlLabels(userOf: FindUser, personOf: FindPerson): Record<string, (world: World, args: Args) => unknown> {
	return {
		/** { label, clientData?, account? } -> { resourceName } */
		'label.create': (world, args) => ({ resourceName: groupName(createLabel(world, userOf(world, args), String(args.label)).id) }),
		/** { resourceName, label } */
		'label.add': (world, args) => {
			const { user, contact } = personOf(world, args);
			const { id } = labelOf(user, args);
			if (!contact.groups.includes(id)) storeGroups({ world, user }, contact, [...contact.groups, id]);
		},
		/** { resourceName, label }; out of the last group makes it an "other contact". */
		'label.remove': (world, args) => {
			const { user, contact } = personOf(world, args);
			const { id } = labelOf(user, args);
			storeGroups({ world, user }, contact, contact.groups.filter((group) => group !== id));
		},
		/** { label, name, account? } */
		'label.rename': (world, args) => {
			const user = userOf(world, args);
			const label = labelOf(user, args);
			const name = String(args.name);
			checkName({ world, user }, name, label.id);
			user.state.putGroup({ ...label, name, etag: user.state.newEtag(), updateTime: user.state.stamp() });
		},
		/** { label, deleteContacts?, account? } */
		'label.delete': (world, args) => {
			const user = userOf(world, args);
			deleteGroup({ world, user }, labelOf(user, args), args.deleteContacts === true ? 'withContacts' : 'labelOnly');
		},
		/** { people, label?, account? }: as the vendor's own sync leaves them: label and myContacts, no data of ours. -> { resourceNames } */
		'vendorLabel.fill': (world, args) => fillVendorLabel(world, userOf(world, args), args),
	};
}

function fillVendorLabel(world: World, user: User, args: Args): { resourceNames: string[] } {
	const name = String(args.label ?? vendorLabel);
	const label = [...user.state.groups.values()].find((group) => group.name === name) ?? createLabel(world, user, name);
	const people: unknown[] = Array.isArray(args.people) ? args.people : [];
	const resourceNames = people.map((person) => {
		const contact = { ...preparedCreate({ world, user }, parsePerson(person, '')), groups: [label.id, myContacts] };
		user.state.put(contact);
		return resourceName(contact.id);
	});
	return { resourceNames };
}

function createLabel(world: World, user: User, name: string): Group {
	checkName({ world, user }, name);
	const label = newGroup({ world, user }, name);
	user.state.putGroup(label);
	return label;
}

function labelOf({ state }: User, args: Args): Group {
	const wanted = String(args.label);
	const found = state.groups.get(groupId(wanted) ?? '') ?? [...state.groups.values()].find(({ id, name }) => name === wanted || id === wanted);
	if (found === undefined) throw new Error(`There is no label "${wanted}".`);
	return found;
}
