/**
 * What people write, compiled and run: runbooks, one-liners and the lines of a session, with every failure turned into
 * one clean line and the place in their text. A runbook's steps are kept in the journal of its run, and a resume goes by it.
 *
 * <p>Imports dsl, journal, api, the JDK and Groovy.
 */
package dev.baksh.script;
