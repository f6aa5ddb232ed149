export { searchLabels } from '../shared/labels';
