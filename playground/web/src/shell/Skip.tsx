import { toNewest, toWriting } from "../message/focus";

/** The first stops of the keyboard: past the channels, to what matters. */
export const Skip = () => (
  <div class="skip">
    <button type="button" onClick={toNewest}>
      Skip to the newest message
    </button>
    <button type="button" onClick={toWriting}>
      Skip to the message box
    </button>
  </div>
);
