import { binder } from './binder';
import { cards } from './cards';
import { ledger } from './ledger';
import { register } from './register';

export const personalities = { ledger, register, cards, binder } as const;

export type PersonalityName = keyof typeof personalities;

export const personalityNames = Object.keys(personalities) as PersonalityName[];
