import type { INodeProperties } from 'n8n-workflow';
import type { CrmName } from './crm';

export const CRMS: readonly CrmName[] = ['raynet', 'creatio', 'simpleCrm', 'customRest'];

/**
 * The parameter "CRM", and how to log in where a CRM has several ways. The nodes' credentials are hidden for the other CRMs,
 * not shown for one: n8n's editor takes a parameter that a credential names under "show" out of the panel and into the
 * credential's box, where nobody looks for a choice of CRM.
 */
export function crmProperties(description: string): INodeProperties[] {
	return [
		{
			displayName: 'CRM',
			name: 'crm',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Creatio', value: 'creatio', description: 'Contacts; their companies go along as names' },
				{ name: 'Custom REST CRM', value: 'customRest', description: 'Any CRM with a plain JSON API, described by a profile in the credential' },
				{ name: 'RAYNET', value: 'raynet' },
				{ name: 'Simple CRM', value: 'simpleCrm', description: 'Of Belgium. No public description of its API is known: the credential asks for what the vendor has to tell you.' },
			],
			default: 'raynet',
			description,
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { crm: ['creatio'] } },
			options: [
				{ name: 'OAuth2', value: 'oAuth2', description: 'Client credentials of Creatio\'s Identity Service' },
				{ name: 'Password', value: 'password', description: 'User name and password' },
			],
			default: 'password',
			description: 'How to log in to Creatio',
		},
	];
}

/** Those that a node shows which offers this CRM alone. */
export function onlyFor(crm: string, properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.filter(({ displayOptions }) => displayOptions?.show?.crm === undefined || displayOptions.show.crm.includes(crm));
}
