import * as store from "../data/store";

const HUES = [222, 152, 18, 282, 340, 190, 42, 100];

/** A person as their initial on a colour of their own; the bot as its mark. */
export function Avatar({ name, id, app, size }: { name: string; id: string; app?: boolean; size?: "small" }) {
  const kind = `avatar ${size ?? ""}`;
  if (app) return <img class={kind} src="./icon.svg" alt="" />;
  const hue = HUES[Number(id.slice(-4)) % HUES.length];
  return (
    <span class={kind} data-initial={[...name][0]?.toUpperCase()} style={{ "--hue": hue }} aria-hidden="true" />
  );
}

/** Says of a member whom the computer plays that it does. */
export const Computer = ({ id }: { id: string }) =>
  store.isComputer(id) ? <span class="tag computer">Computer</span> : null;
