import { useState } from "preact/hooks";
import { run } from "../data/actions";
import { go } from "../data/session";
import * as store from "../data/store";

const QUESTIONS = 5;

/** A channel in which nothing has begun says what to do next; where a bot has greeted, without a heading of its own. */
export function Empty({ greeted }: { greeted: boolean }) {
  const name = store.here.value?.channel.name;
  if (greeted)
    return (
      <section class="empty">
        <Next />
      </section>
    );
  return (
    <section class="empty">
      <img src="./icon.svg" alt="" width="56" height="56" />
      <h2>{name ? `Welcome to #${name}` : "Just you and Recall"}</h2>
      <Next />
    </section>
  );
}

function Next() {
  const has = store.commands.value.some((command) => command.name === "quiz");
  if (has) return <StartQuiz />;
  if (!store.botOnline.value)
    return <p role="status">Recall is not connected yet. It comes by itself when the bot runs.</p>;
  const quiz = store.places.value.find((item) => item.channel.name === "quiz");
  return (
    <>
      <p>Type / to see what Recall can do here.</p>
      {quiz && (
        <button type="button" class="button secondary" onClick={() => void go(quiz.channel.id)}>
          Go to #quiz
        </button>
      )}
    </>
  );
}

function StartQuiz() {
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    const problem = await run("quiz start", { questions: QUESTIONS });
    setBusy(false);
    if (problem) store.say(problem);
  };
  return (
    <>
      <p>Type / to see what Recall can do — or press here to start your first quiz.</p>
      <button type="button" class="button primary large" disabled={busy} onClick={() => void start()}>
        Start a quiz of {QUESTIONS} questions
      </button>
    </>
  );
}
