/** Server-sent events read from the body of a response to a POST. */

export interface ServerEvent {
  name: string;
  data: string;
}

/** Yields each event of a text/event-stream; the bytes may be cut anywhere, inside a syllable too. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let name = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, field, text = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (line === "") {
          if (data.length) yield { name, data: data.join("\n") };
          name = "";
          data = [];
        } else if (field === "event") name = text;
        else if (field === "data") data.push(text);
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
