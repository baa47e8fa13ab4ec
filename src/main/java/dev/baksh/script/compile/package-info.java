/** Compiler of scripts: class loaders, cache of compiled scripts and translation of errors. */
package dev.baksh.script.compile;
