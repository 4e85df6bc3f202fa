import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Message } from "../data/types";

const Owner = createContext<Message | null>(null);

/** The message that a component stands on. */
export const MessageOf = Owner.Provider;

export function useMessage(): Message {
  const message = useContext(Owner);
  if (!message) throw new Error("This component belongs on a message.");
  return message;
}
