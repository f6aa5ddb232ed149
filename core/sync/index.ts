/** The engine: everything that nodes need of it. */
export { recordsByEmail } from './byEmail';
export type { Incoming, IncomingEvent, Operation } from './incoming';
export { runUpsert, type UpsertRequest } from './run';
export { runSync, type RunMode, type SyncAnswer, type SyncRequest } from './sync';
export { runToCrm, type PartnerIncoming, type ToCrmReport, type ToCrmRequest, type ToCrmResult } from './toCrm';
export { readOnly } from './readOnly';
export { mappingOf, withMappedFields, type FieldMapping } from './mapped';
export { onlyWithTitle, type TitledCrm } from './titled';
