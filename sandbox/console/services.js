import { creatio } from './adapters/creatio.js';
import { ecomail } from './adapters/ecomail.js';
import { google } from './adapters/google.js';
import { raynet } from './adapters/raynet.js';
import { rest } from './adapters/rest.js';

/**
 * How the console's few words are said to each stand-in: update, create, remove, addGroup, removeGroup, merge, and
 * further `actions` as buttons. A word that one does not know is absent, and so is its button.
 */
export const adapters = { raynet, google, creatio, ecomail, 'rest-reference': rest };

/** As people call the service. */
export const titleOf = (name) => adapters[name]?.title ?? name;
