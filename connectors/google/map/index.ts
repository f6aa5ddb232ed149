export { carriesEntry } from './entries';
export { ownPart, type OwnPart } from './own';
export { bodyOf, isSatisfied, maskOf, newBodyOf, type Change } from './patch';
export { stateOf, toRecord, type PersonState, type Reading } from './read';
