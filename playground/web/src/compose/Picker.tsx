import { useEffect, useRef } from "preact/hooks";
import type { Runnable } from "./commands";

interface Props {
  found: Runnable[];
  current: number;
  none: string;
  choose: (command: Runnable) => void;
}

/** The commands that fit what was typed; the composer keeps the focus and moves the choice. */
export function Picker({ found, current, none, choose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [current]);
  return (
    <div class="picker" ref={box} id="commands" role="listbox" aria-label="Commands">
      {found.map((command, index) => (
        <div
          key={command.name}
          id={`command-${index}`}
          role="option"
          aria-selected={index === current}
          class="choice"
          onClick={() => choose(command)}
        >
          <span>
            <strong>/{command.name}</strong>
            {command.options.map((option) => (
              <span key={option.name} class={`opt ${option.required ? "must" : ""}`}>
                {option.name}
              </span>
            ))}
            <span class="about">{command.description}</span>
          </span>
        </div>
      ))}
      {found.length === 0 && <p class="none">{none}</p>}
    </div>
  );
}
