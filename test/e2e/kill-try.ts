import { setTimeout as sleep } from 'node:timers/promises';
import { googleCredential, raynetCredential } from '../../sandbox/demo/credentials';
import { createLifetime, endOnSignals } from '../../sandbox/demo/lifetime';
import { everyone } from '../../sandbox/demo/scenarios/raynetToGoogle';
import { publishWorkflow, root, setUpBench, owner } from '../../sandbox/demo/setUp';
import { createClient } from '../../sandbox/n8n/launcher';
const t0 = Date.now(); const log = (...a: unknown[]) => console.log(Math.round((Date.now() - t0)/100)/10, ...a);
async function main() {
 const lifetime = createLifetime(); endOnSignals(lifetime);
 const { sandbox, server, client } = await setUpBench({ folder: 'kill', data: 'fresh', sandboxPort: 7800, n8nPort: 5800, size: { people: 3000, companies: 0 }, credentials: (u) => [raynetCredential(u), googleCredential(u)], progress: log, lifetime });
 const count = () => sandbox.service('google').rows().length;
 log('start', count());
 const w = everyone(root); await publishWorkflow(client, w); log('published');
 while (count() < 800) { await sleep(50); }
 log('kill', count()); await server.kill(); log('killed', count());
 await server.restart(); log('restarted');
 const c = createClient(server.baseUrl); await c.login(owner);
 for (let i = 0; i < 10; i++) { await sleep(10000); const ex = await c.executions(w.id); log(count(), ex.map(e => [e.id, e.status, e.error, Object.entries(e.output).map(([k, v]) => [k, v.length])])); }
 await lifetime.end();
}
main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
