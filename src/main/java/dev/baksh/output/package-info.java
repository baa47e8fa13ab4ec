/** Tables, JSON, CSV, YAML, Markdown and charts. Only this package writes text of a server to a terminal. */
package dev.baksh.output;
