import { useId, useRef } from "preact/hooks";
import { moveFocus } from "../message/Listbox";

const GAP_PX = 6;

interface Props {
  label: string;
  face: preact.ComponentChildren;
  look?: string;
  /** Whether it holds only things to choose, or any controls. */
  kind?: "menu" | "dialog";
  onOpen?: () => void;
  children: preact.ComponentChildren;
}

/** A button that opens a small panel above everything; Escape or a press elsewhere closes it. */
export function Menu({ label, face, look = "icon", kind = "menu", onOpen, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const toggled = (event: ToggleEvent) => {
    if (event.newState !== "open" || !button.current || !panel.current) return;
    onOpen?.();
    putBeside(panel.current, button.current);
    panel.current.querySelector<HTMLElement>("[role^=menuitem],button,a")?.focus();
  };
  const pressed = (event: MouseEvent) => {
    if (kind === "menu" && (event.target as HTMLElement).closest("[role^=menuitem]")) panel.current?.hidePopover();
  };
  return (
    <>
      <button ref={button} type="button" class={look} aria-label={label} aria-haspopup={kind} popovertarget={id}>
        {face}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        class="panel"
        role={kind}
        aria-label={label}
        onToggle={toggled}
        onClick={pressed}
        onKeyDown={kind === "menu" ? moveFocus : undefined}
      >
        {children}
      </div>
    </>
  );
}

/** Under the button, or above it where there is no room, and never beyond the window. */
function putBeside(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + GAP_PX;
  const top = below + height > innerHeight ? Math.max(GAP_PX, at.top - height - GAP_PX) : below;
  const left = Math.min(Math.max(GAP_PX, at.left), innerWidth - width - GAP_PX);
  panel.style.inset = `${top}px auto auto ${left}px`;
}

export function Item({
  onClick,
  children,
  checked,
}: {
  onClick: () => void;
  children: preact.ComponentChildren;
  checked?: boolean;
}) {
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  return (
    <button type="button" class="item" role={role} aria-checked={checked} tabIndex={-1} onClick={onClick}>
      {children}
    </button>
  );
}
