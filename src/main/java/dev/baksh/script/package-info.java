/**
 * What people write, compiled and run: runbooks, one-liners and the lines of a session, with every failure turned into
 * one clean line and the place in their text.
 *
 * <p>Imports dsl, journal, api, the JDK and Groovy. It knows no word of the DSL: the base class and the binding are given
 * from outside.
 */
package dev.baksh.script;
