/** Discord's JSON, as far as the page reads it. */

export interface User {
  id: string;
  username: string;
  global_name: string | null;
  bot?: boolean;
}

export interface Person {
  id: string;
  username: string;
  global_name: string;
  guild_ids: string[];
  /** Whether a practice partner, and whether somebody at a page, acts as them just now. */
  computer: boolean;
  person: boolean;
}

export interface Role {
  id: string;
  name: string;
  managed?: boolean;
}

export interface Member {
  user: User;
  nick: string | null;
  roles: string[];
}

export interface Channel {
  id: string;
  type: number;
  name?: string;
  parent_id: string | null;
  guild_id?: string;
  recipients?: User[];
  permissions?: string;
  rate_limit_per_user?: number;
  thread_metadata?: { archived: boolean; locked: boolean };
}

export interface Guild {
  id: string;
  name: string;
  roles: Role[];
  channels: Channel[];
  archived?: Channel[];
}

export const VOICE = 2;
export const CATEGORY = 4;
export const ANNOUNCEMENT = 5;
export const PRIVATE_THREAD = 12;
export const STAGE = 13;
export const FORUM = 15;
const THREADS = [10, 11, PRIVATE_THREAD];
export const isThread = (channel: Channel) => THREADS.includes(channel.type);

/** A time to come that a message of the bot names; `at` in Unix seconds. */
export interface Named {
  at: number;
  channel_id: string;
}

/** `GET /member/U` */
export interface Home {
  user: User;
  guilds: Guild[];
  dm: Channel;
  groups: Channel[];
  installed: boolean;
}

export interface Emoji {
  id?: string | null;
  name?: string | null;
}

export interface Option {
  label: string;
  value: string;
  description?: string | null;
  emoji?: Emoji | null;
  default?: boolean;
}

export interface Media {
  url: string;
  proxy_url?: string;
}

/** Any component of a message or a form; which fields are there depends on `type`. */
export interface Component {
  type: number;
  id?: number;
  custom_id?: string;
  components?: Component[];
  component?: Component;
  accessory?: Component;
  content?: string;
  label?: string;
  description?: string | null;
  style?: number;
  url?: string;
  emoji?: Emoji | null;
  disabled?: boolean;
  placeholder?: string | null;
  options?: Option[];
  min_values?: number | null;
  max_values?: number | null;
  min_length?: number | null;
  max_length?: number | null;
  channel_types?: number[];
  default_values?: { id: string; type: string }[];
  required?: boolean;
  value?: string | null;
  default?: boolean;
  accent_color?: number | null;
  spoiler?: boolean;
  divider?: boolean;
  spacing?: number;
  media?: Media;
  items?: { media: Media; description?: string | null; spoiler?: boolean }[];
  file?: Media;
  name?: string;
  size?: number;
}

export interface Attachment {
  id: string;
  filename: string;
  size: number;
  url: string;
  content_type?: string;
  description?: string;
}

export interface Embed {
  title?: string;
  description?: string;
  url?: string;
  color?: number;
  timestamp?: string;
  footer?: { text: string };
  author?: { name: string; url?: string };
  fields?: { name: string; value: string; inline?: boolean }[];
  image?: Media;
  thumbnail?: Media;
}

export interface Message {
  id: string;
  channel_id: string;
  author: User;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  mentions: User[];
  attachments: Attachment[];
  embeds: Embed[];
  components: Component[];
  flags: number;
  type: number;
  reactions?: { emoji: Emoji; count: number; me: boolean }[];
  interaction_metadata?: { type: number; user: User; name?: string };
  referenced_message?: Message | null;
  message_reference?: { channel_id?: string };
}

export interface Choice {
  name: string;
  value: string | number;
}

export interface CommandOption {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  choices?: Choice[];
  autocomplete?: boolean;
  options?: CommandOption[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  channel_types?: number[];
}

export interface Command {
  id: string;
  type: number;
  name: string;
  description: string;
  options?: CommandOption[];
}

export interface Modal {
  title: string;
  custom_id: string;
  components: Component[];
}

export interface Outcome {
  id: string;
  type: number;
  state: "pending" | "acknowledged" | "failed";
  kind: string | null;
  message: Message | null;
  modal: Modal | null;
  choices: Choice[] | null;
  reason: string | null;
}

export const FLAG = { ephemeral: 64, thinking: 128, v2: 32768 } as const;
