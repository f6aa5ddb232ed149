import { MOST_OPEN_CALLS as RAYNET_CONNECTIONS, PAGE_SIZE as RAYNET_PAGE } from '../../connectors/crm/raynet/client';
import { MOST_EXT_IDS } from '../../connectors/crm/raynet/links';
import { SCAN_PAGE } from '../../connectors/crm/creatio/scan';
import { BULK_ROWS } from '../../connectors/email/ecomail/bulk';
import { REQUESTS_PER_MINUTE } from '../../connectors/email/ecomail/memory';
import { GOOGLE_CAPABILITIES } from '../../connectors/google';
import { DELETE_BATCH, WRITE_BATCH } from '../../connectors/google/client';
import { TOKEN_LASTS_MS } from '../../connectors/google/pages';
import { MOST_CONFIRMATION_MAILS } from '../../core/email/settings';
import { LEAVE_LIMIT } from '../../core/sync/guards';
import { ENTRY_BUDGET_BYTES } from '../../core/sync/pairEntry';
import { MOST_REMEMBERED } from '../../core/sync/pollChanges';
import { MOST_AGAIN, MOST_TRIES } from '../../core/sync/syncState';
import { OVERLAP_MS } from '../../core/sync/window';
import { page, sources } from './pages';

const number = (value: number): string => value.toLocaleString('en-US');
const minutes = (ms: number): string => (ms === 120_000 ? 'two minutes' : `${ms / 60_000} minutes`);
const codeSays = (file: string, pattern: RegExp): string => pattern.exec(sources().get(file) ?? '')?.[1]?.replaceAll('_', ',') ?? 'nothing';

/** A page, what it says, and the constant that says so, too. */
const FIGURES: ReadonlyArray<[file: string, text: string]> = [
	['docs/behaviour.md', `more than ${LEAVE_LIMIT.count} and ${LEAVE_LIMIT.share * 100} % of the pairs would leave`],
	['docs/behaviour.md', `contacts of the account and new ones exceed ${number(GOOGLE_CAPABILITIES.maxRecords)}`],
	['docs/limits.md', `${number(GOOGLE_CAPABILITIES.maxRecords)} contacts in an account`],
	['docs/limits.md', `about ${number(GOOGLE_CAPABILITIES.recordsPerMinute ?? 0)} contacts a minute`],
	['docs/limits.md', `| 25,000 | ${25_000 / (GOOGLE_CAPABILITIES.recordsPerMinute ?? 1)} minutes |`],
	['docs/limits.md', `| RAYNET | ${RAYNET_CONNECTIONS} open connections |`],
	['docs/limits.md', `${REQUESTS_PER_MINUTE} a minute, bulk calls of ${number(BULK_ROWS)}`],
	['docs/limits.md', `pages of ${SCAN_PAGE}, batches of 100`],
	['docs/limits.md', `| ${MOST_AGAIN} ids are remembered, ${MOST_TRIES} tries each |`],
	['docs/limits.md', `| 5 of ${number(RAYNET_PAGE)} records |`],
	['docs/limits.md', `| confirmation mails of one run into a list with double opt-in | ${MOST_CONFIRMATION_MAILS} |`],
	['docs/limits.md', `${codeSays('nodes/ContactSync/settings.ts', /MOST_CRM_WRITES = ([\d_]+)/)}, option *CRM Writes per Run*`],
	['docs/limits.md', `${codeSays('connectors/google/transport.ts', /criticalReads: (\d+)/)} reads and ${codeSays('connectors/google/transport.ts', /criticalWrites: (\d+)/)} writes are assumed`],
	['docs/limits.md', `${ENTRY_BUDGET_BYTES} bytes at most on each contact`],
	['docs/state.md', `at most ${ENTRY_BUDGET_BYTES} bytes`],
	['docs/state.md', `up to ${MOST_AGAIN} contacts to try again`],
	['docs/security.md', `at most ${ENTRY_BUDGET_BYTES} bytes`],
	['docs/api-facts.md', `batches of ${WRITE_BATCH}`],
	['docs/api-facts.md', `deletions in batches of ${DELETE_BATCH}`],
	['docs/api-facts.md', `they are renewed after ${TOKEN_LASTS_MS / 86_400_000 === 6 ? 'six' : 'other'}`],
	['docs/api-facts.md', `at most ${MOST_EXT_IDS} external ids`],
	['docs/nodes/crm-trigger.md', `remembers\n${number(MOST_REMEMBERED)} contacts`],
	['docs/nodes/crm-trigger.md', `Windows overlap by ${minutes(OVERLAP_MS)}`],
	['docs/nodes/email-marketing-tag.md', `up to ${number(BULK_ROWS)} in a call`],
	['docs/nodes/email-marketing-tag.md', `More than ${MOST_CONFIRMATION_MAILS} such mails`],
];

test.each(FIGURES)('%s says what the code says: %s', (file, text) => {
	expect(page(file).text).toContain(text);
});

