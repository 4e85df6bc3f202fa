import type { Embed as Content } from "../data/types";
import { written } from "../data/clock";
import { Inline, Markdown } from "../markdown/Markdown";
import { colour, Picture } from "./Layout";

/** An embed: author, title, text, fields, pictures, footer. */
export function Embed({ embed }: { embed: Content }) {
  return (
    <article class={`embed ${embed.color == null ? "" : "barred"}`} style={{ "--bar": colour(embed.color) }}>
      <div class="stack">
        {embed.author && <div class="small strong">{embed.author.name}</div>}
        {embed.title && (
          <div class="h h3">
            <Inline text={embed.title} />
          </div>
        )}
        {embed.description && <Markdown text={embed.description} />}
        {embed.fields && <Fields fields={embed.fields} />}
        {embed.image && <Picture media={embed.image} kind="full" />}
        <Footer embed={embed} />
      </div>
      {embed.thumbnail && <Picture media={embed.thumbnail} kind="thumb" />}
    </article>
  );
}

function Fields({ fields }: { fields: NonNullable<Content["fields"]> }) {
  return (
    <dl class="fields">
      {fields.map((field, index) => (
        <div key={index} class={field.inline ? "inline" : ""}>
          <dt>
            <Inline text={field.name} />
          </dt>
          <dd>
            <Markdown text={field.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Footer({ embed }: { embed: Content }) {
  const parts = [embed.footer?.text, embed.timestamp && written(Date.parse(embed.timestamp), "f")].filter(Boolean);
  return parts.length ? <div class="small">{parts.join(" · ")}</div> : null;
}
