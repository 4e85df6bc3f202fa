import { useState } from "preact/hooks";

/** Something hidden until it is pressed. */
export function Spoiler({ block = false, children }: { block?: boolean; children: preact.ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const kind = block ? "spoiler block" : "spoiler";
  if (open) return <span class={`${kind} open`}>{children}</span>;
  return (
    <button type="button" class={kind} aria-label="Spoiler: press to reveal" onClick={() => setOpen(true)}>
      {block && <strong>Spoiler</strong>}
      <span class="covered" aria-hidden="true" inert>
        {children}
      </span>
    </button>
  );
}
