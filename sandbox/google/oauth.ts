import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../kit/json';
import { googleAccountList, type SandboxGoogleAccount } from './accounts';
import { accessTokenSeconds } from './bearers';
import type { World } from './world';

const scope = 'https://www.googleapis.com/auth/contacts';

/** The token endpoint: a form with grant_type refresh_token; the client's id and secret in it or as Basic login (documented OAuth 2.0). */
export function refreshToken(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const form = isObject(request.body) ? request.body : {};
	const refuse = (status: number, error: string, error_description: string): FastifyReply => reply.code(status).send({ error, error_description });
	if (form.grant_type !== 'refresh_token') return refuse(400, 'unsupported_grant_type', `Invalid grant_type: ${String(form.grant_type ?? '')}`);
	const client = clientOf(request, form);
	if (client === undefined) return refuse(401, 'invalid_client', 'The OAuth client was not found.');
	const isDead = client.refreshToken !== form.refresh_token || world.setting('invalidGrant') === 'yes';
	if (isDead) return refuse(400, 'invalid_grant', 'Token has been expired or revoked.'); // seen
	const access_token = world.bearers.issue(client);
	return reply.send({ access_token, expires_in: accessTokenSeconds, scope, token_type: 'Bearer' });
}

function clientOf(request: FastifyRequest, form: Record<string, unknown>): SandboxGoogleAccount | undefined {
	const [kind, encoded = ''] = (request.headers.authorization ?? '').split(' ');
	const basic = kind === 'Basic' ? Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent) : [];
	const id = basic[0] ?? form.client_id;
	const secret = basic[1] ?? form.client_secret;
	return googleAccountList.find((account) => account.clientId === id && account.clientSecret === secret);
}
