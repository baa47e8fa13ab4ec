/** Sandbox servers on loopback, for demonstrations and specs. */
package dev.baksh.sandbox;
