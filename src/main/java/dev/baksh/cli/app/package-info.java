/** Construction of the object graph: clients, journals, catalogues and tapes. */
package dev.baksh.cli.app;
