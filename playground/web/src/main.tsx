import "@preact/signals";
import { render } from "preact";
import { begin } from "./data/session";
import { App } from "./shell/App";
import "./emoji/emoji.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/message.css";
import "./styles/markdown.css";
import "./styles/controls.css";
import "./styles/compose.css";

render(<App />, document.getElementById("app")!);
void begin();
