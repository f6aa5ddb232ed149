import { memoryListWorld } from './listMemoryWorld';
import { listSyncContract } from './listSync';

listSyncContract('the e-mail service in memory', memoryListWorld);
