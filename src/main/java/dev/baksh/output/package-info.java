/** Tables, JSON, CSV, YAML, Markdown and charts. Text of a server is escaped by {@link dev.baksh.output.TerminalEscaper} before a terminal shows the text. */
package dev.baksh.output;
