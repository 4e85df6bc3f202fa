/** The parts of a message or form that only show something (Components V2). */
import { local } from "../data/api";
import type { Component, Media } from "../data/types";
import { Markdown } from "../markdown/Markdown";
import { Button } from "./Button";
import { Select } from "./Select";
import { Spoiler } from "./Spoiler";

/** Discord's number for a colour as CSS writes it. */
export const colour = (value: number | null | undefined) =>
  value == null ? undefined : `#${value.toString(16).padStart(6, "0")}`;

export const Parts = ({ parts }: { parts: Component[] | undefined }) => (
  <>
    {parts?.map((part, index) => (
      <Part key={part.custom_id ?? `${part.type}.${index}`} part={part} />
    ))}
  </>
);

function Part({ part }: { part: Component }) {
  const draw = DRAW[part.type];
  return draw ? draw(part) : <p class="unknown">This part (type {part.type}) cannot be shown here.</p>;
}

const DRAW: Record<number, (part: Component) => preact.JSX.Element> = {
  1: (part) => (
    <div class="row">
      <Parts parts={part.components} />
    </div>
  ),
  2: (part) => <Button part={part} />,
  3: (part) => <Select part={part} />,
  5: (part) => <Select part={part} />,
  6: (part) => <Select part={part} />,
  7: (part) => <Select part={part} />,
  8: (part) => <Select part={part} />,
  9: (part) => (
    <div class="section">
      <div class="stack">
        <Parts parts={part.components} />
      </div>
      {part.accessory && <Part part={part.accessory} />}
    </div>
  ),
  10: (part) => <Markdown text={part.content ?? ""} />,
  11: (part) => <Picture media={part.media} description={part.description} spoiler={part.spoiler} kind="thumb" />,
  12: (part) => <Gallery part={part} />,
  13: (part) => <FileCard part={part} />,
  14: (part) => <hr class={`gap${part.spacing ?? 1} ${part.divider === false ? "bare" : ""}`} />,
  17: (part) => <Container part={part} />,
};

function Container({ part }: { part: Component }) {
  const box = (
    <div
      class={`container ${part.accent_color == null ? "" : "barred"}`}
      style={{ "--bar": colour(part.accent_color) }}
    >
      <Parts parts={part.components} />
    </div>
  );
  return part.spoiler ? <Spoiler block>{box}</Spoiler> : box;
}

function Gallery({ part }: { part: Component }) {
  return (
    <div class="gallery" data-count={part.items?.length}>
      {part.items?.map((item, index) => (
        <Picture key={index} media={item.media} description={item.description} spoiler={item.spoiler} kind="full" />
      ))}
    </div>
  );
}

interface PictureProps {
  media: Media | undefined;
  description?: string | null;
  spoiler?: boolean;
  kind: "thumb" | "full";
}

/** An image of the playground's own; one from the internet is only named, for nothing is fetched from there. */
export function Picture({ media, description, spoiler, kind }: PictureProps) {
  const address = local(media?.url);
  const image = address ? (
    <a class={`picture ${kind}`} href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={description ?? "Image"} loading="lazy" />
    </a>
  ) : (
    <span class={`picture ${kind} away`}>{description ?? "An image from the internet"}</span>
  );
  return spoiler ? <Spoiler block>{image}</Spoiler> : image;
}

function FileCard({ part }: { part: Component }) {
  const address = local(part.file?.url);
  const name = part.name ?? address?.split("/").at(-1) ?? "File";
  const card = <FileLink name={name} address={address} size={part.size} />;
  return part.spoiler ? <Spoiler block>{card}</Spoiler> : card;
}

export function FileLink({ name, address, size }: { name: string; address: string | null; size?: number }) {
  const words = size == null ? "" : size < 1024 ? `${size} bytes` : `${(size / 1024).toFixed(1)} kB`;
  return (
    <a class="file" href={address ?? undefined} download={name}>
      <span aria-hidden="true">📄</span> {name} <span class="small">{words}</span>
    </a>
  );
}
