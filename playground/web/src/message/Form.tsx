import { useEffect, useRef, useState } from "preact/hooks";
import { submit, type Values } from "../data/actions";
import * as store from "../data/store";
import type { Component, Modal } from "../data/types";
import { Markdown } from "../markdown/Markdown";
import { boundsOf } from "./choices";
import { Field, startOf } from "./fields";

/** The form that an interaction of this tab showed, if any. */
export function OpenForm() {
  const open = store.openForm.value;
  return open ? <Form key={open.id} id={open.id} modal={open.modal} /> : null;
}

const controlsOf = (modal: Modal): Component[] =>
  modal.components.flatMap((part) => (part.component ? [part.component] : (part.components ?? [])));

/** What is still to be chosen, in the words of the form; what is to be typed or ticked the browser asks for itself. */
function unchosen(modal: Modal, values: Values): string | null {
  for (const { label, component: control } of modal.components) {
    const chosen = control?.custom_id ? values[control.custom_id] : null;
    if (!control || !Array.isArray(chosen) || control.type === 19) continue;
    const [least] = boundsOf(control);
    if (chosen.length < least && (control.required !== false || chosen.length))
      return `${label ?? "Your choice"}: choose ${least === 1 ? "one" : `at least ${least}`}.`;
  }
  return null;
}

function Form({ id, modal }: { id: string; modal: Modal }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(controlsOf(modal).map((part) => [part.custom_id, startOf(part)])),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>(".fields-of-form :is(input, textarea, [role=combobox])")?.focus();
  }, []);
  const close = () => (store.openForm.value = null);
  const send = async (event: Event) => {
    event.preventDefault();
    const missing = unchosen(modal, values);
    if (missing) return setProblem(missing.replace(/\?: choose/, "? Choose"));
    setBusy(true);
    const refused = await submit(id, values);
    setBusy(false);
    setProblem(refused);
    if (!refused && store.openForm.value?.id === id) close();
  };
  return (
    <dialog ref={dialog} class="form" aria-labelledby="form-title" onClose={close}>
      <form onSubmit={(event) => void send(event)}>
        <header>
          <h2 id="form-title">{modal.title}</h2>
          <button type="button" class="icon" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        <div class="fields-of-form">
          {modal.components.map((part, index) => (
            <FormPart
              key={index}
              part={part}
              values={values}
              set={(name, value) => {
                setValues((old) => ({ ...old, [name]: value }));
                setProblem(null);
              }}
            />
          ))}
        </div>
        {problem && (
          <p class="failure" role="alert">
            {problem}
          </p>
        )}
        <footer>
          <button type="button" class="button secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy}>
            Submit
          </button>
        </footer>
      </form>
    </dialog>
  );
}

interface PartProps {
  part: Component;
  values: Values;
  set: (name: string, value: unknown) => void;
}

function FormPart({ part, values, set }: PartProps) {
  if (part.type === 10) return <Markdown text={part.content ?? ""} />;
  const control = part.component ?? part.components?.[0];
  if (!control?.custom_id) return null;
  const name = control.custom_id;
  return (
    <Field
      control={control}
      label={part.label ?? control.label ?? ""}
      about={part.description}
      value={values[name]}
      set={(value) => set(name, value)}
    />
  );
}
