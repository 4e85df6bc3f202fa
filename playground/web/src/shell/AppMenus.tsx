/** The context menus: what the bot offers on a message or a member, and what anybody can do there. */
import { attempt, react, remove, runOn } from "../data/actions";
import * as store from "../data/store";
import { FLAG, type Message, type User } from "../data/types";
import { Item, Menu } from "./Menu";

const USER_COMMAND = 2;
const MESSAGE_COMMAND = 3;

/** `onRun`: what makes room for the answer where the menu stands in a drawer above it. */
const Commands = ({ type, target, onRun }: { type: number; target: string; onRun?: () => void }) => (
  <>
    {store.commands.value
      .filter((command) => command.type === type)
      .map((command) => (
        <Item
          key={command.id}
          onClick={() => {
            onRun?.();
            void runOn(command, target);
          }}
        >
          {command.name}
        </Item>
      ))}
  </>
);

export function MessageMenu({ message, reply }: { message: Message; reply: (message: Message) => void }) {
  const isPrivate = (message.flags & FLAG.ephemeral) !== 0;
  const mine = message.author.username === store.me.value;
  const copy = () => void attempt(navigator.clipboard.writeText(message.content));
  return (
    <div class="message-menu">
      <Menu label="Message menu" face="⋯">
        {!isPrivate && <Commands type={MESSAGE_COMMAND} target={message.id} />}
        {!isPrivate && <Item onClick={() => reply(message)}>Reply</Item>}
        {!isPrivate && <Item onClick={() => void react(message, "👍", true)}>React with 👍</Item>}
        {message.content && <Item onClick={copy}>Copy text</Item>}
        {mine && !isPrivate && <Item onClick={() => void remove(message)}>Delete message</Item>}
        {isPrivate && !message.content && <p class="small">Nobody else sees this message.</p>}
      </Menu>
    </div>
  );
}

interface MemberMenuProps {
  user: User;
  name: string;
  face?: preact.ComponentChildren;
  onRun?: () => void;
}

export function MemberMenu({ user, name, face, onRun }: MemberMenuProps) {
  const has = store.commands.value.some((command) => command.type === USER_COMMAND);
  if (!has || user.bot) return face ? <span class="author">{face}</span> : <span class="author">{name}</span>;
  return (
    <Menu label={`${name}: menu`} face={face ?? name} look="author">
      <Commands type={USER_COMMAND} target={user.id} onRun={onRun} />
    </Menu>
  );
}
