/**
 * What a value looks like: tables, JSON, CSV, YAML, Markdown, plots. The only place that writes a server's text to a
 * terminal, so the only place that has to make it harmless ({@link dev.baksh.render.Text}).
 *
 * <p>Imports api, the JDK and Jackson; JLine for the display width of a character and nothing else.
 */
package dev.baksh.render;
